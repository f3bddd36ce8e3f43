import { hash128 } from './hash128.ts';
import { createHashTable, type HashTable, hashesIn } from './hash-table.ts';
import type { Deduper, DeduperOptions, Packing, Sorter, SorterOptions } from './spill.ts';

/** 16 MiB of slots: 786,432 ids. */
export const DEFAULT_BOUND = hashesIn(2 ** 20);

/** The hash of an id, and the how manieth of the waiting items has it. */
type Waiting = readonly [a: number, b: number, c: number, d: number, nth: number];

const compareHashes = (a: Waiting, b: Waiting): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];

/**
 * Decides at once as long as the table of ids has room. Then the ids in the table are still told as repeats at once. All other items wait
 * as they came, and their hashes alone are sorted: repeats lie side by side, the first in front.
 */
export function createDeduper<T>(
  { name, bound = DEFAULT_BOUND, keep, counts = () => true, packing = asTheyAre() }: DeduperOptions<T>,
  sorter: <S>(options: SorterOptions<S>) => Sorter<S>,
): Deduper<T> {
  let table: HashTable | undefined = createHashTable();
  const waiting = sorter<object>({ name, compare: () => 0 });
  let size = 0;
  const wait = (block: object | undefined) => {
    if (block !== undefined) waiting.add(block);
  };
  const hashes = sorter<Waiting>({ name: `${name}, ids`, compare: compareHashes });
  const repeats = sorter<number>({ name: `${name}, found`, compare: (a, b) => a - b });
  let duplicates = 0;
  const hash = new Uint32Array(4);
  const repeated = (item: T) => {
    if (counts(item)) duplicates++;
  };
  const close = () => {
    table = undefined;
    for (const part of [waiting, hashes, repeats]) part.close();
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
        // Signed they are small integers to V8.
        hashes.add([hash[0]! | 0, hash[1]! | 0, hash[2]! | 0, hash[3]! | 0, size++]);
        wait(packing.add(item));
      }
    },
    finish() {
      // Its memory goes to the sort.
      table = undefined;
      let previous: Waiting | undefined;
      for (const next of hashes.sorted()) {
        if (previous !== undefined && compareHashes(previous, next) === 0) repeats.add(next[4]);
        previous = next;
      }
      const found = repeats.sorted()[Symbol.iterator]();
      let repeat = found.next();
      let nth = 0;
      wait(packing.finish());
      for (const block of waiting.sorted()) {
        for (const item of packing.read(block)) {
          if (repeat.done !== true && repeat.value === nth) {
            repeated(item);
            repeat = found.next();
          } else keep(item);
          nth++;
        }
      }
      close();
    },
    close,
  };
}

function asTheyAre<T>(): Packing<T> {
  return { add: (item) => [item], finish: () => undefined, read: (block) => block as [T] };
}
