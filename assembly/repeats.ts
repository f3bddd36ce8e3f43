/**
 * Stretches of records that came before, byte for byte. Who calls, from where, with what, and what stands behind the ids is the same in
 * many records; of each such stretch it is remembered which deciding values it holds, so that the walk can go on behind it.
 * A stretch lies in a record, not deeper, and begins and ends between tokens: whether it is valid depends on nothing around it.
 */

import { epoch } from './groups';
import { addGrouped, addKnown } from './keys';
import {
  COME,
  COME_BITS,
  CURRENT,
  DIFFERENCES,
  GROUPS,
  INPUT,
  OWNERS,
  REPEAT_BYTES,
  REPEAT_SET_BITS,
  REPEAT_SETS,
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
const SHORTEST: i32 = 64;
const LONGEST: i32 = 1500;
const MOST_VALUES: i32 = 16;
const WAYS: usize = 4;
/** In a set: where the stretches are whose tags these are. 16 bits of place in the ring, 11 of length, 5 of how many values there are. */
const FOUND: usize = 16;

/** Where the next one goes, by 64 bytes. */
let written: u32 = 0;
/** Of each kind: one that has begun (-1: none), and what the record had before. */
const begun = memory.data(12);
const before = memory.data(72);
/** Of the last one that was looked for. */
let beginHash: u64 = 0;
let lastHash: u64 = 0;
/** Something was remembered in this walk. */
let remembered: bool = false;

export function forgetRepeats(): void {
  memory.fill(REPEAT_SETS, 0, (32 as usize) << (REPEAT_SET_BITS as usize));
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
  const tag = ((hash >> 16) as u32) | 1;
  const set = setOf(hash);
  const tags = i32x4.bitmask(i32x4.eq(v128.load(set), i32x4.splat(tag)));
  for (let left = tags; left; left &= left - 1) {
    const found = load<u32>(set + ((ctz(left) as usize) << 2), FOUND);
    const size: i32 = (found >> 5) & 0x7ff;
    if (at + size > length) continue;
    const text = textAt(found >> 16);
    if (isSame(from, text, size)) {
      apply(text + held(size), found & 31, at);
      return size;
    }
    const same = sameBytes(from, text);
    if (same >= BEGINNING) learn(same);
  }
  return 0;
}

function hashBeginning(kind: i32, from: usize): void {
  const one = joined(joined(v128.load(from), v128.load(from, 32)), v128.load(from, 64));
  const other = joined(joined(v128.load(from, 16), v128.load(from, 48)), v128.load(from, 80));
  beginHash = folded(one, other) + (kind as u64);
}

/** One times an odd number, and the other. */
function joined(one: v128, other: v128): v128 {
  return i64x2.add(i64x2.add(one, i64x2.shl(one, 7)), other);
}

/** High bits depend on all of it. */
function folded(one: v128, other: v128): u64 {
  const all = i64x2.add(i64x2.add(one, i64x2.shl(one, 11)), other);
  return i64x2.extract_lane(all, 0) * 0x9e3779b97f4a7c15 + i64x2.extract_lane(all, 1) * 0xbf58476d1ce4e5b9;
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

/** By how it begins, and what is at the places where those that begin alike differ. Where none is known that is its beginning, again. */
function hashAt(from: usize): u64 {
  const all = load<u64>(differences());
  const one = joined(placeAt(from, all), placeAt(from, all >> 16));
  const other = joined(placeAt(from, all >> 32), placeAt(from, all >> 48));
  const hash = folded(one, other) ^ beginHash;
  return (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15;
}

function placeAt(from: usize, place: u64): v128 {
  return v128.load(from + ((place & 0xffff) as usize));
}

function setOf(hash: u64): usize {
  return REPEAT_SETS + (((hash >> (64 - (REPEAT_SET_BITS as u64))) as usize) << 5);
}

function textAt(place: u32): usize {
  return REPEATS + ((place as usize) << 6);
}

/** So far behind the beginning of its text is what it holds. */
function held(size: i32): usize {
  return ((size + 7) & ~7) as usize;
}

/** `size` is at least 64. */
function isSame(one: usize, other: usize, size: i32): bool {
  const last = (size - 64) as usize;
  for (let i: usize = 0; i < last; i += 64) if (differ(one + i, other + i)) return false;
  return !differ(one + last, other + last);
}

function differ(one: usize, other: usize): bool {
  const a = v128.xor(v128.load(one), v128.load(other));
  const b = v128.xor(v128.load(one, 16), v128.load(other, 16));
  const c = v128.xor(v128.load(one, 32), v128.load(other, 32));
  const d = v128.xor(v128.load(one, 48), v128.load(other, 48));
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

/** How many bytes are the same, of two that differ. */
function sameBytes(one: usize, other: usize): i32 {
  let i: usize = 0;
  while (load<u8>(one + i) === load<u8>(other + i)) i++;
  return i as i32;
}

/** The values of a known stretch are the record's. */
function apply(known: usize, count: u32, at: i32): void {
  for (let value = known + 16, end = value + ((count as usize) << 3); value < end; value += 8) {
    const slot: usize = load<u16>(value);
    store<i32>(VALUES + (slot << 2), at + (load<u16>(value, 2) as i32));
    store<u32>(CURRENT + (slot << 2), load<u16>(value, 4));
    store<u16>(GROUPS + (slot << 1), load<u16>(value, 6));
  }
  addKnown(load<u64>(known), load<u64>(known, 8));
}

/** Most that don't come again in a while never do: only what comes for a second time is remembered. */
function hasComeBefore(): bool {
  const at = COME + (((lastHash >> (64 - (COME_BITS as u64))) as usize) << 2);
  const tag = (lastHash >> 16) as u32;
  if (load<u32>(at) === tag) return true;
  store<u32>(at, tag);
  return false;
}

/** A stretch begins that was looked for just now and isn't known. */
export function beginRepeat(kind: i32, at: i32, seen: u64, filled: u64): void {
  if (!hasComeBefore()) return;
  store<i32>(begun + ((kind as usize) << 2), at);
  const had = before + (kind as usize) * 24;
  store<u64>(had, seen);
  store<u64>(had, filled, 8);
  store<u64>(had, lastHash, 16);
}

/** It ends, if one has begun. What it holds is what the record has got since. */
export function endRepeat(kind: i32, end: i32, seen: u64, filled: u64, unusual: bool): void {
  const at = load<i32>(begun + ((kind as usize) << 2));
  if (at < 0) return;
  store<i32>(begun + ((kind as usize) << 2), -1);
  const size = end - at;
  if (size < SHORTEST || size > LONGEST || unusual) return;
  const had = before + (kind as usize) * 24;
  const entries = seen & ~load<u64>(had);
  const slots = filled & ~load<u64>(had, 8);
  if ((popcnt(slots) as i32) > MOST_VALUES) return;
  const epochBefore = epoch;
  if (!findGroups(slots) || epoch !== epochBefore) return;
  remember(load<u64>(had, 16), at, size, entries, slots);
}

function remember(hash: u64, at: i32, size: i32, entries: u64, slots: u64): void {
  const count = popcnt(slots) as usize;
  const room = ((held(size) + 16 + (count << 3) + 63) >> 6) as u32;
  const places = REPEAT_BYTES >> 6;
  if (written + room > places) written = 0;
  const place = written;
  written += room;
  makeRoom(place, written);
  const tag = oldestIn(setOf(hash), place);
  store<u32>(tag, ((hash >> 16) as u32) | 1);
  store<u32>(tag, (place << 16) | ((size as u32) << 5) | (count as u32), FOUND);
  store<u32>(OWNERS + ((place as usize) << 2), tag as u32);
  const text = textAt(place);
  memory.copy(text, INPUT + (at as usize), size as usize);
  const known = text + held(size);
  store<u64>(known, entries);
  store<u64>(known, slots, 8);
  let value = known + 16;
  for (let left = slots; left; left &= left - 1, value += 8) {
    const slot = ctz(left) as usize;
    const decides = isDeciding(slot as i32);
    store<u16>(value, slot as u16);
    store<u16>(value, (load<i32>(VALUES + (slot << 2)) - at) as u16, 2);
    store<u16>(value, decides ? (load<u32>(CURRENT + (slot << 2)) as u16) : 0, 4);
    store<u16>(value, decides ? load<u16>(GROUPS + (slot << 1)) : 0, 6);
  }
  addGrouped(slots);
  remembered = true;
}

/** What lies there is forgotten. Only what begins there can: of what begins before the beginning has been overwritten already. */
function makeRoom(from: u32, to: u32): void {
  for (let place = from; place < to; place++) {
    const tag = load<u32>(OWNERS + ((place as usize) << 2)) as usize;
    if (tag !== 0 && load<u32>(tag, FOUND) >> 16 === place) store<u32>(tag, 0);
  }
}

/** Where its tag is: none, or the one that would be overwritten first. */
function oldestIn(set: usize, place: u32): usize {
  let oldest = set;
  let left: u32 = 0x10000;
  for (let tag = set; tag < set + (WAYS << 2); tag += 4) {
    if (load<u32>(tag) === 0) return tag;
    const behind = ((load<u32>(tag, FOUND) >> 16) - place) & 0xffff;
    if (behind < left) {
      left = behind;
      oldest = tag;
    }
  }
  return oldest;
}
