import type { Bytes } from '../../base/units.ts';
import type { MatchRecord } from '../../model/match.ts';
import { jsonWeight, shorten } from './short-text.ts';
import { LONGEST_VALUE } from './tally.ts';

/** What of an event is counted, in the order in which a sample keeps it. */
export const countedFields = [
  'eventName',
  'eventSource',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
] as const satisfies readonly (keyof MatchRecord)[];
export type CountedField = (typeof countedFields)[number];

const MOST = 64;
const BUDGET: Bytes = 10 * 1024;
/** Of `[4294967295,…],`. */
const AROUND: Bytes = 20;
const ALL_LOTS = 2 ** 32;

/** A random number that the event's id decides, and the event's values. */
export type SampledEvent = readonly [lot: number, ...values: string[]];
export interface SampleMemory {
  readonly events: readonly SampledEvent[];
  /** Lots from here on are out. */
  readonly end: number;
}

export interface EventSample {
  add(record: MatchRecord): void;
  /** How often each value of a field is in the sample. */
  counts(field: number): Map<string, number>;
  memory(): SampleMemory;
}

/**
 * An even sample of events: those with the lowest lots, up to 64 and as many as fit. The lot is a hash of the event's id, which
 * CloudTrail chooses, so that nobody can make up many values and thereby push out one that is frequent: what makes up a tenth of
 * the events is missed once in a thousand times. Which events are in it doesn't depend on their order.
 */
export function createEventSample(known: SampleMemory = { events: [], end: ALL_LOTS }): EventSample {
  let drawn: Drawn[] = known.events.map((event) => ({ lot: event[0], event }));
  let end = known.end;

  const keepLowest = (most: number): void => {
    if (drawn.length <= most) return;
    drawn.sort((a, b) => a.lot - b.lot);
    // What is out is out for good, and so is what has as high a lot: else the order would matter.
    end = drawn[most]!.lot;
    drawn = drawn.slice(0, most).filter(({ lot }) => lot < end);
  };

  const settle = (): readonly SampledEvent[] => {
    keepLowest(MOST);
    drawn.sort((a, b) => a.lot - b.lot);
    const events = drawn.map(sampled);
    let room = BUDGET;
    const kept = events.findIndex((event) => {
      room -= weightOf(event);
      return room < 0;
    });
    if (kept < 0) return events;
    keepLowest(kept);
    return events.slice(0, drawn.length);
  };

  return {
    add(record) {
      const lot = lotOf(record.eventId);
      if (lot >= end) return;
      drawn.push({ lot, record });
      if (drawn.length >= 2 * MOST) keepLowest(MOST);
    },
    counts(field) {
      const counts = new Map<string, number>();
      for (const event of settle()) {
        const value = event[field + 1] as string;
        if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return counts;
    },
    memory: () => ({ events: settle(), end }),
  };
}

/** Cut and weighed only when somebody asks. */
type Drawn = { readonly lot: number } & ({ readonly record: MatchRecord } | { readonly event: SampledEvent });

function sampled(drawn: Drawn): SampledEvent {
  if ('event' in drawn) return drawn.event;
  return [drawn.lot, ...countedFields.map((field) => shorten(drawn.record[field], LONGEST_VALUE))];
}

/** FNV-1a over UTF-16 units, with the end of MurmurHash3 so that ids which differ little are far apart. */
function lotOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function weightOf([, ...values]: SampledEvent): Bytes {
  return values.reduce((weight, value) => weight + jsonWeight(value as string) + 1, AROUND);
}
