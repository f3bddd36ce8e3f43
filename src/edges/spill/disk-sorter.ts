import { type Bytes, MiB } from '../../base/units.ts';
import { createRuns } from './disk-runs.ts';
import { packJson, unpackJson } from './json-blocks.ts';
import type { Sorter, SorterOptions } from './spill.ts';
import { weigh } from './weigh.ts';

export interface SorterLimits {
  /** Estimated memory of the items held before they become a run on disk. */
  readonly memory: Bytes;
  /** How many runs are merged at once, at most. */
  readonly fanIn: number;
}

/**
 * 5 million items of 600 bytes make about 700 runs and one level of merging. In memory items take about twice what they weigh, and
 * V8 lets as much garbage pile up again: four times this limit was no faster and took 120 MB more.
 */
export const defaultLimits: SorterLimits = { memory: 6 * MiB, fanIn: 1024 };

/** Sorts in memory what fits there, and otherwise in sorted runs on disk that are merged when read. */
export function createSorter<T>({ name, compare }: SorterOptions<T>, limits: SorterLimits = defaultLimits): Sorter<T> {
  const runs = createRuns<T>({ compare, pack: packJson, unpack: unpackJson<T> }, limits.fanIn);
  let held: T[] = [];
  let weight = 0;
  let size = 0;
  /** The greatest item of the last run. */
  let last: T | undefined;
  let state: 'adding' | 'sorted' | 'closed' = 'adding';

  const flush = () => {
    held.sort(compare);
    // What comes in order is one run, and what needs no order is read as it was written.
    runs.add(held, last !== undefined && compare(last, held[0]!) <= 0);
    last = held.at(-1);
    held = [];
    weight = 0;
  };

  return {
    get size() {
      return size;
    },
    add(item) {
      if (state !== 'adding') throw new Error(`sorter ${name}: add after ${state}`);
      size++;
      held.push(item);
      weight += weigh(item);
      if (weight >= limits.memory) flush();
    },
    *sorted() {
      if (state !== 'adding') throw new Error(`sorter ${name}: sorted after ${state}`);
      state = 'sorted';
      held.sort(compare);
      const rest = held;
      held = [];
      if (runs.count === 0) yield* rest;
      else yield* runs.merged(rest.length > 0 ? rest[Symbol.iterator]() : undefined);
      state = 'closed';
    },
    close() {
      state = 'closed';
      held = [];
      last = undefined;
      runs.close();
    },
  };
}
