import { createDeduper } from './disk-deduper.ts';
import { createSorter, defaultLimits, type SorterLimits } from './disk-sorter.ts';
import type { Deduper, DeduperOptions, Sorter, SorterOptions, Spill } from './spill.ts';

/**
 * The spill of a scan: in memory as long as it is small, then on disk in `TMPDIR`. Nothing is created on disk before the first
 * sorter is over its limit.
 */
export function createDiskSpill(limits: Partial<SorterLimits> = {}): Spill {
  const open = new Set<{ close(): void }>();
  const sorter = <T>(options: SorterOptions<T>): Sorter<T> => {
    const made = createSorter(options, { ...defaultLimits, ...limits });
    open.add(made);
    return made;
  };
  return {
    sorter,
    deduper<T>(options: DeduperOptions<T>): Deduper<T> {
      const made = createDeduper(options, sorter);
      open.add(made);
      return made;
    },
    close() {
      for (const part of open) part.close();
      open.clear();
    },
  };
}
