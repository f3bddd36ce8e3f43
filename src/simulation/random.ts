/**
 * A seeded stream of numbers (sfc32). Only 32-bit integer arithmetic, so the same seed gives the same stream in every engine.
 * Each part of the simulation has a stream of its own (`label`): one part drawing more does not shift the others.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, label: string) {
    const text = `${seed}/${label}`;
    this.#a = hash32(text, 0x9e3779b9);
    this.#b = hash32(text, 0x85ebca6b);
    this.#c = hash32(text, 0xc2b2ae35);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** 0 to `end` - 1; `end` at most 2^21 (the product stays exact). */
  below(end: number): number {
    return Math.floor((this.next() * end) / 0x1_0000_0000);
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True `count` times in `of`. */
  chance(count: number, of: number): boolean {
    return this.below(of) < count;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const moved = list[i]!;
      list[i] = list[j]!;
      list[j] = moved;
    }
    return list;
  }

  /** A UUID of version 4. */
  uuid(): string {
    const a = this.next();
    const b = this.next();
    const c = this.next();
    return `${hex32(a)}-${HEX[b >>> 24]}${HEX[(b >>> 16) & 255]}-${HEX[64 | ((b >>> 8) & 15)]}${HEX[b & 255]}-${HEX[128 | ((c >>> 24) & 63)]}${HEX[(c >>> 16) & 255]}-${HEX[(c >>> 8) & 255]}${HEX[c & 255]}${hex32(this.next())}`;
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += hex32(this.next());
    return text.slice(0, length);
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet[this.below(alphabet.length)];
    return text;
  }
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

function hex32(n: number): string {
  return `${HEX[n >>> 24]}${HEX[(n >>> 16) & 255]}${HEX[(n >>> 8) & 255]}${HEX[n & 255]}`;
}

/** A 32-bit hash of a text (FNV-1a with a final mix): for seeds and for noise that must be the same whenever it is asked. */
export function hash32(text: string, start: number): number {
  let h = (0x811c9dc5 ^ start) | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** Spreads the bits of a number: neighbours come out unrelated. */
export function mix32(n: number): number {
  let h = n | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const BASE64 = `${BASE62}+/`;
