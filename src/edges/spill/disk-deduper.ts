import { hash128 } from './hash128.ts';
import { createHashTable, type HashTable, hashesIn } from './hash-table.ts';
import type { Deduper, DeduperOptions, Sorter, SorterOptions } from './spill.ts';

/** 16 MiB of slots: 786,432 ids. */
export const DEFAULT_BOUND = hashesIn(2 ** 20);

/** A hash and its item, as it waits on disk. */
type Waiting<T> = readonly [a: number, b: number, c: number, d: number, item: T];

const compareHashes = (a: Waiting<unknown>, b: Waiting<unknown>): number =>
  a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];

/**
 * Decides at once as long as the table of ids has room. Then the ids in the table are still told as repeats at once, and all others
 * go with their items through a sort by hash, where repeats lie side by side, the first in front.
 */
export function createDeduper<T>(
  { name, bound = DEFAULT_BOUND, keep, counts = () => true }: DeduperOptions<T>,
  sorter: <S>(options: SorterOptions<S>) => Sorter<S>,
): Deduper<T> {
  let table: HashTable | undefined = createHashTable();
  let waiting: Sorter<Waiting<T>> | undefined;
  let duplicates = 0;
  const hash = new Uint32Array(4);
  const repeated = (item: T) => {
    if (counts(item)) duplicates++;
  };

  return {
    get duplicates() {
      return duplicates;
    },
    add(id, item) {
      if (table === undefined) throw new Error(`deduper ${name}: add after finish`);
      hash128(id, hash);
      if (table.size < bound) {
        if (table.add(hash)) keep(item);
        else repeated(item);
      } else if (table.has(hash)) repeated(item);
      else {
        waiting ??= sorter<Waiting<T>>({ name, compare: compareHashes });
        waiting.add([hash[0]!, hash[1]!, hash[2]!, hash[3]!, item]);
      }
    },
    finish() {
      // Its memory goes to the sort.
      table = undefined;
      if (waiting === undefined) return;
      let previous: Waiting<T> | undefined;
      for (const next of waiting.sorted()) {
        if (previous !== undefined && compareHashes(previous, next) === 0) repeated(next[4]);
        else keep(next[4]);
        previous = next;
      }
      waiting.close();
      waiting = undefined;
    },
    close() {
      table = undefined;
      waiting?.close();
      waiting = undefined;
    },
  };
}
