import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Of one grapheme: an attacker can pile up any number of accents on one letter, and terminals draw them over other lines. */
const MOST_CODE_UNITS = 16;

/** Columns that a text takes in a terminal; East Asian and emoji take two. */
export function columnsOf(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text);
}

/** The text in exactly `width` columns: cut with `…` at the end, or filled up with spaces. */
export function inColumns(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutEnd(text, width);
  const space = ' '.repeat(Math.max(0, width - columnsOf(cut)));
  return align === 'left' ? cut + space : space + cut;
}

/** The text in at most `width` columns, cut with `…` at the end. */
export function cutEnd(text: string, width: number): string {
  if (isPlain(text)) return text.length <= width ? text : width < 1 ? '' : `${text.slice(0, width - 1)}…`;
  const parts = take(text, width);
  return parts.whole ? parts.text : width < 1 ? '' : `${take(text, width - 1).text}…`;
}

/** The same, cut in the middle: for names whose end tells as much as their beginning. */
export function cutMiddle(text: string, width: number): string {
  if (!isPlain(text) || text.length <= width || width < 8) return cutEnd(text, width);
  const tail = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(-tail)}`;
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function take(text: string, width: number): { text: string; whole: boolean } {
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const grapheme = segment.slice(0, MOST_CODE_UNITS);
    const columns = stringWidth(grapheme);
    if (used + columns > width) return { text: taken, whole: false };
    taken += grapheme;
    used += columns;
  }
  return { text: taken, whole: true };
}
