import stringWidth from 'string-width';
import { forTerminal } from '../../../base/escape.ts';
import type { Alert } from '../../../model/alert.ts';
import type { Notice, Wording } from '../sink.ts';
import type { Block, Inline, NoticeDocument } from './document.ts';
import { alertDocument, noticeDocument } from './notice-document.ts';

/** A notice as plain text, the headline first. Shows what can't be seen as what it is; ends with a line break. */
export function noticeText(notice: Notice, wording: Wording = {}): string {
  return documentText(noticeDocument(notice, wording));
}

/** An alert alone, as `noticeText`. */
export function alertText(alert: Alert, wording: Wording = {}): string {
  return documentText(alertDocument(alert, wording));
}

/** As `noticeText`, of what has been put into words already. */
export function documentText({ headline, blocks }: NoticeDocument): string {
  return `${[forTerminal(headline), ...blocks.map(blockText)].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${forTerminal(block.text)}\n${'-'.repeat(Math.min(stringWidth(block.text), 60))}`;
    case 'paragraph':
      return inlinesText(block.inlines);
    case 'list':
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${inlinesText(item).replaceAll('\n', '\n  ')}`)
        .join('\n');
    case 'facts': {
      const width = Math.max(...block.facts.map(({ label }) => label.length)) + 2;
      return block.facts.map(({ label, values }) => `${`${label}:`.padEnd(width)}${factText(values)}`).join('\n');
    }
    case 'code':
      return lines(block.text)
        .map((line) => `    ${line}`)
        .join('\n');
    case 'table':
      return tableText(block.columns, block.rows);
  }
}

/** Values side by side; what begins with a space belongs to the one before. */
function factText(values: readonly Inline[]): string {
  return values.map(({ text }, index) => `${index === 0 || text.startsWith(' ') ? '' : ', '}${oneLine(text)}`).join('');
}

function inlinesText(inlines: readonly Inline[]): string {
  return inlines
    .map(({ text, href }) => {
      const shown = lines(text).join('\n');
      return href === undefined || href === text ? shown : `${shown} (${oneLine(href)})`;
    })
    .join('');
}

/** Line breaks stay, and nothing else that can't be seen. */
function lines(text: string): string[] {
  return text.split('\n').map(forTerminal);
}

const oneLine = forTerminal;

function tableText(columns: readonly string[], rows: readonly (readonly Inline[])[]): string {
  const cells = [columns, ...rows.map((row) => row.map(({ text }) => oneLine(text)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, column) => `${cell}${' '.repeat(widths[column]! - stringWidth(cell))}`)
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
