/**
 * The structural walk over the inflated bytes of a log file, in AssemblyScript: `tools/assembly.mjs` compiles it to WebAssembly.
 *
 * Takes exactly what CloudTrail writes, `{"Records":[{…},{…}]}` without white space between tokens, checks that it is valid JSON
 * (as JSON.parse understands it, invalid UTF-8 aside, which no structure depends on), and tells of each record where it lies and what
 * class it is in. A class is a combination of groups of values of the deciding fields; what groups and classes mean only the host
 * knows. Everything else (other shapes, invalid JSON) ends the walk with a code, and everything unusual in a record (escapes,
 * letters outside ASCII or arrays in deciding fields, a key twice, dots in keys) makes it a record to be looked at.
 *
 * Stretches that came before are passed over (`repeats.ts`). What is left is looked at 64 bytes at a time: masks of quotes (escaped ones left out), of what lies inside strings, of brackets, colons and commas.
 * Whether the grammar holds is asked of whole masks: each kind of token allows some kinds behind it. Only brackets, the keys of
 * the objects that hold deciding fields, and numbers, `true`, `false` and `null` are looked at one by one.
 * After Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019.
 */

import { forgetClasses } from './classes';
import { forgetSymbols } from './groups';
import {
  beginRecord,
  beginWalk,
  enterPending,
  hasLanded,
  jumpEnds,
  jumpFrom,
  jumpTo,
  leave,
  lookUp,
  passEnd,
  pendingAt,
  runAhead,
} from './keys';
import { ABSENT, CLOSERS, COUNT_NOTED, COUNT_OUTSIDE, CURRENT, FILLED, INPUT, KEY_TEXT, NOTED, VALUES } from './memory';
import { beginNotes } from './notes';
import { configureRecords, finish } from './record';
import { beginContent, dropContent, HEAD, TAIL } from './repeats';
import { isEscape, isScalar } from './scalars';

export { addKey, setLandmarks } from './keys';
export { squeeze } from './squeeze';

const DEEPEST: i32 = 60;
/** The record is the third level: object, list, record. */
const RECORD: i32 = 3;

export function inputAt(): usize {
  return INPUT;
}

export function keyTextAt(): usize {
  return KEY_TEXT;
}

export function absentAt(): usize {
  return ABSENT;
}

export function outsideAt(): usize {
  return COUNT_OUTSIDE;
}

export function valuesAt(): usize {
  return VALUES;
}

/** And behind it, 8 bytes on, the epoch of symbols. */
export function filledAt(): usize {
  return FILLED;
}

export function countNotedAt(): usize {
  return COUNT_NOTED;
}

export function notedAt(): usize {
  return NOTED;
}

export function closersAt(): usize {
  return CLOSERS;
}

export function currentAt(): usize {
  return CURRENT;
}

/** `decidingSlots`: the first so many, with the three that every walk has. Times in milliseconds; `begin <= at < end`. `all`: records that are
 * passed over are told, too. */
export function configure(decidingSlots: i32, begin: f64, end: f64, all: bool): void {
  configureRecords(decidingSlots, begin, end, all);
  forgetSymbols();
  forgetClasses();
}

/**
 * Walks over `length` bytes. `takesAlike`: records that are alike are noted.
 * @returns how many records there were; -1: not the shape, or no JSON; -2: so far it may be white space that
 * is in the way
 */
export function walk(length: i32, takesAlike: bool): i32 {
  beginContent();
  beginNotes(takesAlike);
  const records = walkRecords(length);
  if (records < 0) dropContent();
  return records;
}

function walkRecords(length: i32): i32 {
  if (length < 16) return -1;
  const input = INPUT;
  if (!isHead(input)) return -2;
  // Behind the end: what closes nothing and is allowed behind a bracket.
  memory.fill(input + (length as usize), 0x7d, 64);
  const upper = i8x16.splat(0x20);
  let inString: u64 = 0;
  let escapedNext: u64 = 0;
  let keyCarry: u64 = 0;
  let prevObjectOpen: u64 = 0;
  let prevListOpen: u64 = 0;
  let prevListComma: u64 = 0;
  let prevObjectComma: u64 = 0;
  let prevColon: u64 = 0;
  let prevEnd: u64 = 0;
  let prevScalar: u64 = 0;
  let prevKeyEnd: u64 = 0;
  let depth: i32 = 0;
  let kinds: u64 = 0;
  let ended = false;
  let ordinal = 0;
  let start = 0;
  let activeDepth = -1;
  let ahead = -1;
  beginWalk();

  let i: i32 = 0;
  while (i < length) {
    const at = input + (i as usize);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const low = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    if (v128.any_true(i8x16.lt_u(low, upper))) return -2;
    let quotes = maskEquals(a, b, c, d, 0x22);
    const backslash = i8x16.splat(0x5c);
    const ab = i8x16.eq(a, backslash);
    const bb = i8x16.eq(b, backslash);
    const cb = i8x16.eq(c, backslash);
    const db = i8x16.eq(d, backslash);
    let escaped: u64 = escapedNext;
    if (v128.any_true(v128.or(v128.or(ab, bb), v128.or(cb, db)))) {
      const slashes = maskOf(ab, bb, cb, db) & ~escapedNext;
      const follows = (slashes << 1) | escapedNext;
      const even: u64 = 0x5555555555555555;
      const oddStarts = slashes & ~even & ~follows;
      const sequences = oddStarts + slashes;
      escapedNext = sequences < slashes ? 1 : 0;
      escaped = (even ^ (sequences << 1)) & follows;
    } else escapedNext = 0;
    if (escaped) {
      quotes &= ~escaped;
      for (let left = escaped; left; left &= left - 1) if (!isEscape(at + (ctz(left) as usize))) return -1;
    }
    let strings = quotes;
    strings ^= strings << 1;
    strings ^= strings << 2;
    strings ^= strings << 4;
    strings ^= strings << 8;
    strings ^= strings << 16;
    strings ^= strings << 32;
    strings ^= inString;
    inString = ((strings as i64) >> 63) as u64;

    // `[` and `{` differ in one bit, and so do `]` and `}`.
    const ao = v128.or(a, upper);
    const bo = v128.or(b, upper);
    const co = v128.or(c, upper);
    const dd = v128.or(d, upper);
    const outside = ~strings;
    const opens = maskEquals(ao, bo, co, dd, 0x7b) & outside;
    const closes = maskEquals(ao, bo, co, dd, 0x7d) & outside;
    const colons = maskEquals(a, b, c, d, 0x3a) & outside;
    const commas = maskEquals(a, b, c, d, 0x2c) & outside;
    const textStarts = quotes & strings;
    const textEnds = quotes & outside;
    const scalars = outside & ~(textEnds | opens | closes | colons | commas);

    let lists: u64 = kinds & 1 ? ~0 : 0;
    let listOpens: u64 = 0;
    let keys = colons;
    let end: u64 = ~0;
    for (let left = opens | closes; left; left &= left - 1) {
      const place = ctz(left);
      const bit = (1 as u64) << place;
      const pos = i + (place as i32);
      if (depth === activeDepth) {
        const these = keys & (bit - 1);
        if (these) {
          lookUp(these, i, length);
          if (jumpTo >= 0) break;
        }
      }
      keys &= ~(bit - 1);
      const byte = load<u8>(input + (pos as usize));
      if (opens & bit) {
        if (depth >= DEEPEST) return -1;
        depth++;
        kinds <<= 1;
        if (byte === 0x5b) {
          kinds |= 1;
          listOpens |= bit;
          lists |= ~(bit - 1);
        } else lists &= bit - 1;
        if (pos === pendingAt) {
          enterPending();
          activeDepth = depth;
        } else if (depth === RECORD) {
          start = pos;
          beginRecord();
          activeDepth = RECORD;
          ahead = runAhead(pos, length);
          if (ahead >= 0) {
            end = bit | (bit - 1);
            break;
          }
        }
      } else {
        if (((kinds & 1) !== 0) !== (byte === 0x5d)) return -1;
        kinds >>= 1;
        if (kinds & 1) lists |= ~(bit - 1);
        else lists &= bit - 1;
        if (depth === activeDepth) {
          if (depth === RECORD) {
            passEnd(TAIL, pos + 1);
            finish(start, pos + 1, ordinal++);
            activeDepth = -1;
            const next = load<u8>(input + (pos as usize) + 1);
            const then = load<u8>(input + (pos as usize) + 2);
            if (next === 0x2c) {
              if (then !== 0x7b) return -1;
            } else if (next !== 0x5d || then !== 0x7d || pos + 3 !== length) return -1;
          } else {
            leave();
            activeDepth--;
          }
        }
        depth--;
        if (depth === RECORD) passEnd(HEAD, pos + 1);
        if (depth === 0) {
          ended = pos + 1 === length;
          if (!ended) return -1;
          end = bit | (bit - 1);
          break;
        }
      }
    }
    if (jumpTo < 0 && ahead < 0 && depth === activeDepth && keys) lookUp(keys, i, length);
    if (jumpTo >= 0) {
      const bit = (1 as u64) << ((jumpFrom - i) as u64);
      end = bit | (bit - 1);
    }

    // The grammar, on all 64 bytes at a time.
    const objectOpens = opens & ~listOpens;
    const listCommas = commas & lists;
    const objectCommas = commas & ~lists;
    const values = textStarts | opens | scalars;
    const afterObjectOpen = (objectOpens << 1) | prevObjectOpen;
    const afterObjectComma = (objectCommas << 1) | prevObjectComma;
    const keyStarts = textStarts & (afterObjectOpen | afterObjectComma);
    // Adding a bit at the start of a string carries it to the string's end.
    const once = strings + keyStarts;
    const sum = once + keyCarry;
    keyCarry = (once < strings ? 1 : 0) | (sum < once ? 1 : 0);
    const keyEnds = sum & ~strings & textEnds;
    let wrong = ((keyEnds << 1) | prevKeyEnd) ^ colons;
    wrong |= afterObjectOpen & ~(textStarts | closes);
    wrong |= afterObjectComma & ~textStarts;
    wrong |= ((listOpens << 1) | prevListOpen) & ~(values | closes);
    wrong |= ((listCommas << 1) | prevListComma | (colons << 1) | prevColon) & ~values;
    const ends = textEnds | closes;
    wrong |= ((ends << 1) | prevEnd) & ~(colons | commas | closes);
    const behindScalar = (scalars << 1) | prevScalar;
    wrong |= behindScalar & ~(scalars | commas | closes);
    if (wrong & end) return -1;
    for (let left = scalars & ~behindScalar & end; left; left &= left - 1) {
      if (!isScalar(at + (ctz(left) as usize))) return -1;
    }
    if (ended) return ordinal;
    if (jumpTo >= 0 || ahead >= 0) {
      // A value has ended there, of the record.
      let next = ahead;
      let isNew = false;
      if (jumpTo >= 0) {
        next = jumpTo;
        if (jumpEnds) {
          finish(start, next, ordinal++);
          const place = input + (next as usize);
          if (load<u8>(place) !== 0x2c) return load<u16>(place) === 0x7d5d && next + 2 === length ? ordinal : -1;
          if (load<u8>(place + 1) !== 0x7b) return -1;
          start = next + 1;
          beginRecord();
          next = runAhead(start, length);
          isNew = next < 0;
          if (isNew) next = start + 1;
        }
        hasLanded();
      }
      ahead = -1;
      i = next;
      inString = 0;
      escapedNext = 0;
      keyCarry = 0;
      prevObjectOpen = isNew ? 1 : 0;
      prevListOpen = 0;
      prevListComma = 0;
      prevObjectComma = 0;
      prevColon = 0;
      prevEnd = isNew ? 0 : 1;
      prevScalar = 0;
      prevKeyEnd = 0;
      continue;
    }
    i += 64;
    prevObjectOpen = objectOpens >> 63;
    prevListOpen = listOpens >> 63;
    prevListComma = listCommas >> 63;
    prevObjectComma = objectCommas >> 63;
    prevColon = colons >> 63;
    prevEnd = ends >> 63;
    prevScalar = scalars >> 63;
    prevKeyEnd = keyEnds >> 63;
  }
  return -1;
}

/** `{"Records":[{` */
function isHead(input: usize): bool {
  return (
    load<u64>(input) === 0x64726f636552227b && load<u32>(input + 8) === 0x5b3a2273 && load<u8>(input + 12) === 0x7b
  );
}

function maskOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (i8x16.bitmask(a) as u64) |
    ((i8x16.bitmask(b) as u64) << 16) |
    ((i8x16.bitmask(c) as u64) << 32) |
    ((i8x16.bitmask(d) as u64) << 48)
  );
}

function maskEquals(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const s = i8x16.splat(byte);
  return maskOf(i8x16.eq(a, s), i8x16.eq(b, s), i8x16.eq(c, s), i8x16.eq(d, s));
}
