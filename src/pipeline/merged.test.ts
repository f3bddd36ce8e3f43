import fc from 'fast-check';
import { expect, it } from 'vitest';
import { merged } from './merged.ts';

it('merges two sorted sequences, of equals the first first', () => {
  const sorted = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }).map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(sorted, sorted, (one, other) => {
      const tagged = (all: readonly number[], from: number) => all.map((key) => ({ key, from }));
      const both = [...merged(tagged(one, 0), tagged(other, 1), (a, b) => a.key - b.key)];
      expect(both).toEqual([...tagged(one, 0), ...tagged(other, 1)].sort((a, b) => a.key - b.key || a.from - b.from));
    }),
  );
});
