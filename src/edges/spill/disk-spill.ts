import { createDeduper } from './disk-deduper.ts';
import { createRuns } from './disk-runs.ts';
import { createSorter, defaultLimits, type SorterLimits } from './disk-sorter.ts';
import type { Deduper, DeduperOptions, Runs, RunsOptions, Sorter, SorterOptions, Spill } from './spill.ts';

/**
 * The spill of a scan: in memory as long as it is small, then on disk in `TMPDIR`. Nothing is created on disk before the first
 * sorter is over its limit.
 */
export function createDiskSpill(limits: Partial<SorterLimits> = {}): Spill {
  const all = { ...defaultLimits, ...limits };
  const open = new Set<{ close(): void }>();
  const opened = <P extends { close(): void }>(part: P): P => {
    open.add(part);
    return part;
  };
  const sorter = <T>(options: SorterOptions<T>): Sorter<T> => opened(createSorter(options, all));
  return {
    sorter,
    deduper: <T>(options: DeduperOptions<T>): Deduper<T> => opened(createDeduper(options, sorter)),
    runs: <T>(options: RunsOptions<T>): Runs<T> => opened(createRuns(options, all.fanIn)),
    close() {
      for (const part of open) part.close();
      open.clear();
    },
  };
}
