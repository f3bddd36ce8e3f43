/** A set of 128-bit hashes in one typed array: 16 bytes a slot, at most three quarters of the slots used. */
export interface HashTable {
  readonly size: number;
  has(hash: Uint32Array): boolean;
  /** False if it was there already. */
  add(hash: Uint32Array): boolean;
}

/** The table for this many hashes has a power of two of slots. */
export const hashesIn = (slots: number): number => Math.floor(slots * 0.75);

const FIRST_SLOTS = 1024;

export function createHashTable(): HashTable {
  let slots = FIRST_SLOTS;
  let words = new Uint32Array(slots * 4);
  let size = 0;
  /** All zero bits mark an empty slot, so the one hash that is all zero is remembered apart. */
  let zero = false;

  /** The word index of the hash, or of the empty slot where it belongs. */
  const find = (table: Uint32Array, mask: number, a: number, b: number, c: number, d: number): number => {
    // UUIDs from tests or counters may differ in few bits: mix all words before taking the low ones.
    let h = a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x7feb352d) ^ Math.imul(d, 0x846ca68b);
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    h ^= h >>> 13;
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const i = slot * 4;
      if (table[i] === a && table[i + 1] === b && table[i + 2] === c && table[i + 3] === d) return i;
      if (table[i] === 0 && table[i + 1] === 0 && table[i + 2] === 0 && table[i + 3] === 0) return i;
    }
  };
  const isEmpty = (table: Uint32Array, i: number) =>
    table[i] === 0 && table[i + 1] === 0 && table[i + 2] === 0 && table[i + 3] === 0;

  const grow = () => {
    const larger = new Uint32Array(words.length * 2);
    for (let i = 0; i < words.length; i += 4) {
      if (isEmpty(words, i)) continue;
      larger.set(words.subarray(i, i + 4), find(larger, slots * 2 - 1, words[i]!, words[i + 1]!, words[i + 2]!, words[i + 3]!));
    }
    words = larger;
    slots *= 2;
  };

  return {
    get size() {
      return size;
    },
    has(hash) {
      if (isEmpty(hash, 0)) return zero;
      return !isEmpty(words, find(words, slots - 1, hash[0]!, hash[1]!, hash[2]!, hash[3]!));
    },
    add(hash) {
      if (isEmpty(hash, 0)) {
        if (zero) return false;
        zero = true;
        size++;
        return true;
      }
      const i = find(words, slots - 1, hash[0]!, hash[1]!, hash[2]!, hash[3]!);
      if (!isEmpty(words, i)) return false;
      words.set(hash, i);
      size++;
      if (size > hashesIn(slots)) grow();
      return true;
    },
  };
}
