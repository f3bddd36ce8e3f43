import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from './merge.ts';

test('merges any number of sorted sequences, equal items in the order of the sequences', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }), { maxLength: 20 }), (sequences) => {
      const tagged = sequences.map((all, rank) => all.sort((a, b) => a - b).map((key) => ({ key, rank })));
      const merged = [
        ...merge(
          tagged.map((all) => all[Symbol.iterator]()),
          (a, b) => a.key - b.key,
        ),
      ];
      expect(merged).toEqual(tagged.flat().sort((a, b) => a.key - b.key || a.rank - b.rank));
    }),
  );
});
