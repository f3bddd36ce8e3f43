import { isSame } from './hashing';
import { printableLength } from './scalars';
import { ABSENT, ENTRIES, GROUPS, INPUT, KEY_TABLE, KEY_TEXT, NONE, PARENTS, VALUES } from './memory';
import { beginRepeat, endRepeat, findRepeat, forgetBegun, HEAD, MIDDLE, TAIL } from './repeats';

/** Keys that are looked for have 48 bytes at most. */
const LONGEST_KEY: i32 = 128;

/** Entries and slots that the current record has had. */
let seen: u64 = 0;
export let filled: u64 = 0;
/** Slots whose groups are known already, if they decide. */
export let grouped: u64 = 0;
/** Something that has to be looked at by others. */
export let unusual: bool = false;
/** The object that is being looked at, and one that begins at a place to come. */
let node: i32 = 0;
export let pendingAt: i32 = -1;
let pendingNode: i32 = 0;

/** Landmarks: behind the values of these keys of the record, or up to them, there may be what came before. */
const TIME_MARK: i32 = 1;
const AGENT_MARK: i32 = 2;
const REQUEST_MARK: i32 = 3;
const ID_MARK: i32 = 4;
let timeEntry: i32 = -1;
let idEntry: i32 = -1;
/** Behind this colon the walk goes on at another place, -1 for none. */
export let jumpTo: i32 = -1;
export let jumpFrom: i32 = 0;
/** The record ends there. */
export let jumpEnds: bool = false;

export function setLandmarks(time: i32, agent: i32, request: i32, id: i32): void {
  timeEntry = time;
  idEntry = id;
  mark(time, TIME_MARK);
  mark(agent, AGENT_MARK);
  mark(request, REQUEST_MARK);
  mark(id, ID_MARK);
}

function mark(entry: i32, landmark: i32): void {
  if (entry >= 0) store<u8>(ENTRIES + ((entry as usize) << 6) + 4, landmark as u8);
}

/** Names a key that is looked for in objects of a node; its text is at `keyTextAt`, 48 bytes at most. */
export function addKey(entry: i32, ofNode: i32, length: i32, slot: i32, child: i32): void {
  const at = ENTRIES + ((entry as usize) << 6);
  store<u8>(at, ofNode as u8);
  store<u8>(at + 1, length as u8);
  store<u8>(at + 2, slot as u8);
  store<u8>(at + 3, child as u8);
  memory.copy(at + 16, KEY_TEXT, length as usize);
  const last = lastBytes(at + 16 + (length as usize), length);
  store<u64>(at + 8, last);
  let place = keyHash(last, ofNode, length);
  while (load<u8>(KEY_TABLE + place) !== 0) place = (place + 1) & 511;
  store<u8>(KEY_TABLE + place, (entry + 1) as u8);
  if (child !== NONE) store<u8>(PARENTS + (child as usize), ofNode as u8);
}

export function beginWalk(): void {
  pendingAt = -1;
  jumpTo = -1;
}

export function beginRecord(): void {
  seen = 0;
  filled = 0;
  grouped = 0;
  unusual = false;
  node = 0;
  for (let i: usize = 0; i < 64; i += 16) v128.store(GROUPS + i, v128.load(ABSENT + i));
  forgetBegun();
}

/** What a known stretch of the record has. */
export function addKnown(entries: u64, slots: u64): void {
  if (seen & entries) unusual = true;
  seen |= entries;
  filled |= slots;
  grouped |= slots;
}

export function addGrouped(slots: u64): void {
  grouped |= slots;
}

/** `,"eventTime":"` */
const TIME_KEY_1: u64 = 0x54746e657665222c;
const TIME_KEY_2: u64 = 0x223a22656d695474;
const TIME_KEY: i32 = 14;
const TIME: i32 = 20;
/** `,"eventID":"`, but for the four in the middle twice. */
const ID_KEY_1: u64 = 0x49746e657665222c;
const ID_KEY_2: u64 = 0x223a224449746e65;
const ID_KEY: i32 = 12;

/**
 * A record begins there. If it begins like one before, and perhaps goes on behind its time like one, that needn't be walked again.
 * @returns where to go on, -1: at the beginning
 */
export function runAhead(at: i32, length: i32): i32 {
  const head = findRepeat(HEAD, at, length);
  if (head === 0) {
    beginRepeat(HEAD, at, seen, filled);
    return -1;
  }
  const next = at + head;
  const text = INPUT + (next as usize);
  if (timeEntry < 0 || load<u64>(text) !== TIME_KEY_1 || load<u64>(text + 6) !== TIME_KEY_2) return next;
  if (printableLength(text + TIME_KEY) !== TIME) return next;
  const middle = findRepeat(MIDDLE, next + TIME_KEY + TIME + 1, length);
  if (middle === 0) return next;
  take(timeEntry, ENTRIES + ((timeEntry as usize) << 6), next + TIME_KEY - 2);
  return next + TIME_KEY + TIME + 1 + middle;
}

/** Behind the values of some keys there may be what came before. */
function passLandmark(landmark: i32, colon: i32, length: i32): void {
  if (load<u8>(INPUT + (colon as usize) + 1) !== 0x22) return;
  const text = printableLength(INPUT + (colon as usize) + 2);
  if (text < 0) return;
  let next = colon + 3 + text;
  if (landmark === AGENT_MARK) {
    passEnd(MIDDLE, next);
    return;
  }
  if (landmark === REQUEST_MARK) {
    // Nearly always the event's id follows.
    const key = INPUT + (next as usize);
    if (idEntry < 0 || load<u64>(key) !== ID_KEY_1 || load<u64>(key + 4) !== ID_KEY_2) return;
    const id = printableLength(key + ID_KEY);
    if (id < 0) return;
    take(idEntry, ENTRIES + ((idEntry as usize) << 6), next + ID_KEY - 2);
    next += ID_KEY + id + 1;
  }
  const kind = landmark === TIME_MARK ? MIDDLE : TAIL;
  const found = findRepeat(kind, next, length);
  if (found === 0) {
    beginRepeat(kind, next, seen, filled);
    if (landmark !== REQUEST_MARK) return;
  }
  jumpTo = next + found;
  jumpFrom = colon;
  jumpEnds = found !== 0 && kind === TAIL;
}

export function hasLanded(): void {
  jumpTo = -1;
}

/** A stretch of that kind ends there, if one has begun. */
export function passEnd(kind: i32, end: i32): void {
  endRepeat(kind, end, seen, filled, unusual);
}

export function enterPending(): void {
  node = pendingNode;
}

export function leave(): void {
  node = load<u8>(PARENTS + (node as usize));
}

/** The keys that end before these colons, all in one object that holds deciding fields. */
export function lookUp(colons: u64, block: i32, contentLength: i32): void {
  for (let left = colons; left; left &= left - 1) {
    const colon = block + (ctz(left) as i32);
    const close = INPUT + (colon as usize) - 1;
    const text = v128.load(close - 16);
    const quotes = i8x16.bitmask(i8x16.eq(text, i8x16.splat(0x22)));
    let length: i32;
    let odd = i8x16.bitmask(v128.or(i8x16.eq(text, i8x16.splat(0x2e)), i8x16.eq(text, i8x16.splat(0x5c))));
    if (quotes) {
      const open = 31 - (clz(quotes) as i32);
      length = 15 - open;
      odd &= (0xffff << (open + 1)) & 0xffff;
    } else {
      length = 16;
      while (load<u8>(close - (length as usize) - 1) !== 0x22 && length < LONGEST_KEY) {
        const byte = load<u8>(close - (length as usize) - 1);
        if (byte === 0x2e || byte === 0x5c) odd = 1;
        length++;
      }
    }
    // An escaped quote isn't where the key begins.
    if (odd || length === LONGEST_KEY || load<u8>(close - (length as usize) - 2) === 0x5c) {
      unusual = true;
      continue;
    }
    const last = lastBytes(close, length);
    let place = keyHash(last, node, length);
    let entry: i32;
    while ((entry = load<u8>(KEY_TABLE + place)) !== 0) {
      const known = ENTRIES + (((entry - 1) as usize) << 6);
      if (load<u64>(known + 8) === last && isKey(known, close, length)) {
        take(entry - 1, known, colon);
        const landmark: i32 = load<u8>(known + 4);
        if (landmark !== 0) {
          passLandmark(landmark, colon, contentLength);
          if (jumpTo >= 0) return;
        }
        break;
      }
      place = (place + 1) & 511;
    }
  }
}

function isKey(known: usize, close: usize, length: i32): bool {
  if ((load<u8>(known) as i32) !== node || (load<u8>(known + 1) as i32) !== length) return false;
  return isSame(known + 16, close - (length as usize), length);
}

function take(entry: i32, known: usize, colon: i32): void {
  const bit = (1 as u64) << (entry as u64);
  if (seen & bit) unusual = true;
  seen |= bit;
  const slot: i32 = load<u8>(known + 2);
  if (slot !== NONE) {
    store<i32>(VALUES + ((slot as usize) << 2), colon + 1);
    filled |= (1 as u64) << (slot as u64);
  }
  const child: i32 = load<u8>(known + 3);
  if (child === NONE) return;
  const first = load<u8>(INPUT + (colon as usize) + 1);
  if (first === 0x7b) {
    pendingAt = colon + 1;
    pendingNode = child;
  } else if (first !== 0x6e) unusual = true;
}

function lastBytes(end: usize, length: i32): u64 {
  const all = load<u64>(end - 8);
  return length >= 8 ? all : length === 0 ? 0 : all >> (((8 - length) << 3) as u64);
}

function keyHash(last: u64, ofNode: i32, length: i32): usize {
  return ((((last ^ ((ofNode as u64) << 56)) + (length as u64)) * 0x9e3779b97f4a7c15) >> 55) as usize;
}
