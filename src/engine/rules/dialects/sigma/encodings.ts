import { isWild, joined, type SigmaText, type TextPart } from './sigma-text.ts';

export type Utf16 = 'utf16le' | 'utf16be' | 'utf16';

/** The bytes of a text: UTF-8, or UTF-16 with or without a mark before it. */
export function bytesOf(text: string, encoding: Utf16 | undefined): Buffer {
  if (encoding === undefined) return Buffer.from(text, 'utf8');
  const little = Buffer.from(text, 'utf16le');
  if (encoding === 'utf16be') return little.swap16();
  return encoding === 'utf16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little;
}

/**
 * What Base64 of any text that has this one in it must contain, for each of the three ways in which it can lie in groups of three
 * bytes: characters that depend on its neighbours are cut off.
 */
export function base64Offsets(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift, ' '), bytes]).toString('base64');
    const start = [0, 2, 3][shift]!;
    const end = [0, 3, 2][(bytes.length + shift) % 3]!;
    return encoded.slice(start, encoded.length - end);
  });
}

/** UTF-16 that wasn't encoded further: each byte as a character, which only ASCII survives in a log. Undefined for other text. */
export function wideText(text: SigmaText, encoding: Utf16): SigmaText | undefined {
  if (text.some((part) => typeof part === 'string' && /[^\0-\x7f]/.test(part))) return undefined;
  const parts = text.map((part): TextPart => {
    if (typeof part !== 'string') return part;
    return part.replaceAll(/./gs, encoding === 'utf16be' ? '\0$&' : '$&\0');
  });
  return joined(encoding === 'utf16' ? ['\ufeff', ...parts] : parts);
}

const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];
const dash = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;
export const mostDashes = 3;

/**
 * Every way to write the dashes that begin a word: `-` can be `/`, or a longer dash. Undefined if there are more than three of
 * them, which would be over 600 texts.
 */
export function dashVariants(text: SigmaText): SigmaText[] | undefined {
  const split = text.flatMap((part): (readonly TextPart[])[] => (typeof part === 'string' ? pieces(part) : [[part]]));
  if (split.filter((choices) => choices === dashes).length > mostDashes) return undefined;
  let variants: TextPart[][] = [[]];
  for (const choices of split) {
    variants = variants.flatMap((variant) => choices.map((choice) => [...variant, choice]));
  }
  return variants.map(joined);
}

/** Literals, and between them all dashes wherever one is. */
function pieces(literal: string): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let from = 0;
  for (const { index } of literal.matchAll(dash)) {
    found.push([literal.slice(from, index)], dashes);
    from = index + 1;
  }
  return [...found, [literal.slice(from)]];
}

export function hasWild(text: SigmaText): boolean {
  return text.some(isWild);
}
