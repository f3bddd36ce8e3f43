/** Writes a UUID in lower case as four numbers to `numbers[from]` and what follows. False for any other text. */
export function parseUuid(text: string, numbers: Int32Array | Uint32Array, from: number): boolean {
  if (text.length !== 36) return false;
  let digits = 0;
  let number = 0;
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (code !== DASH) return false;
      continue;
    }
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit === -1) return false;
    number = (number << 4) | digit;
    if ((++digits & 7) === 0) numbers[from + (digits >>> 3) - 1] = number;
  }
  return true;
}

const DASH = 45;

/** The UUID that `parseUuid` wrote. */
export function uuidOf(numbers: Int32Array, from: number): string {
  let to = 0;
  for (let digit = 0; digit < 32; digit++) {
    if (digit === 8 || digit === 12 || digit === 16 || digit === 20) written[to++] = DASH;
    written[to++] = digitAt(numbers, from, digit);
  }
  return written.toString('latin1');
}

/** The same four numbers as 32 digits. */
export function hexOf(numbers: Int32Array, from: number): string {
  for (let digit = 0; digit < 32; digit++) written[digit] = digitAt(numbers, from, digit);
  return written.toString('latin1', 0, 32);
}

function digitAt(numbers: Int32Array, from: number, digit: number): number {
  const value = (numbers[from + (digit >>> 3)]! >>> (28 - 4 * (digit & 7))) & 15;
  return value < 10 ? 48 + value : 87 + value;
}

const written = Buffer.alloc(36);
