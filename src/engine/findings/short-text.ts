import type { Bytes } from '../../base/units.ts';

/** Texts that JSON writes as they are: one byte for each character. */
const plain = /^[ !#-[\]-~]*$/;
/** What one UTF-16 unit takes at most: `\u0007`. */
const WIDEST: Bytes = 6;

/** What a text takes in JSON, its quotes included. Cheap for plain text. */
export function jsonWeight(text: string): Bytes {
  return 2 + (plain.test(text) ? text.length : Buffer.byteLength(JSON.stringify(text)) - 2);
}

/**
 * A text that takes at most `most` bytes in JSON: log content may be as long as a request, and a control character takes six. What
 * is cut ends in `…`, and no character is cut in two.
 */
export function shorten(text: string, most: Bytes): string {
  if (text.length <= (most - 2) / WIDEST || (text.length <= most && jsonWeight(text) <= most)) return text;
  let room = most - jsonWeight('…');
  let end = 0;
  for (const character of text) {
    room -= jsonWeight(character) - 2;
    if (room < 0) break;
    end += character.length;
  }
  // Through bytes: a slice of a string keeps the whole of it in memory.
  return `${Buffer.from(text.slice(0, end), 'utf16le').toString('utf16le')}…`;
}
