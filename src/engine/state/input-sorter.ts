import type { SeriesInput } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { createInputLog, type InputBlock, type InputLog, type Wanted } from './input-log.ts';
import { createReach, type Reach } from './reach.ts';
import { compareSeriesInputs } from './run-series.ts';
import type { AddressedInput } from './units.ts';

/** What sorts more than fits into memory: see `edges/spill`. */
export interface SorterLike<T> {
  add(item: T): void;
  readonly size: number;
  sorted(): Iterable<T>;
  close(): void;
}

export interface SorterMaker {
  sorter<T>(options: { readonly name: string; compare(a: T, b: T): number }): SorterLike<T>;
}

/**
 * Sorts the inputs of a scan by `compareSeriesInputs`, and leaves out those that can't matter to any of the rules: what state says
 * about the rest is what it would say about all. They wait in a log, unsorted, until all are counted; only then it is known which
 * groups can reach their condition at all.
 */
export function createInputSorter(rules: readonly SeriesRule[], spill: SorterMaker): SorterLike<SeriesInput> {
  const blocks = spill.sorter<InputBlock>({ name: 'series-log', compare: () => 0 });
  const sorter = spill.sorter<AddressedInput>({ name: 'series', compare: compareSeriesInputs });
  let size = 0;
  // Let go of when all inputs are sorted: state needs the memory.
  let waiting: { readonly log: InputLog; readonly reach: Reach } | undefined = {
    log: createInputLog(),
    reach: createReach(rules),
  };
  const keep = (block: InputBlock | undefined) => {
    if (block !== undefined) blocks.add(block);
  };
  const sortWaiting = () => {
    const { log, reach } = waiting!;
    waiting = undefined;
    keep(log.finish());
    let only: readonly string[] | undefined;
    const isWanted: Wanted = (numbers, from, to, at) => {
      only = reach.listeners(numbers, from, to, at);
      return only === undefined || only.length > 0;
    };
    for (const block of blocks.sorted()) {
      for (const input of log.read(block, isWanted)) sorter.add(only === undefined ? input : { ...input, only });
    }
    blocks.close();
  };
  return {
    get size() {
      return size;
    },
    add(input) {
      size++;
      const { log, reach } = waiting!;
      const places = reach.count(input);
      if (places.length > 0) keep(log.add(input, places));
    },
    *sorted() {
      sortWaiting();
      yield* sorter.sorted();
    },
    close() {
      waiting = undefined;
      blocks.close();
      sorter.close();
    },
  };
}
