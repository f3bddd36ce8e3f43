/**
 * Stretches of records that came before, byte for byte. Who calls, from where, with what, and what stands behind the ids is the same in
 * many records; of each such stretch it is remembered which deciding values it holds, so that the walk can go on behind it.
 * A stretch lies in a record, not deeper, and begins and ends between tokens: whether it is valid depends on nothing around it.
 */

import { epoch } from './groups';
import { mixed } from './hashing';
import { addGrouped, addKnown } from './keys';
import {
  COME,
  COME_BITS,
  CURRENT,
  DIFFERENCES,
  GROUPS,
  INPUT,
  REPEAT_SET_BITS,
  REPEAT_TAGS,
  REPEAT_TEXT_BYTES,
  REPEAT_TEXTS,
  REPEATS,
  VALUES,
} from './memory';
import { findGroups, isDeciding } from './record';

/** From the beginning of the record to the end of the first object in it. */
export const HEAD: i32 = 0;
/** From behind the time of the event to the end of the user agent. */
export const MIDDLE: i32 = 1;
/** From behind the event's id to the end of the record. */
export const TAIL: i32 = 2;

/** Stretches are told apart by so many bytes, and 16 more at each of four places where those that begin alike differ. */
const BEGINNING: i32 = 96;
const SHORTEST: i32 = 32;
const LONGEST: i32 = 1500;
const MOST_VALUES: i32 = 16;
const WAYS: usize = 4;

/** Where the text of the next one goes, without end: it is written in a ring. */
let written: u64 = 0;
/** Of each kind: one that has begun (-1: none), and what the record had before. */
const begun = memory.data(12);
const before = memory.data(48);
/** Of the last one that was looked for. */
let beginHash: u64 = 0;
let lastHash: u64 = 0;
/** Something was remembered in this walk. */
let remembered: bool = false;

export function forgetRepeats(): void {
  memory.fill(REPEAT_TAGS, 0, (4 * WAYS) << (REPEAT_SET_BITS as usize));
  forgetBegun();
}

export function forgetBegun(): void {
  for (let kind: usize = 0; kind < 3; kind++) store<i32>(begun + (kind << 2), -1);
}

export function beginContent(): void {
  remembered = false;
}

/** What was remembered of a content may be wrong: it isn't valid. */
export function dropContent(): void {
  if (remembered) forgetRepeats();
}

/** @returns the length of a known stretch that begins there, 0 if there is none */
export function findRepeat(kind: i32, at: i32, length: i32): i32 {
  const from = INPUT + (at as usize);
  hashBeginning(kind, from);
  const hash = hashAt(from);
  lastHash = hash;
  const tag = (hash as u32) | 1;
  const set = setOf(hash);
  const tags = i32x4.bitmask(i32x4.eq(v128.load(tagsOf(set)), i32x4.splat(tag)));
  for (let left = tags; left; left &= left - 1) {
    const known = entryAt(set, ctz(left) as usize);
    const size: i32 = load<u16>(known + 4);
    const place = load<u64>(known + 8);
    if (at + size > length || place + (REPEAT_TEXT_BYTES as u64) < written) continue;
    const same = sameBytes(from, textAt(place), size);
    if (same === size) {
      apply(known, at);
      return size;
    }
    if (same >= BEGINNING) learn(same);
  }
  return 0;
}

function hashBeginning(kind: i32, from: usize): void {
  let one: u64 = kind as u64;
  let other: u64 = 0;
  for (let i: usize = 0; i < (BEGINNING as usize); i += 16) {
    one = mixed(one, load<u64>(from + i));
    other = mixed(other, load<u64>(from + i + 8));
  }
  beginHash = mixed(one, other) * 0xbf58476d1ce4e5b9;
}

/** Those that begin like this one differ there, too. */
function learn(difference: i32): void {
  for (let at = differences(), end = at + 8; at < end; at += 2) {
    if (load<u16>(at) !== 0) continue;
    store<u16>(at, max(BEGINNING, difference - 4) as u16);
    return;
  }
}

function differences(): usize {
  return DIFFERENCES + (((beginHash >> 52) as usize) << 3);
}

/** By how it begins, and what is at the places where those that begin alike differ. */
function hashAt(from: usize): u64 {
  let hash = beginHash;
  for (let all = load<u64>(differences()); all; all >>= 16) {
    const place = from + ((all & 0xffff) as usize);
    hash = mixed(mixed(hash, load<u64>(place)), load<u64>(place + 8));
  }
  return hash * 0xbf58476d1ce4e5b9;
}

function setOf(hash: u64): usize {
  return (hash >> (64 - (REPEAT_SET_BITS as u64))) as usize;
}

function tagsOf(set: usize): usize {
  return REPEAT_TAGS + set * 4 * WAYS;
}

function entryAt(set: usize, way: usize): usize {
  return REPEATS + ((set * WAYS + way) << 8);
}

function textAt(place: u64): usize {
  return REPEAT_TEXTS + ((place % (REPEAT_TEXT_BYTES as u64)) as usize);
}

/** So many bytes are the same, `size` being at least 16. */
function sameBytes(one: usize, other: usize, size: i32): i32 {
  let i: i32 = 0;
  for (; i + 16 <= size; i += 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(one + (i as usize)), v128.load(other + (i as usize))));
    if (same !== 0xffff) return i + (ctz(~same) as i32);
  }
  const last = size - 16;
  const same = i8x16.bitmask(i8x16.eq(v128.load(one + (last as usize)), v128.load(other + (last as usize))));
  return same === 0xffff ? size : last + (ctz(~same) as i32);
}

/** The values of a known stretch are the record's. */
function apply(known: usize, at: i32): void {
  const count: usize = load<u8>(known + 6);
  let value = known + 40;
  for (let i: usize = 0; i < count; i++, value += 12) {
    const slot: usize = load<u8>(value + 8);
    store<i32>(VALUES + (slot << 2), at + (load<u16>(value + 4) as i32));
    store<u32>(CURRENT + (slot << 2), load<u32>(value));
    if (load<u8>(value + 9)) store<u16>(GROUPS + (slot << 1), load<u16>(value + 6));
  }
  addKnown(load<u64>(known + 16), load<u64>(known + 24), load<u64>(known + 32));
}

/** Most that don't come again in a while never do: only what comes for a second time is remembered. */
function hasComeBefore(): bool {
  const at = COME + (((lastHash >> (64 - (COME_BITS as u64))) as usize) << 2);
  const tag = lastHash as u32;
  if (load<u32>(at) === tag) return true;
  store<u32>(at, tag);
  return false;
}

/** A stretch begins that was looked for just now and isn't known. */
export function beginRepeat(kind: i32, at: i32, seen: u64, filled: u64): void {
  if (!hasComeBefore()) return;
  store<i32>(begun + ((kind as usize) << 2), at);
  const had = before + ((kind as usize) << 4);
  store<u64>(had, seen);
  store<u64>(had + 8, filled);
}

/** It ends, if one has begun. What it holds is what the record has got since. */
export function endRepeat(kind: i32, end: i32, seen: u64, filled: u64, unusual: bool): void {
  const at = load<i32>(begun + ((kind as usize) << 2));
  if (at < 0) return;
  store<i32>(begun + ((kind as usize) << 2), -1);
  const size = end - at;
  if (size < SHORTEST || size > LONGEST || unusual) return;
  const had = before + ((kind as usize) << 4);
  const entries = seen & ~load<u64>(had);
  const slots = filled & ~load<u64>(had + 8);
  if ((popcnt(slots) as i32) > MOST_VALUES) return;
  const epochBefore = epoch;
  if (!findGroups(slots) || epoch !== epochBefore) return;
  remember(kind, at, size, entries, slots);
}

function remember(kind: i32, at: i32, size: i32, entries: u64, slots: u64): void {
  const from = INPUT + (at as usize);
  // What was looked for since has another beginning.
  hashBeginning(kind, from);
  const hash = hashAt(from);
  const set = setOf(hash);
  let oldest: usize = 0;
  for (let way: usize = 0; way < WAYS; way++) {
    if (load<u32>(tagsOf(set) + (way << 2)) === 0) {
      oldest = way;
      break;
    }
    if (load<u64>(entryAt(set, way) + 8) < load<u64>(entryAt(set, oldest) + 8)) oldest = way;
  }
  const known = entryAt(set, oldest);
  const ring = REPEAT_TEXT_BYTES as u64;
  if ((written % ring) + (size as u64) > ring) written += ring - (written % ring);
  store<u32>(tagsOf(set) + (oldest << 2), (hash as u32) | 1);
  store<u16>(known + 4, size as u16);
  store<u8>(known + 6, popcnt(slots) as u8);
  store<u64>(known + 8, written);
  store<u64>(known + 16, entries);
  store<u64>(known + 24, slots);
  memory.copy(textAt(written), from, size as usize);
  written += size as u64;
  let value = known + 40;
  let groups: u64 = 0;
  for (let left = slots; left; left &= left - 1, value += 12) {
    const slot = ctz(left) as usize;
    const decides = isDeciding(slot as i32);
    store<u32>(value, decides ? load<u32>(CURRENT + (slot << 2)) : 0);
    store<u16>(value + 4, (load<i32>(VALUES + (slot << 2)) - at) as u16);
    store<u16>(value + 6, decides ? load<u16>(GROUPS + (slot << 1)) : 0);
    store<u8>(value + 8, slot as u8);
    store<u8>(value + 9, decides ? 1 : 0);
    if (decides) groups |= (1 as u64) << (slot as u64);
  }
  store<u64>(known + 32, groups);
  addGrouped(groups);
  remembered = true;
}
