import { parseUuid } from '../../base/uuid.ts';

/**
 * 128 bits of an id into `into[0..3]`, without allocating. A UUID in its usual lower-case form is its own hash (so two of them never
 * collide); any other text goes through MurmurHash3 x86_128 with our seed, over its UTF-16 code units, low byte first.
 * Source: Austin Appleby's MurmurHash3 (public domain); the tests hold it against another implementation of it.
 */
export function hash128(text: string, into: Uint32Array): void {
  if (!parseUuid(text, into, 0)) murmur(text, into);
}

/** Not zero, or the empty text would have the hash of the nil UUID. */
const SEED = 0x74726c77;

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Two code units as one little-endian word; past the end: zeros. */
function wordAt(text: string, at: number): number {
  const low = at < text.length ? text.charCodeAt(at) : 0;
  const high = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
  return low | (high << 16);
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function murmur(text: string, into: Uint32Array): void {
  let h1 = SEED;
  let h2 = SEED;
  let h3 = SEED;
  let h4 = SEED;
  const whole = text.length & ~7;
  for (let i = 0; i < whole; i += 8) {
    h1 ^= Math.imul(rotate(Math.imul(wordAt(text, i), C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(wordAt(text, i + 2), C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(wordAt(text, i + 4), C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(wordAt(text, i + 6), C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  // The tail: words past the end are zero, and a zero word changes nothing.
  h4 ^= Math.imul(rotate(Math.imul(wordAt(text, whole + 6), C4), 18), C1);
  h3 ^= Math.imul(rotate(Math.imul(wordAt(text, whole + 4), C3), 17), C4);
  h2 ^= Math.imul(rotate(Math.imul(wordAt(text, whole + 2), C2), 16), C3);
  h1 ^= Math.imul(rotate(Math.imul(wordAt(text, whole), C1), 15), C2);

  const length = text.length * 2;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finish(h1);
  h2 = finish(h2);
  h3 = finish(h3);
  h4 = finish(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  into[0] = h1;
  into[1] = h2 + h1;
  into[2] = h3 + h1;
  into[3] = h4 + h1;
}
