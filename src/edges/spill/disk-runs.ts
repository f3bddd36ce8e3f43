import { type Bytes, MiB } from '../../base/units.ts';
import { merge } from './merge.ts';
import { openRunFile, type Run, type RunFile } from './run-file.ts';
import type { Runs, RunsOptions } from './spill.ts';

/** All blocks that a merge holds, as bytes: as items they take about three times as much. */
const MERGE_MEMORY: Bytes = 8 * MiB;

/** @param fanIn how many runs are merged at once, at most */
export function createRuns<T>({ compare, pack, unpack }: RunsOptions<T>, fanIn: number): Runs<T> {
  let file: RunFile | undefined;
  let runs: Run[] = [];

  /** Merges neighbours until one merge can take all: neighbours, so that equal items stay in order. */
  const mergeDown = (room: number): RunFile | undefined => {
    while (file !== undefined && runs.length > fanInOf(runs, fanIn, room)) {
      const source = file;
      const target = openRunFile();
      const merged: Run[] = [];
      try {
        for (let i = 0; i < runs.length; ) {
          const group = runs.slice(i, i + fanInOf(runs, fanIn, 0));
          i += group.length;
          const reads = group.map((run) => unpack(source.read(run)));
          merged.push(target.write(pack(merge(reads, compare))));
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
    runs = [];
    file?.close();
    file = undefined;
  };

  return {
    get count() {
      return runs.length;
    },
    add(items, follows = false) {
      file ??= openRunFile();
      const run = file.write(pack(items));
      const before = follows ? runs.pop() : undefined;
      runs.push(
        before === undefined ? run : { start: before.start, end: run.end, largest: Math.max(before.largest, run.largest) },
      );
    },
    *merged(last) {
      const source = mergeDown(last === undefined ? 0 : 1);
      const reads = source === undefined ? [] : runs.map((run) => unpack(source.read(run)));
      yield* merge(last === undefined ? reads : [...reads, last], compare);
      close();
    },
    close,
  };
}

/** Runs with large items have large blocks, and fewer of them are merged at once. */
function fanInOf(runs: readonly Run[], fanIn: number, room: number): number {
  let largest = 1;
  for (const run of runs) largest = Math.max(largest, run.largest);
  return Math.max(2, Math.min(fanIn, Math.floor(MERGE_MEMORY / largest)) - room);
}
