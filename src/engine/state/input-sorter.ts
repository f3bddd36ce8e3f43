import type { SeriesInput } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { createInputLog, type InputBlock } from './input-log.ts';
import { createReach } from './reach.ts';
import { compareSeriesInputs } from './run-series.ts';

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
  const reach = createReach(rules);
  const log = createInputLog();
  const blocks = spill.sorter<InputBlock>({ name: 'series-log', compare: () => 0 });
  const sorter = spill.sorter<SeriesInput>({ name: 'series', compare: compareSeriesInputs });
  let size = 0;
  const keep = (block: InputBlock | undefined) => {
    if (block !== undefined) blocks.add(block);
  };
  return {
    get size() {
      return size;
    },
    add(input) {
      size++;
      const places = reach.count(input);
      if (!reach.isNowhere(places)) keep(log.add(input, places));
    },
    *sorted() {
      keep(log.finish());
      for (const block of blocks.sorted()) for (const input of log.read(block, reach.matters)) sorter.add(input);
      blocks.close();
      yield* sorter.sorted();
    },
    close() {
      blocks.close();
      sorter.close();
    },
  };
}
