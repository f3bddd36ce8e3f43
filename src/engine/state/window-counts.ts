import type { EpochMs, Milliseconds } from '../../base/units.ts';

/**
 * Counts by key and stretch of time in a fixed piece of memory, never too low: two keys may share a place, and then one of them looks
 * like more than it is.
 */
export interface WindowCounts {
  add(key: number, at: EpochMs, timespan: Milliseconds, by: number): void;
  /** Can a window of one timespan that has to do with this moment hold as many? */
  mayReach(key: number, at: EpochMs, timespan: Milliseconds, needed: number): boolean;
  /** All counts, to be merged elsewhere. Here nothing is counted any more. */
  slots(): Uint8Array<ArrayBuffer>;
  /** Adds the counts of another one, whose memory may be taken. */
  merge(slots: Uint8Array<ArrayBuffer>): void;
}

/** Of one byte each: a count that fills it is taken to be without end. Few are too high while there are fewer keys than places. */
const SLOTS_BITS = 24;
const FULL = 255;

export function createWindowCounts(): WindowCounts {
  // Most scans count nothing, and so much memory at once makes the garbage collector look at everything.
  let slots = new Uint8Array(0);
  const countIn = (key: number, bucket: number): number => {
    if (slots.length === 0) return 0;
    const count = Math.min(slots[slotOf(key, bucket, 1)]!, slots[slotOf(key, bucket, 2)]!);
    return count === FULL ? Number.POSITIVE_INFINITY : count;
  };
  return {
    add(key, at, timespan, by) {
      if (slots.length === 0) slots = new Uint8Array(2 ** SLOTS_BITS);
      const bucket = Math.floor(at / timespan);
      const one = slotOf(key, bucket, 1);
      const other = slotOf(key, bucket, 2);
      // The lower one is right or too high already, so no more than that has to be raised.
      const count = Math.min(FULL, Math.min(slots[one]!, slots[other]!) + by);
      if (slots[one]! < count) slots[one] = count;
      if (slots[other]! < count) slots[other] = count;
    },
    mayReach(key, at, timespan, needed) {
      // A window that ends in a bucket has events of that one and the one before. State keeps them by the same buckets.
      const bucket = Math.floor(at / timespan);
      const own = countIn(key, bucket);
      return own >= needed || own + countIn(key, bucket - 1) >= needed || own + countIn(key, bucket + 1) >= needed;
    },
    slots: () => slots,
    merge(others) {
      if (slots.length === 0) slots = others;
      else for (let i = 0; i < others.length; i++) slots[i] = Math.min(FULL, slots[i]! + others[i]!);
    },
  };
}

function slotOf(key: number, bucket: number, which: number): number {
  let hash = Math.imul(key ^ Math.imul(bucket | 0, 0x9e3779b1), which === 1 ? 0x85ebca6b : 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ bucket;
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return (hash ^ (hash >>> 16)) >>> (32 - SLOTS_BITS);
}

/** 32 bits of a text, for counts. */
export function countedText(text: string, seed: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
