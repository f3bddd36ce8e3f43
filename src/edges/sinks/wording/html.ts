import { forHtml } from '../../../base/escape.ts';
import type { Severity } from '../../../model/severity.ts';
import type { Block, Fact, Inline, NoticeDocument } from './document.ts';

/** Of the line above the headline. */
const colors: Readonly<Record<Severity, string>> = {
  critical: '#b3001b',
  high: '#c2410c',
  medium: '#a16207',
  low: '#1d4ed8',
  informational: '#475569',
};
const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5';
const CODE = 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px';
const BOX = `${CODE};background:#f1f5f9;padding:12px;border-radius:6px;white-space:pre-wrap;word-break:break-word`;
const CELL = 'text-align:left;vertical-align:top;padding:3px 12px 3px 0';

/** A whole page for mail programs: no script, no image, nothing from elsewhere, styles beside the text. */
export function documentHtml({ headline, blocks, link }: NoticeDocument, severity: Severity): string {
  const button = link === undefined ? '' : `<p><a href="${forHtml(link)}">Open the finding</a></p>`;
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${forHtml(headline)}</title></head>`,
    `<body style="margin:0;padding:16px;color:#0f172a;background:#ffffff;${FONT}">`,
    `<div style="max-width:760px;border-top:4px solid ${colors[severity]};padding-top:12px">`,
    `<h1 style="font-size:18px;line-height:1.35;margin:0 0 12px;word-break:break-word">${forHtml(headline)}</h1>`,
    button,
    ...blocks.map(blockHtml),
    '</div></body></html>',
    '',
  ].join('\n');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2 style="font-size:15px;margin:20px 0 6px">${forHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<p style="margin:0 0 10px;word-break:break-word">${inlinesHtml(block.inlines)}</p>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag} style="margin:0 0 10px;padding-left:22px">${block.items.map((item) => `<li>${inlinesHtml(item)}</li>`).join('')}</${tag}>`;
    }
    case 'facts':
      return `<table role="presentation" style="border-collapse:collapse;margin:0 0 10px">${block.facts.map(factHtml).join('')}</table>`;
    case 'code':
      return `<pre style="${BOX}">${linesHtml(block.text, '\n')}</pre>`;
    case 'table':
      return [
        '<table style="border-collapse:collapse;margin:0 0 10px"><thead><tr>',
        ...block.columns.map((column) => `<th scope="col" style="${CELL}">${forHtml(column)}</th>`),
        '</tr></thead><tbody>',
        ...block.rows.map((row) => `<tr>${row.map((cell) => `<td style="${CELL}">${inlineHtml(cell)}</td>`).join('')}</tr>`),
        '</tbody></table>',
      ].join('');
  }
}

function factHtml({ label, values }: Fact): string {
  const shown = values.map((value, index) => `${index === 0 || value.text.startsWith(' ') ? '' : ', '}${inlineHtml(value)}`);
  return `<tr><th scope="row" style="${CELL};font-weight:600;white-space:nowrap">${forHtml(label)}</th><td style="${CELL};word-break:break-word">${shown.join('')}</td></tr>`;
}

const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join('');

function inlineHtml({ text, style, href }: Inline): string {
  const shown = linesHtml(text, '<br>');
  if (href !== undefined) return `<a href="${forHtml(href)}">${shown}</a>`;
  if (style === 'strong') return `<strong>${shown}</strong>`;
  return style === 'code' ? `<code style="${CODE}">${shown}</code>` : shown;
}

const linesHtml = (text: string, lineBreak: string): string => text.split('\n').map(forHtml).join(lineBreak);
