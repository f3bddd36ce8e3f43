/**
 * Text of unknown origin, made safe to show. Log content is written by attackers: a user agent may hold terminal escapes, marks
 * that reverse the reading direction, markup, or a spreadsheet formula. Each function is for one place of output.
 *
 * Characters that can't be seen are shown as what they are (`\x1b`, `\u202e`, `\u{e0041}`). A backslash of the text stays as it
 * is, so the result is for reading, not for turning back; `toJsonLine` is exact.
 */

/**
 * What has no glyph of its own or changes how its neighbours are shown: controls (C0, DEL, C1), format characters (direction
 * marks, zero-width, tags, byte order mark), line and paragraph separators, lone surrogates, and what Unicode says to ignore
 * when it can't be shown (fillers, variation selectors).
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const allHidden = new RegExp(hidden, 'gu');
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** For a terminal, as part of one line: line breaks and tabs are shown too. */
export function forTerminal(text: string): string {
  return hidden.test(text) ? text.replace(allHidden, visible) : text;
}

function visible(character: string): string {
  const short = named[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For HTML, between tags and inside quoted attributes (never as a name, a script, a style or an address). */
export function forHtml(text: string): string {
  return forTerminal(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

/**
 * Where a spreadsheet may see the start of a formula: at the start of the cell, and behind a semicolon, which many locales take
 * for the separator whatever the quotes say. Invisible characters and spaces before it don't count.
 */
const formula =
  /(^|;)([\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*)(?=[=+\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b])/gu;

/**
 * One cell of a CSV file (RFC 4180), to be joined by commas. A cell that a spreadsheet would run (it starts with `=`, `+`, `-`,
 * `@`, a tab or a carriage return) gets an apostrophe in front, which spreadsheets take for "this is text". Line breaks are
 * shown as `\n`, so a record is a line.
 */
export function forCsvCell(text: string): string {
  const disarmed = text.replace(formula, "$1'$2");
  const cell = forTerminal(/^[\t\r]/.test(disarmed) ? `'${disarmed}` : disarmed);
  return /[",;']|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * JSON on one line that parses to the same value and is safe in a terminal: what `JSON.stringify` leaves raw and can't be seen
 * (DEL, C1, direction marks, line separators) is written as `\uXXXX`. The line break at the end is the caller's.
 */
export function toJsonLine(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  return hidden.test(json) ? json.replace(allHidden, unicodeEscape) : json;
}

function unicodeEscape(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return escaped;
}
