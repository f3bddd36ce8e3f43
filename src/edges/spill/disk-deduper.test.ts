import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDeduper } from './disk-deduper.ts';
import { createSorter } from './disk-sorter.ts';
import type { SorterOptions } from './spill.ts';

const tinySorter = <S>(options: SorterOptions<S>) => createSorter(options, { memory: 200, fanIn: 3 });

/** First item of each id, as a Set says. */
function firsts(ids: readonly string[]): number[] {
  const seen = new Set<string>();
  return ids.flatMap((id, i) => (seen.has(id) ? [] : [seen.add(id) && i]));
}

describe('telling first from repeated', () => {
  const ids = fc.array(
    fc.oneof(fc.string({ maxLength: 2 }), fc.uuid(), fc.constantFrom('a', 'A', '00000000-0000-0000-0000-000000000000', '')),
    { maxLength: 200 },
  );

  test.each([[0], [1], [3], [50], [1000]])('agrees with a Set, with room for %i ids', (bound) => {
    fc.assert(
      fc.property(ids, (all) => {
        const kept: number[] = [];
        const deduper = createDeduper<number>({ name: 'test', bound, keep: (i) => kept.push(i) }, tinySorter);
        all.forEach((id, i) => {
          deduper.add(id, i);
        });
        deduper.finish();
        expect(kept.sort((a, b) => a - b)).toEqual(firsts(all));
        expect(deduper.duplicates).toBe(all.length - kept.length);
        deduper.close();
      }),
      { numRuns: 60 },
    );
  });

  test('with room, items are kept at once and in order', () => {
    const kept: string[] = [];
    const deduper = createDeduper<string>({ name: 'test', keep: (item) => kept.push(item) }, tinySorter);
    for (const id of ['b', 'a', 'b', 'c', 'a']) deduper.add(id, `${id}${kept.length}`);
    expect(kept).toEqual(['b0', 'a1', 'c2']);
    expect(deduper.duplicates).toBe(2);
  });

  test('past the bound, known repeats are still told at once', () => {
    const kept: string[] = [];
    const deduper = createDeduper<string[]>({ name: 'test', bound: 1, keep: (item) => kept.push(...item) }, tinySorter);
    deduper.add('a', ['first']);
    deduper.add('b', ['second', 'of the same event']);
    deduper.add('a', ['again']);
    expect(kept).toEqual(['first']);
    expect(deduper.duplicates).toBe(1);
    deduper.finish();
    expect(kept).toEqual(['first', 'second', 'of the same event']);
  });

  test('past the bound items are kept in the order of adding, whatever their ids', () => {
    const kept: number[] = [];
    const deduper = createDeduper<number>({ name: 'test', bound: 0, keep: (item) => kept.push(item) }, tinySorter);
    for (let i = 0; i < 300; i++) deduper.add(`id ${(i * 7919) % 250}`, i);
    deduper.finish();
    expect(kept).toEqual(Array.from({ length: 250 }, (_, i) => i));
    expect(deduper.duplicates).toBe(50);
  });

  test('adding after the end is a defect of the caller', () => {
    const deduper = createDeduper<number>({ name: 'test', keep: () => {} }, tinySorter);
    deduper.finish();
    expect(() => deduper.add('a', 1)).toThrow('add after');
  });
});
