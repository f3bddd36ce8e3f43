import { forTerminal } from '../../../base/escape.ts';
import { clip, type Block, type Inline, type NoticeDocument } from './document.ts';

/** Part of a Slack message. `plain` is text in which no markup means anything. */
export interface SlackText {
  readonly type: 'mrkdwn' | 'plain_text';
  readonly text: string;
}

/** Of one text object. Source: Slack API, "Text object": 3,000 characters. */
export const SLACK_TEXT_LIMIT = 3000;

/**
 * A document in Slack's markup, in texts that fit into a section each. Values are code, in which only `&`, `<` and `>` mean anything;
 * so is prose that has characters of the markup, since Slack has no way to escape those.
 * Source: Slack API, "Formatting message text" (escaping).
 */
export function slackTexts({ headline, blocks }: NoticeDocument): SlackText[] {
  const texts: SlackText[] = [{ type: 'plain_text', text: escaped(clip(forTerminal(headline), 500)) }];
  for (const block of blocks) {
    for (const piece of pieces(block)) {
      const text = piece.length <= SLACK_TEXT_LIMIT ? piece : '(a line that is too long for Slack)';
      const last = texts.at(-1)!;
      const joined = `${last.text}\n${text}`;
      if (last.type === 'mrkdwn' && joined.length <= SLACK_TEXT_LIMIT) texts[texts.length - 1] = { type: 'mrkdwn', text: joined };
      else texts.push({ type: 'mrkdwn', text: text.trimStart() });
    }
  }
  return texts;
}

/** `&`, `<` and `>` as entities: nothing else is special outside of markup, and no mention or link begins without them. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function pieces(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [`\n*${inert(block.text)}*`];
    case 'paragraph':
      return inlinesText(block.inlines).split('\n');
    case 'list':
      return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '•'} ${inlinesText(item)}`);
    case 'facts':
      return block.facts.map(({ label, values }) => {
        const shown = values.map(
          (value, index) => `${index === 0 || value.text.startsWith(' ') ? '' : ', '}${inlineText(value)}`,
        );
        return `*${label}*  ${asManyAsFit(shown)}`;
      });
    case 'code':
      return codeBlocks(block.text);
    case 'table':
      return block.rows.map((row) => `• ${row.map(inlineText).join(' | ')}`);
  }
}

/** Room for the label. */
const FACT_LIMIT = SLACK_TEXT_LIMIT - 100;

/** Whole values only: a cut could leave markup open. */
function asManyAsFit(values: readonly string[]): string {
  let room = FACT_LIMIT;
  const over = values.findIndex(({ length }) => {
    room -= length;
    return room < 0;
  });
  return over === -1 ? values.join('') : `${values.slice(0, over).join('')}, …`;
}

const inlinesText = (inlines: readonly Inline[]): string => inlines.map(inlineText).join('');

function inlineText({ text, style, href }: Inline): string {
  if (href !== undefined) return `<${escaped(href).replaceAll('|', '%7C')}|${label(text)}>`;
  if (style === 'code') return codeSpan(text);
  if (style === 'strong') return `*${inert(text)}*`;
  return text.split('\n').map(proseLine).join('\n');
}

/** What begins, ends or is markup somewhere in a line. */
const markup = /[*_~`]|^\s*(?:>|&gt;)/;

function proseLine(line: string): string {
  if (!markup.test(line)) return escaped(clip(forTerminal(line), 500));
  // What is around a value belongs to the sentence: blanks at the ends stay outside.
  const [, before, middle, after] = /^(\s*)(.*?)(\s*)$/s.exec(line)!;
  return `${before}${codeSpan(middle!)}${after}`;
}

/** Text inside markup of ours: without the characters that would end it. */
const inert = (text: string): string => escaped(clip(forTerminal(text), 500).replace(/[*_~`]/g, ' '));

const label = (text: string): string => inert(text).replaceAll('|', '/');

function codeSpan(text: string): string {
  const shown = clip(forTerminal(text), 500).replaceAll('`', "'").trim();
  return shown === '' ? '' : `\`${escaped(shown)}\``;
}

/** Room for the fences, and for a line of which every character is escaped. */
const CODE_LIMIT = SLACK_TEXT_LIMIT - 20;

function codeBlocks(text: string): string[] {
  const blocks: string[] = [];
  let taken = '';
  for (const line of text.split('\n')) {
    const shown = escaped(clip(forTerminal(line), 500).replaceAll('```', "'''"));
    if (taken !== '' && taken.length + shown.length + 1 > CODE_LIMIT) {
      blocks.push(taken);
      taken = '';
    }
    taken = taken === '' ? shown : `${taken}\n${shown}`;
  }
  return [...blocks, taken].filter((block) => block !== '').map((block) => `\`\`\`${block}\`\`\``);
}
