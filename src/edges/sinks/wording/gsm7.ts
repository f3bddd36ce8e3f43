/**
 * The default alphabet of text messages and its extension table; a character of the extension takes two places.
 * Source: 3GPP TS 23.038, section 6.2.1 (GSM 7 bit default alphabet) and 6.2.1.1 (extension table). Carriage return and form feed
 * are left out: no alert has them.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '^{}\\[~]|€';

const places: ReadonlyMap<string, number> = new Map([
  ...[...BASIC].map((character) => [character, 1] as const),
  ...[...EXTENSION].map((character) => [character, 2] as const),
]);

/** Places that a text takes as GSM 7 bit; undefined if it has a character that the alphabet lacks. */
export function gsmLength(text: string): number | undefined {
  let length = 0;
  for (const character of text) {
    const width = places.get(character);
    if (width === undefined) return undefined;
    length += width;
  }
  return length;
}

/** The same text in the alphabet: accents fall off where they must, what has no likeness becomes `?`. */
export function toGsm(text: string): string {
  return [...text].map((character) => (places.has(character) ? character : nearest(character))).join('');
}

function nearest(character: string): string {
  const ascii = character === '`' ? "'" : toAscii(character);
  return gsmLength(ascii) === undefined ? '?' : ascii;
}

const likeness: Readonly<Record<string, string>> = {
  '…': '..',
  '–': '-',
  '—': '-',
  '−': '-',
  '‐': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '·': '-',
  '•': '-',
  '→': '->',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  þ: 'th',
  Þ: 'Th',
  œ: 'oe',
  Œ: 'OE',
  '\u00a0': ' ',
};

/** Printable ASCII (0x20 to 0x7e) only: accents fall off, what has no likeness becomes `?`. */
export function toAscii(text: string): string {
  let ascii = '';
  for (const character of text) {
    ascii += /^[ -~]$/.test(character) ? character : (likeness[character] ?? withoutAccents(character));
  }
  return ascii;
}

function withoutAccents(character: string): string {
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  // A combining accent alone belongs to the letter before it.
  if (bare === '') return '';
  return /^[ -~]+$/.test(bare) ? bare : '?';
}
