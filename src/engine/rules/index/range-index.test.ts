import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Test } from '../../../model/predicate.ts';
import { passes } from '../evaluate.ts';
import { RangeIndex } from './range-index.ts';

it('holds ends in or out to the last bit', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true }),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, -0, 2 ** 53),
  );
  const bound = fc.option(fc.record({ value, inclusive: fc.boolean() }));
  fc.assert(
    fc.property(fc.array(fc.tuple(bound, bound)), fc.array(value), (bounds, others) => {
      const tests = bounds.map(
        ([low, high]): Extract<Test, { is: 'range' }> => ({ is: 'range', ...(low && { low }), ...(high && { high }) }),
      );
      const index = new RangeIndex(tests.map((test, id) => [test, id]));
      const ends = bounds.flatMap((pair) => pair.flatMap((end) => (end === null ? [] : [end.value])));
      for (const each of [...others, ...ends]) {
        const hits: number[] = [];
        index.find(each, hits);
        const expected = tests.flatMap((test, id) => (passes(test, each) ? [id] : []));
        expect(hits.sort((a, b) => a - b)).toEqual(expected);
      }
    }),
  );
});
