import { type Block, clip, type Inline, plain, safeHref } from './document.ts';

/** Of a rule's text that is read; more isn't help but a manual. */
const LIMIT = 20_000;

/**
 * The subset of Markdown that rules use for what to do: paragraphs whose line breaks are kept, `#` headings, lists, fenced code,
 * indented code (two columns are enough, as rules indent their commands), **strong**, `code`, [links](https://example.com). Everything
 * else, raw HTML too, is text.
 */
export function readMarkdown(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = clip(markdown, LIMIT).replace(/\r\n?/g, '\n').split('\n');
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const fence = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      const end = lines.findIndex((other, at) => at > i && other.trim().startsWith(fence));
      const stop = end === -1 ? lines.length : end;
      add(blocks, { kind: 'code', text: outdent(lines.slice(i + 1, stop)) });
      i = stop + 1;
      continue;
    }
    const rest = lines.slice(i);
    const [block, used] = readList(rest) ?? readCode(rest) ?? readHeading(line) ?? readParagraph(rest);
    if (block !== undefined) add(blocks, block);
    i += used;
  }
  return blocks;
}

type Read = readonly [block: Block | undefined, lines: number];

const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

function readList(lines: readonly string[]): Read | undefined {
  const first = ITEM.exec(lines[0]!);
  if (first === null) return undefined;
  const items: string[] = [];
  let used = 0;
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item !== null) items.push(item[2]!);
    else if (/^\s{2,}\S/.test(line) && !isCommand(line)) items.push(`${items.pop()!}\n${line.trim()}`);
    else break;
    used++;
  }
  return [{ kind: 'list', ordered: first[1] !== undefined, items: items.map(readInlines) }, used];
}

function readCode(lines: readonly string[]): Read | undefined {
  const count = lines.findIndex((line) => !(/^(?: {2}|\t)\s*\S/.test(line) || isCommand(line)));
  const used = count === -1 ? lines.length : count;
  return used === 0 ? undefined : [{ kind: 'code', text: outdent(lines.slice(0, used)) }, used];
}

function isCommand(line: string): boolean {
  return /^\s*aws [a-z0-9-]+ /.test(line);
}

function readHeading(line: string): Read | undefined {
  const text = /^#{1,6}\s+(.*)$/.exec(line)?.[1]?.replace(/\s+#+\s*$/, '');
  return text === undefined ? undefined : [{ kind: 'heading', text }, 1];
}

function readParagraph(lines: readonly string[]): Read {
  const blank = lines.findIndex((line, at) => line.trim() === '' || (at > 0 && startsAnother(line)));
  const used = blank === -1 ? lines.length : Math.max(1, blank);
  const text = lines.slice(0, used).join('\n').trim();
  return [text === '' ? undefined : { kind: 'paragraph', inlines: readInlines(text) }, used];
}

function startsAnother(line: string): boolean {
  return /^(?: {2}|\t)/.test(line) || isCommand(line) || /^\s{0,3}(?:#{1,6}\s|`{3}|~{3})/.test(line) || ITEM.test(line);
}

/** Without the indentation that all lines share. */
function outdent(lines: readonly string[]): string {
  const used = lines.filter((line) => line.trim() !== '');
  const common = Math.min(...used.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(common).trimEnd()).join('\n');
}

function add(blocks: Block[], block: Block): void {
  if (block.kind !== 'code' || block.text !== '') blocks.push(block);
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^[\]]{1,300})\]\(([^()\s]{1,2000})\)|<(https?:\/\/[^<>\s]{1,2000})>/g;

function readInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  let done = 0;
  for (const match of text.matchAll(INLINE)) {
    const inline = inlineOf(match);
    if (inline === undefined) continue;
    if (match.index > done) inlines.push({ text: text.slice(done, match.index) });
    inlines.push(inline);
    done = match.index + match[0].length;
  }
  if (done < text.length) inlines.push({ text: text.slice(done) });
  return inlines;
}

function inlineOf([, code, strong, label, target, address]: RegExpMatchArray): Inline | undefined {
  if (code !== undefined) return { text: code, style: 'code' };
  if (strong !== undefined) return { text: strong, style: 'strong' };
  const href = safeHref(target ?? address ?? '');
  return href === undefined ? undefined : { ...plain(label ?? address ?? ''), href };
}
