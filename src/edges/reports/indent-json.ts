/** How deep the indentation goes: an attacker nests arrays a thousand deep, and each level would cost a longer line. */
const DEEPEST = 40;
/** The result is at most this many times as long as the text. */
const LONGEST = 4;

/**
 * JSON text with line breaks and indentation, every value as it was written: numbers keep their digits, repeated keys stay,
 * which parsing and printing would not do. Takes text that is cut off, too. Where the layout would make it more than four
 * times as long, the text comes back as it was. Linear.
 */
export function indentJson(text: string): string {
  let result = '';
  let depth = 0;
  let from = 0;
  const most = text.length * LONGEST + 1000;
  const broken = () => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === QUOTE) {
      i = endOfString(text, i);
    } else if (character === 0x7b || character === 0x5b) {
      const next = skipSpace(text, i + 1);
      const closing = text.charCodeAt(next);
      if (closing === 0x7d || closing === 0x5d) {
        // {} and [] stay on their line.
        result += text.slice(from, i + 1);
        i = next;
        from = next;
      } else {
        depth++;
        result += text.slice(from, i + 1) + broken();
        i = next - 1;
        from = next;
      }
    } else if (character === 0x7d || character === 0x5d) {
      depth = Math.max(0, depth - 1);
      result += text.slice(from, i).trimEnd() + broken();
      from = i;
    } else if (character === 0x2c) {
      result += text.slice(from, i + 1) + broken();
      from = skipSpace(text, i + 1);
      i = from - 1;
    } else if (character === 0x3a) {
      result += `${text.slice(from, i + 1)} `;
      from = skipSpace(text, i + 1);
      i = from - 1;
    }
    if (result.length > most) return text;
  }
  return (result + text.slice(from)).trim();
}

const QUOTE = 0x22;

/** The index of the closing quote, or the last of the text. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x5c) i++;
    else if (character === QUOTE) return i;
  }
  return text.length - 1;
}

function skipSpace(text: string, start: number): number {
  let i = start;
  while (i < text.length && (text.charCodeAt(i) === 0x20 || (text.charCodeAt(i) >= 9 && text.charCodeAt(i) <= 13))) i++;
  return i;
}
