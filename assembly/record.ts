import { verdictOf } from './classes';
import { groupAt } from './groups';
import { hostFound } from './host';
import { filled, unusual } from './keys';
import { ABSENT, COUNTS, GROUPS, INPUT, VALUES } from './memory';
import { timeAt } from './times';

// Slots that every walk has.
const EVENT_TIME: i32 = 0;
const EVENT_NAME: i32 = 1;
const EVENT_SOURCE: i32 = 2;
/** Outside of the times asked for. */
const OUTSIDE: i32 = 7;

let slots: i32 = 0;
let from: i64 = i64.MIN_VALUE;
let to: i64 = i64.MAX_VALUE;

/** Times in milliseconds; `begin <= at < end`. */
export function configureRecords(slotCount: i32, begin: f64, end: f64): void {
  slots = slotCount;
  from = begin < -8.64e15 ? i64.MIN_VALUE : (begin as i64);
  to = end > 8.64e15 ? i64.MAX_VALUE : (end as i64);
}

/** A record has ended. */
export function finish(start: i32, end: i32, number: i32): void {
  const required: u32 = (1 << EVENT_TIME) | (1 << EVENT_NAME) | (1 << EVENT_SOURCE);
  if (unusual || (filled & required) !== required) {
    hostFound(start, end, number, 0);
    return;
  }
  const at = timeAt(INPUT + (load<i32>(VALUES) as usize));
  if (at === i64.MIN_VALUE || !isPlainSource()) {
    hostFound(start, end, number, 0);
    return;
  }
  for (let slot = 1; slot < slots; slot++) {
    let group: i32 = load<u16>(ABSENT + ((slot as usize) << 1));
    if (filled & ((1 as u32) << (slot as u32))) {
      group = groupAt(slot, load<i32>(VALUES + ((slot as usize) << 2)));
      if (group < 0) {
        hostFound(start, end, number, 0);
        return;
      }
    }
    store<u16>(GROUPS + ((slot as usize) << 1), group as u16);
  }
  const verdict = at < from || at >= to ? OUTSIDE : verdictOf();
  store<u32>(COUNTS + ((verdict as usize) << 2), load<u32>(COUNTS + ((verdict as usize) << 2)) + 1);
  if (verdict > 1 && verdict < 6) hostFound(start, end, number, verdict);
}

/** A text that isn't empty and doesn't begin like `aws:s3`. */
function isPlainSource(): bool {
  const at = INPUT + (load<i32>(VALUES + (EVENT_SOURCE << 2)) as usize);
  const name = INPUT + (load<i32>(VALUES + (EVENT_NAME << 2)) as usize);
  if (load<u8>(name) !== 0x22 || load<u8>(at) !== 0x22) return false;
  return load<u8>(at + 1) !== 0x22 && load<u8>(at + 4) !== 0x3a;
}
