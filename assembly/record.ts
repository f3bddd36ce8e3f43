import { verdictOf } from './classes';
import { groupAt } from './groups';
import { hostFound } from './host';
import { filled, grouped, unusual } from './keys';
import { COUNT_OUTSIDE, FILLED, GROUPS, INPUT, VALUES } from './memory';
import { note } from './notes';
import { timeAt } from './times';

// Slots that every walk has.
const EVENT_TIME: i32 = 0;
const EVENT_NAME: i32 = 1;
const EVENT_SOURCE: i32 = 2;
const PASSED: i32 = 1;
/** Outside of the times and places asked for. */
const OUTSIDE: i32 = 7;

/** So many slots decide. */
let decidingSlots: u64 = 0;
/** The host wants to hear of records that are passed over, too. */
let tellsAll: bool = false;
let from: i64 = i64.MIN_VALUE;
let to: i64 = i64.MAX_VALUE;

/** Times in milliseconds; `begin <= at < end`. */
export function configureRecords(deciding: i32, begin: f64, end: f64, all: bool): void {
  tellsAll = all;
  decidingSlots = ((1 as u64) << deciding) - 2;
  from = begin < -8.64e15 ? i64.MIN_VALUE : (begin as i64);
  to = end > 8.64e15 ? i64.MAX_VALUE : (end as i64);
}

/** A record has ended. */
export function finish(start: i32, end: i32, number: i32): void {
  const required: u64 = (1 << EVENT_TIME) | (1 << EVENT_NAME) | (1 << EVENT_SOURCE);
  if (unusual || (filled & required) !== required) {
    hostFound(start, end, number, 0, 0);
    return;
  }
  const at = timeAt(INPUT + (load<i32>(VALUES) as usize));
  if (at === i64.MIN_VALUE || !isPlainSource()) {
    hostFound(start, end, number, 0, 0);
    return;
  }
  if (!findGroups(filled & ~grouped)) {
    hostFound(start, end, number, 0, 0);
    return;
  }
  const verdict = at < from || at >= to ? OUTSIDE : verdictOf();
  if (verdict === OUTSIDE) store<u32>(COUNT_OUTSIDE, load<u32>(COUNT_OUTSIDE) + 1);
  if (verdict === OUTSIDE || (verdict === PASSED && !tellsAll)) return;
  store<u64>(FILLED, filled);
  if (note(verdict, filled, at)) return;
  hostFound(start, end, number, verdict, at as f64);
}

/** Of the deciding ones of these slots; false if one is unusual. */
export function findGroups(slots: u64): bool {
  for (let left = slots & decidingSlots; left; left &= left - 1) {
    const slot = ctz(left) as i32;
    const group = groupAt(slot, load<i32>(VALUES + ((slot as usize) << 2)));
    if (group < 0) return false;
    store<u16>(GROUPS + ((slot as usize) << 1), group as u16);
  }
  return true;
}

/** Slots whose groups decide. */
export function isDeciding(slot: i32): bool {
  return (decidingSlots & ((1 as u64) << (slot as u64))) !== 0;
}

/** A text that isn't empty and doesn't begin like `aws:s3`. */
function isPlainSource(): bool {
  const at = INPUT + (load<i32>(VALUES + (EVENT_SOURCE << 2)) as usize);
  const name = INPUT + (load<i32>(VALUES + (EVENT_NAME << 2)) as usize);
  if (load<u8>(name) !== 0x22 || load<u8>(at) !== 0x22) return false;
  return load<u8>(at + 1) !== 0x22 && load<u8>(at + 4) !== 0x3a;
}
