import type { Bytes } from '../../base/units.ts';
import { jsonWeight, shorten } from './short-text.ts';

/** Counts how often values come, in bounded memory. The same whatever the order in which they come. */
export interface Tally {
  add(value: string): void;
  /** How often each came; undefined if there are too many different ones. */
  counts(): ReadonlyMap<string, number> | undefined;
}

/** A value in a tally takes at most this much; longer ones are cut. */
export const LONGEST_VALUE: Bytes = 512;
/** Of `["value",12345678],` around the value and its quotes. */
const AROUND: Bytes = 12;

/**
 * Exact, until the distinct values no longer fit. Then it has nothing at all to say, for whatever it kept would depend on the order
 * (Misra and Gries keep what is frequent, but not the same in each order) or on what the values look like, which an attacker
 * chooses: what follows is told from a sample of events (`event-sample.ts`).
 * @param known what an earlier one counted; null if it had nothing to say any more
 */
export function createTally(budget: Bytes, known: Iterable<readonly [value: string, count: number]> | null = NOTHING): Tally {
  /** Made at the second value: most tallies have but one. */
  let counts = known === NOTHING || known === null ? undefined : new Map(known);
  let isFull = known === null;
  let only: string | undefined;
  let times = 0;
  /** So many fit, whatever they are: most tallies never weigh anything. */
  const safe = Math.floor(budget / (LONGEST_VALUE + AROUND));
  let room: Bytes | undefined;

  const fits = (there: ReadonlyMap<string, number>, value: string): boolean => {
    if (there.size < safe) return true;
    room ??= [...there.keys()].reduce((left, key) => left - jsonWeight(key) - AROUND, budget);
    room -= jsonWeight(value) + AROUND;
    return room >= 0;
  };

  const addTo = (there: Map<string, number>, value: string) => {
    const count = there.get(value);
    if (count !== undefined) {
      there.set(value, count + 1);
      return;
    }
    const kept = shorten(value, LONGEST_VALUE);
    const times = there.get(kept) ?? 0;
    if (times > 0 || fits(there, kept)) there.set(kept, times + 1);
    else {
      counts = undefined;
      isFull = true;
    }
  };

  /** What has come so far, as a map. */
  const opened = (): Map<string, number> => {
    counts ??= only === undefined ? new Map<string, number>() : new Map([[only, times]]);
    only = undefined;
    return counts;
  };

  return {
    add(value) {
      if (isFull) return;
      if (counts !== undefined) addTo(counts, value);
      else if (value === only) times++;
      else if (only === undefined && value.length <= SHORT && safe > 0) {
        only = value;
        times = 1;
      } else addTo(opened(), value);
    },
    counts: () => (isFull ? undefined : opened()),
  };
}

const NOTHING: Iterable<readonly [value: string, count: number]> = [];
/** Characters that are never cut, whatever they are. */
const SHORT = 80;

/** The most frequent first; equals in the order of their code units. */
export function mostFrequent(counts: ReadonlyMap<string, number>, most: number): string[] {
  if (counts.size <= 1) return [...counts.keys()];
  return [...counts]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([value]) => value);
}
