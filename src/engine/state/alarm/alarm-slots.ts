import { hash128 } from '../../../base/hash.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { AlarmMetric } from '../../../model/alarm.ts';
import type { SeriesEvent } from '../../../model/series.ts';
import type { Item } from '../units.ts';
import { compareText } from '../window-cell.ts';
import { parseSample } from './sample-text.ts';
import { needsValues, type Samples } from './statistics.ts';

/** Samples of one metric in one slot. */
interface Tally {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Where each is needed: the rank of its event, and the value; ascending by rank. */
  values?: [rank: string, value: number][];
  /** The metric's default value, if there were log events. It counts where nothing else was reported. */
  standIn?: number;
}

export interface Slot {
  readonly at: EpochMs;
  /** By metric. */
  readonly tallies: (Tally | null)[];
  /** Of events that reported something: how many, and when. */
  count: number;
  first: EpochMs;
  last: EpochMs;
}

/** What is kept of one stretch of event time. A function of the set of its events, whatever their order. */
export interface SlotCell {
  /** Ascending. */
  slots: Slot[];
  /** The earliest, to be shown. */
  events: SeriesEvent[];
}

const MOST_EVENTS = 20;
/** Values of one metric in one slot, where each is kept: those of the events with the lowest rank, which is a hash. */
const MOST_VALUES = 50;

export function copySlotCell(cell: SlotCell | undefined): SlotCell {
  if (cell === undefined) return { slots: [], events: [] };
  return { slots: [...cell.slots], events: [...cell.events] };
}

/** Adds an item to the cell of its bucket. True if a bound was hit. */
export function addItem(cell: SlotCell, item: Item, slotStart: EpochMs, metrics: readonly AlarmMetric[]): boolean {
  let i = cell.slots.findIndex(({ at }) => at >= slotStart);
  if (i === -1) i = cell.slots.length;
  const known = cell.slots[i]?.at === slotStart ? cell.slots[i]! : undefined;
  const slot: Slot = known
    ? {
        ...known,
        tallies: known.tallies.map((tally) => tally && { ...tally, ...(tally.values && { values: [...tally.values] }) }),
      }
    : { at: slotStart, tallies: metrics.map(() => null), count: 0, first: item.at, last: item.at };
  cell.slots.splice(i, known === undefined ? 0 : 1, slot);
  let cut = false;
  let reports = false;
  for (const text of item.values) {
    const [metric, isDefault, value] = parseSample(String(text));
    const place = metrics[metric];
    if (place === undefined) continue;
    slot.tallies[metric] ??= { count: 0, sum: 0, min: Number.MAX_VALUE, max: -Number.MAX_VALUE };
    const tally = slot.tallies[metric];
    if (isDefault) tally.standIn = value;
    else {
      reports = true;
      if (addValue(tally, value, needsValues(place.statistic) ? item.id : undefined)) cut = true;
    }
  }
  if (!reports) return cut;
  slot.count += 1;
  slot.first = slot.count === 1 ? item.at : Math.min(slot.first, item.at);
  slot.last = slot.count === 1 ? item.at : Math.max(slot.last, item.at);
  for (const event of item.events) addEvent(cell.events, event);
  return cut;
}

function addValue(tally: Tally, value: number, eventId: string | undefined): boolean {
  tally.count++;
  tally.sum += value;
  tally.min = Math.min(tally.min, value);
  tally.max = Math.max(tally.max, value);
  if (eventId === undefined) return false;
  tally.values ??= [];
  tally.values.push([hash128(eventId).slice(0, 8), value]);
  tally.values.sort(([a, x], [b, y]) => compareText(a, b) || x - y);
  return tally.values.splice(MOST_VALUES).length > 0;
}

function addEvent(events: SeriesEvent[], { at, eventId, record, resources }: SeriesEvent): void {
  if (events.some((known) => known.eventId === eventId)) return;
  events.push({ at, eventId, record, resources });
  events.sort((a, b) => a.at - b.at || compareText(a.eventId, b.eventId));
  events.splice(MOST_EVENTS);
}

/** The samples of one metric in some slots as one; nothing if there are none. */
export function samplesIn(slots: readonly Slot[], metric: number): Samples | undefined {
  let count = 0;
  let sum = 0;
  let min = Number.MAX_VALUE;
  let max = -Number.MAX_VALUE;
  const values: number[] = [];
  for (const { tallies } of slots) {
    const tally = tallies[metric];
    if (tally == null) continue;
    if (tally.count > 0) {
      count += tally.count;
      sum += tally.sum;
      min = Math.min(min, tally.min);
      max = Math.max(max, tally.max);
      for (const [, value] of tally.values ?? []) values.push(value);
    } else if (tally.standIn !== undefined) {
      count++;
      sum += tally.standIn;
      min = Math.min(min, tally.standIn);
      max = Math.max(max, tally.standIn);
      values.push(tally.standIn);
    }
  }
  if (count === 0) return undefined;
  return { count, sum, min, max, values: values.sort((a, b) => a - b) };
}
