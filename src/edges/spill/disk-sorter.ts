import { type Bytes, MiB } from '../../base/units.ts';
import { merge } from './merge.ts';
import { openRunFile, type Run, type RunFile } from './run-file.ts';
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

/** All blocks that a merge holds, as text: parsed they take about three times as much. */
const MERGE_MEMORY: Bytes = 8 * MiB;

/** Sorts in memory what fits there, and otherwise in sorted runs on disk that are merged when read. */
export function createSorter<T>(options: SorterOptions<T>, limits: SorterLimits = defaultLimits): Sorter<T> {
  const { compare } = options;
  let held: T[] = [];
  let weight = 0;
  let size = 0;
  let file: RunFile | undefined;
  let runs: Run[] = [];
  let state: 'adding' | 'sorted' | 'closed' = 'adding';

  const flush = () => {
    held.sort(compare);
    file ??= openRunFile();
    const writer = file.write<T>();
    for (const item of held) writer.add(item, weigh(item));
    runs.push(writer.done());
    held = [];
    weight = 0;
  };

  /** Merges neighbours until one merge can take all: neighbours, so that equal items stay in order. */
  const mergeDown = (room: number): RunFile | undefined => {
    while (file !== undefined && runs.length > fanInOf(runs, limits, room)) {
      const source = file;
      const target = openRunFile();
      const merged: Run[] = [];
      try {
        for (let i = 0; i < runs.length; ) {
          const group = runs.slice(i, i + fanInOf(runs, limits, 0));
          i += group.length;
          const writer = target.write<T>();
          const reads = group.map((run) => source.read<T>(run));
          for (const item of merge(reads, compare)) writer.add(item, weigh(item));
          merged.push(writer.done());
        }
      } catch (error) {
        target.close();
        throw error;
      }
      file = target;
      runs = merged;
      source.close();
    }
    return file;
  };

  const close = () => {
    state = 'closed';
    held = [];
    runs = [];
    file?.close();
    file = undefined;
  };

  return {
    get size() {
      return size;
    },
    add(item) {
      if (state !== 'adding') throw new Error(`sorter ${options.name}: add after ${state}`);
      size++;
      held.push(item);
      weight += weigh(item);
      if (weight >= limits.memory) flush();
    },
    *sorted() {
      if (state !== 'adding') throw new Error(`sorter ${options.name}: sorted after ${state}`);
      state = 'sorted';
      held.sort(compare);
      const last = held;
      held = [];
      const source = mergeDown(last.length > 0 ? 1 : 0);
      if (source === undefined) yield* last;
      else yield* merge([...runs.map((run) => source.read<T>(run)), last[Symbol.iterator]()], compare);
      close();
    },
    close,
  };
}

/** Runs with large items have large blocks, and fewer of them are merged at once. */
function fanInOf(runs: readonly Run[], limits: SorterLimits, room: number): number {
  let largest = 1;
  for (const run of runs) largest = Math.max(largest, run.largest);
  return Math.max(2, Math.min(limits.fanIn, Math.floor(MERGE_MEMORY / largest)) - room);
}
