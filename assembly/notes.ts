/**
 * Records that are alike in all that a closer look depends on: only the first of them is looked at, of the others the time is noted.
 */

import { mixed } from './hashing';
import { hostNote, hostNoted } from './host';
import { CLOSERS, COUNT_NOTED, CURRENT, MOST_CLOSERS, MOST_NOTED, NOTE_BITS, NOTED, NOTES } from './memory';

const MOST_NOTES: i32 = 24000;
const MOST_PROBES: i32 = 32;
/** The first number of a closer look. */
const FIRST: i32 = 8;
const PASSED: i32 = 0;
const LAST_SECOND: i64 = 0x7fffffff;

let notes: i32 = 0;
/** The host takes records that are alike together. */
let takes: bool = false;
/** Of the current record: a closer look and what it depends on. */
const KEY_BYTES: usize = 24;
const key = memory.data(24);

export function beginNotes(isWanted: bool): void {
  takes = isWanted;
  store<i32>(COUNT_NOTED, 0);
  if (notes >= MOST_NOTES) forgetNotes();
}

/** Symbols are other ones now. */
export function forgetNotes(): void {
  if (notes === 0) return;
  hostNoted(1);
  store<i32>(COUNT_NOTED, 0);
  memory.fill(NOTES, 0, (32 as usize) << (NOTE_BITS as usize));
  notes = 0;
}

/** False if the record has to be looked at. `at`: milliseconds. */
export function note(verdict: i32, filled: u64, at: i64): bool {
  const closer = verdict - FIRST;
  const second = at / 1000;
  if (!takes || closer < 0 || closer >= MOST_CLOSERS || at < 0 || second > LAST_SECOND) return false;
  const slots = load<u64>(CLOSERS + ((closer as usize) << 3));
  if (slots === 0 || !readKey(verdict, slots & ~1, filled)) return false;
  const number = numberOf(verdict);
  if (number < 0) return false;
  if (number === PASSED) return true;
  let count = load<i32>(COUNT_NOTED);
  if (count === MOST_NOTED) {
    hostNoted(0);
    count = 0;
  }
  const noted = NOTED + ((count as usize) << 3);
  store<i32>(noted, number);
  store<i32>(noted + 4, second as i32);
  store<i32>(COUNT_NOTED, count + 1);
  return true;
}

function readKey(verdict: i32, slots: u64, filled: u64): bool {
  v128.store(key, i8x16.splat(0));
  store<u64>(key, 0, 16);
  store<u16>(key, verdict as u16);
  let at = key + 2;
  for (let left = slots; left; left &= left - 1, at += 2) {
    const slot = ctz(left);
    if ((filled & ((1 as u64) << slot)) === 0) continue;
    const symbol = load<u32>(CURRENT + ((slot as usize) << 2));
    if (symbol === 0) return false;
    store<u16>(at, symbol as u16);
  }
  return true;
}

function numberOf(verdict: i32): i32 {
  let hash: u64 = 0;
  for (let i: usize = 0; i < KEY_BYTES; i += 8) hash = mixed(hash, load<u64>(key + i));
  hash *= 0xbf58476d1ce4e5b9;
  let place = (hash >> (64 - (NOTE_BITS as u64))) as u32;
  let free: usize = 0;
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    const known = NOTES + ((place as usize) << 5);
    if (load<u16>(known) === 0) {
      free = known;
      break;
    }
    if (isKey(known)) return load<i32>(known, KEY_BYTES);
    place = (place + 1) & ((1 << (NOTE_BITS)) - 1);
  }
  if (free === 0 || notes >= MOST_NOTES) return -1;
  const number = hostNote(verdict);
  notes++;
  memory.copy(free, key, KEY_BYTES);
  store<i32>(free, number, KEY_BYTES);
  return number;
}

function isKey(known: usize): bool {
  return i8x16.all_true(i8x16.eq(v128.load(known), v128.load(key))) && load<u64>(known, 16) === load<u64>(key, 16);
}
