import { hashOf, isSame } from './hashing';
import { hostGroup } from './host';
import { forgetNotes } from './notes';
import { forgetRepeats } from './repeats';
import { printableLength } from './scalars';
import { CURRENT, EPOCH, INPUT, SYMBOL_BITS, SYMBOLS, TEXT_BYTES, TEXTS } from './memory';

const MOST_SYMBOLS: i32 = 24000;
const MOST_PROBES: i32 = 32;

let symbols: i32 = 0;
/** How often symbols were forgotten. */
export let epoch: u32 = 0;
let texts: u32 = 0;

export function forgetSymbols(): void {
  memory.fill(SYMBOLS, 0, (16 as usize) << (SYMBOL_BITS as usize));
  symbols = 0;
  texts = 0;
  epoch++;
  store<u32>(EPOCH, epoch);
  // Those of the record that is being looked at may become others.
  memory.fill(CURRENT, 0, 160);
  forgetRepeats();
  forgetNotes();
}

/** The group of the value that begins there; -1 for what is unusual. */
export function groupAt(slot: i32, at: i32): i32 {
  const first = load<u8>(INPUT + (at as usize));
  if (first === 0x22) {
    const length = printableLength(INPUT + (at as usize) + 1);
    return length < 0 ? -1 : groupOf(slot, INPUT + (at as usize) + 1, length);
  }
  if (first === 0x74 || first === 0x6e) return groupOf(slot + 32, INPUT + (at as usize), 4);
  if (first === 0x66) return groupOf(slot + 32, INPUT + (at as usize), 5);
  return -1;
}

function groupOf(kind: i32, at: usize, length: i32): i32 {
  const hash = hashOf(kind, at, length);
  const short = (hash as u32) | 1;
  let place = (hash >> (64 - (SYMBOL_BITS as u64))) as u32;
  const current = CURRENT + (((kind & 31) as usize) << 2);
  let free: usize = 0;
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    const symbol = SYMBOLS + ((place as usize) << 4);
    const known = load<u32>(symbol);
    if (known === 0) {
      free = symbol;
      break;
    }
    if (
      known === short &&
      (load<u16>(symbol + 8) as i32) === length &&
      (load<u16>(symbol + 10) as i32) === kind &&
      isSame(load<u32>(symbol + 4), at, length)
    ) {
      store<u32>(current, place + 1);
      return load<i32>(symbol + 12);
    }
    place = (place + 1) & ((1 << (SYMBOL_BITS)) - 1);
  }
  store<u32>(current, 0);
  const group = hostGroup(kind, at as i32, length);
  if (free === 0) return group;
  if (symbols >= MOST_SYMBOLS || texts + (length as u32) + 16 > TEXT_BYTES) {
    forgetSymbols();
    return group;
  }
  symbols++;
  const text = TEXTS + (texts as usize);
  memory.copy(text, at, length as usize);
  texts += (length as u32) + 8;
  store<u32>(free, short);
  store<u32>(free + 4, text as u32);
  store<u16>(free + 8, length as u16);
  store<u16>(free + 10, kind as u16);
  store<i32>(free + 12, group);
  store<u32>(current, (((free - SYMBOLS) >> 4) as u32) + 1);
  return group;
}
