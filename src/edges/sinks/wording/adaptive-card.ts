import { forTerminal } from '../../../base/escape.ts';
import type { Bytes } from '../../../base/units.ts';
import { type Severity, severityRank } from '../../../model/severity.ts';
import { clip, type Block, type Inline, type NoticeDocument } from './document.ts';

/** An Adaptive Card 1.4. Source: adaptivecards.io, schema explorer. */
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly version: '1.4';
  readonly [more: string]: unknown;
}

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly [more: string]: unknown;
}

interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly [more: string]: unknown;
}

export interface CardOptions {
  readonly id: string;
  readonly severity: Severity;
  /** Of the card's JSON in UTF-8. */
  readonly limit: Bytes;
}

/**
 * A document as a card. All text is in text runs: Teams reads Markdown in text blocks and facts, and has no way to escape it there;
 * in text runs it doesn't. What doesn't fit is left out from the end, and the card says so.
 * Source: Microsoft Teams, "Format cards in Teams".
 */
export function adaptiveCard(document: NoticeDocument, { id, severity, limit }: CardOptions): AdaptiveCard {
  const { headline, blocks, link } = document;
  const color = severityRank(severity) >= severityRank('high') ? 'Attention' : 'Default';
  const first = richText([run(headline, { weight: 'Bolder', size: 'Medium', color })], { id });
  const card = (body: readonly RichTextBlock[]): AdaptiveCard => ({
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    msteams: { width: 'Full' },
    fallbackText: shown(headline),
    body,
    ...(link !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Open the finding', url: link }] }),
  });
  const all = [first, ...blocks.flatMap(richTexts)];
  if (size(card(all)) <= limit) return card(all);
  const note = richText([run('Shortened: the rest does not fit into a message.', { isSubtle: true })]);
  let room = limit - size(card([note]));
  const fitting: RichTextBlock[] = [];
  for (const block of all) {
    room -= size(block) + 1;
    if (room < 0) break;
    fitting.push(block);
  }
  return card([...fitting, note]);
}

const size = (value: unknown): Bytes => Buffer.byteLength(JSON.stringify(value));

function richTexts(block: Block): RichTextBlock[] {
  switch (block.kind) {
    case 'heading':
      return [richText([run(block.text, { weight: 'Bolder' })], { spacing: 'Medium' })];
    case 'paragraph':
      return linesOf(block.inlines).map((line) => richText(line));
    case 'list':
      return block.items.map((item, index) =>
        richText([run(block.ordered ? `${index + 1}. ` : '• '), ...item.map(runOf)], tight),
      );
    case 'facts':
      return block.facts.map(({ label, values }) =>
        richText([run(`${label}: `, { weight: 'Bolder' }), ...separated(values, ', ')], tight),
      );
    case 'code':
      return block.text.split('\n').map((line) => richText([run(line === '' ? ' ' : line, mono)], tight));
    case 'table':
      return block.rows.map((row) => richText(separated(row, ' | '), tight));
  }
}

const tight = { spacing: 'Small' };
const mono = { fontType: 'Monospace' };

/** A text run has no line breaks: each line becomes a block. */
function linesOf(inlines: readonly Inline[]): TextRun[][] {
  const lines: TextRun[][] = [[]];
  for (const inline of inlines) {
    const [first, ...more] = inline.text.split('\n');
    lines.at(-1)!.push(runOf({ ...inline, text: first! }));
    for (const text of more) lines.push([runOf({ ...inline, text })]);
  }
  return lines.map((line) => line.filter(({ text }) => text !== '')).filter((line) => line.length > 0);
}

function separated(inlines: readonly Inline[], separator: string): TextRun[] {
  return inlines.flatMap((inline, index) =>
    index === 0 || inline.text.startsWith(' ') ? [runOf(inline)] : [run(separator), runOf(inline)],
  );
}

function runOf({ text, style, href }: Inline): TextRun {
  return run(text, {
    ...(style === 'strong' && { weight: 'Bolder' }),
    ...(style === 'code' && mono),
    ...(href !== undefined && { selectAction: { type: 'Action.OpenUrl', url: href } }),
  });
}

function run(text: string, more: Readonly<Record<string, unknown>> = {}): TextRun {
  return { type: 'TextRun', text: shown(text), ...more };
}

const richText = (inlines: readonly TextRun[], more: Readonly<Record<string, unknown>> = {}): RichTextBlock => ({
  type: 'RichTextBlock',
  ...more,
  inlines,
});

/** Also without what a card takes for a function: `{{DATE(…)}}`. */
const shown = (text: string): string => forTerminal(clip(text, 1000)).replaceAll('{{', '{ {');
