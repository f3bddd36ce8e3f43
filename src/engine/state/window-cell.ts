import type { EpochMs, Milliseconds } from '../../base/units.ts';
import type { MatchRecord } from '../../model/match.ts';
import type { SeriesEvent } from '../../model/series.ts';
import type { Series } from '../../model/series-rule.ts';
import type { Item } from './units.ts';

/** The events of one moment in one group. */
export interface Slot {
  readonly at: EpochMs;
  /** Items, and the events that they stand for. */
  n: number;
  weight: number;
  /** Temporal: how often each place in `of` matched, as pairs. */
  rules?: [place: number, times: number][];
  /** How often each value came, ascending. */
  values?: [value: string | number, times: number][];
}

export interface KeptEvent extends SeriesEvent {
  /** The item that brought it, and when that was: for what a series rule tells, later than the event. */
  readonly via: string;
  readonly moment: EpochMs;
  /** Characters, about. */
  readonly size: number;
}

/** A stretch of moments at which the condition held. A bucket is one timespan long, so it has one at most. */
export interface Segment {
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** The bucket in which its burst began, when this was written; the burst knows where it went since. */
  readonly burst: number;
}

/** What a group remembers of one bucket of event time. */
export interface WindowCell {
  /** Ascending by time. */
  slots: Slot[];
  /** Moments are told apart to this; 1 unless there were too many. */
  grain: Milliseconds;
  /** Values from this one on are not kept: there were too many. */
  below?: string | number;
  /** Weight of the values. */
  size: number;
  /** The first and the last events, by time and id. */
  firsts: KeptEvent[];
  lasts: KeptEvent[];
  /** Where those begin and end that were too large to be kept besides: a later one that fits must not come in their place. */
  firstsEnd?: EventPlace;
  lastsStart?: EventPlace;
  segment?: Segment;
}

type EventPlace = Pick<KeptEvent, 'moment' | 'via' | 'at' | 'eventId'>;

/** Moments of a bucket, text of its values (both in a cell of 64 KB), and events at either end. */
export const MOST_SLOTS = 400;
const MOST_VALUE_SIZE = 24 * 1024;
const MOST_EVENTS = 20;
/** Characters of the events at one end. */
const MOST_EVENT_SIZE = 12 * 1024;

export function emptyWindowCell(): WindowCell {
  return { slots: [], grain: 1, size: 0, firsts: [], lasts: [] };
}

/** A copy that may be changed: what a store loaded stays as it was. */
export function copyWindowCell(cell: WindowCell): WindowCell {
  return {
    ...cell,
    slots: cell.slots.map((slot) => ({
      ...slot,
      ...(slot.rules === undefined ? {} : { rules: slot.rules.map(([place, times]) => [place, times]) }),
      ...(slot.values === undefined ? {} : { values: slot.values.map(([value, times]) => [value, times]) }),
    })),
    firsts: [...cell.firsts],
    lasts: [...cell.lasts],
  };
}

/** An array that has grown keeps room for more; there are very many cells. */
export function trimWindowCell(cell: WindowCell): void {
  cell.slots = cell.slots.slice();
  cell.firsts = cell.firsts.slice();
  cell.lasts = cell.lasts.slice();
}

/**
 * Adds an item, or takes it back. The result depends on the set of items and not on their order, past the bounds too: moments are
 * rounded down to ever coarser grains, then the greatest values are let go. Says whether a bound was hit.
 */
export function applyItem(
  cell: WindowCell,
  item: Item,
  {
    bucketStart,
    timespan,
    kind,
  }: { readonly bucketStart: EpochMs; readonly timespan: Milliseconds; readonly kind: Series['kind'] },
): boolean {
  change(cell, item, bucketStart, kind === 'temporal');
  if (item.change === 1) for (const event of item.events) keep(cell, keptEvent(event, item));
  else {
    cell.firsts = cell.firsts.filter(({ via }) => via !== item.name);
    cell.lasts = cell.lasts.filter(({ via }) => via !== item.name);
  }
  let bounded = false;
  while (cell.slots.length > MOST_SLOTS || (cell.size > MOST_VALUE_SIZE && cell.grain * 8 < timespan)) {
    coarsen(cell, bucketStart);
    bounded = true;
  }
  while (cell.size > MOST_VALUE_SIZE) {
    letGo(cell);
    bounded = true;
  }
  return bounded;
}

function change(cell: WindowCell, item: Item, bucketStart: EpochMs, countsRules: boolean): void {
  const at = item.at - ((item.at - bucketStart) % cell.grain);
  const { slots } = cell;
  let low = 0;
  let high = slots.length;
  if (high > 0 && slots[high - 1]!.at < at) low = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (slots[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  let slot = slots[low];
  if (slot?.at !== at) {
    if (item.change === -1) return;
    slot = { at, n: 0, weight: 0 };
    slots.splice(low, 0, slot);
  }
  slot.n += item.change;
  slot.weight += item.change * item.weight;
  if (countsRules) slot.rules = counted(slot.rules ?? [], item.rules, item.change);
  if (item.values.length > 0) {
    const values = cell.below === undefined ? item.values : item.values.filter((value) => value < cell.below!);
    cell.size -= sizeOf(slot);
    slot.values = counted(slot.values ?? [], values, item.change);
    cell.size += sizeOf(slot);
  }
  if (slot.n <= 0) {
    cell.size -= sizeOf(slot);
    slots.splice(low, 1);
  }
}

/** Sorted pairs with some counted up or down. */
function counted<T extends string | number>(pairs: [T, number][], values: readonly T[], by: number): [T, number][] {
  // One that grows from nothing has room for sixteen.
  if (pairs.length === 0 && values.length === 1) return by > 0 ? [[values[0]!, by]] : pairs;
  for (const value of values) {
    const place = pairs.findIndex(([known]) => known >= value);
    const pair = pairs[place];
    if (pair?.[0] === value) {
      pair[1] += by;
      if (pair[1] <= 0) pairs.splice(place, 1);
    } else if (by > 0) pairs.splice(place === -1 ? pairs.length : place, 0, [value, by]);
  }
  return pairs;
}

function sizeOf({ values }: Slot): number {
  let size = 0;
  if (values !== undefined) for (const [value] of values) size += typeof value === 'string' ? value.length + 6 : 24;
  return size;
}

function coarsen(cell: WindowCell, bucketStart: EpochMs): void {
  cell.grain *= 2;
  const slots: Slot[] = [];
  cell.size = 0;
  for (const slot of cell.slots) {
    const at = slot.at - ((slot.at - bucketStart) % cell.grain);
    const last = slots.at(-1);
    if (last?.at === at) {
      last.n += slot.n;
      last.weight += slot.weight;
      for (const [place, times] of slot.rules ?? []) last.rules = counted(last.rules ?? [], [place], times);
      for (const [value, times] of slot.values ?? []) last.values = counted(last.values ?? [], [value], times);
    } else slots.push({ ...slot, at });
  }
  cell.slots = slots;
  for (const slot of slots) cell.size += sizeOf(slot);
}

/** Drops the greatest value of the cell, for good. */
function letGo(cell: WindowCell): void {
  let greatest: string | number | undefined;
  for (const { values } of cell.slots) {
    const last = values?.at(-1)?.[0];
    if (last !== undefined && (greatest === undefined || last > greatest)) greatest = last;
  }
  if (greatest === undefined) return;
  cell.below = greatest;
  cell.size = 0;
  for (const slot of cell.slots) {
    if (slot.values?.at(-1)?.[0] === greatest) slot.values.pop();
    cell.size += sizeOf(slot);
  }
}

function keptEvent(event: SeriesEvent, item: Item): KeptEvent {
  const size = textSize(event);
  const { at, eventId, record, resources, values } = event;
  const kept: KeptEvent = { at, eventId, record, resources, via: item.name, moment: item.at, size, ...(values && { values }) };
  return size <= MOST_EVENT_SIZE ? kept : { ...kept, resources: [], size: MOST_EVENT_SIZE };
}

/** Without the file that it was read from: the same event weighs the same, wherever it lay. */
function textSize({ eventId, record, resources, values }: SeriesEvent): number {
  let size = eventId.length + 300 - record.file.length;
  for (const key in record) {
    const value = record[key as keyof MatchRecord];
    if (typeof value === 'string') size += value.length;
  }
  for (const arn of resources) size += arn.length;
  for (const leaves of Object.values(values ?? {}))
    for (const leaf of leaves) size += typeof leaf === 'string' ? leaf.length : 16;
  return size;
}

/** The longest stretch from either end that is within the bounds; so it depends on what came and not on the order. */
function keep(cell: WindowCell, event: KeptEvent): void {
  if (cell.firstsEnd === undefined || compareEvents(event, cell.firstsEnd) < 0) {
    insert(cell.firsts, event);
    if (cell.firsts.length > MOST_EVENTS) cell.firsts.pop();
    while (isTooLarge(cell.firsts)) cell.firstsEnd = placeOf(cell.firsts.pop()!);
  }
  if (cell.lastsStart === undefined || compareEvents(event, cell.lastsStart) > 0) {
    insert(cell.lasts, event);
    if (cell.lasts.length > MOST_EVENTS) cell.lasts.shift();
    while (isTooLarge(cell.lasts)) cell.lastsStart = placeOf(cell.lasts.shift()!);
  }
}

function placeOf({ moment, via, at, eventId }: KeptEvent): EventPlace {
  return { moment, via, at, eventId };
}

function isTooLarge(events: readonly KeptEvent[]): boolean {
  let size = 0;
  for (const event of events) size += event.size;
  return size > MOST_EVENT_SIZE && events.length > 1;
}

function insert(events: KeptEvent[], event: KeptEvent): void {
  let place = events.length;
  while (place > 0 && compareEvents(events[place - 1]!, event) > 0) place--;
  const before = events[place - 1];
  if (before !== undefined && compareEvents(before, event) === 0) return;
  events.splice(place, 0, event);
}

/** By what brought it, and when, then by its own time. */
export function compareEvents(a: EventPlace, b: EventPlace): number {
  return a.moment - b.moment || compareText(a.via, b.via) || a.at - b.at || compareText(a.eventId, b.eventId);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The events that the cell kept, ascending, without repeats. */
export function keptEvents({ firsts, lasts }: WindowCell): readonly KeptEvent[] {
  const end = firsts.at(-1);
  return end === undefined ? lasts : [...firsts, ...lasts.filter((event) => compareEvents(event, end) > 0)];
}
