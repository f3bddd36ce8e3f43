import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SortedPrefixes } from './sorted-prefixes.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '\uffff'), maxLength: 8 });
const literals = fc.uniqueArray(
  text.filter((each) => each !== ''),
  { maxLength: 30 },
);

it('finds all literals that a text begins with, nested ones too', () => {
  fc.assert(
    fc.property(literals, text, (all, value) => {
      const hits: number[] = [];
      new SortedPrefixes(
        all.map((literal, index) => [literal, index]),
        false,
      ).find(value, hits);
      expect(hits.map((index) => all[index]).sort()).toEqual(all.filter((literal) => value.startsWith(literal)).sort());
    }),
  );
});

it('finds all literals that a text ends with', () => {
  fc.assert(
    fc.property(literals, text, (all, value) => {
      const hits: number[] = [];
      new SortedPrefixes(
        all.map((literal, index) => [literal, index]),
        true,
      ).find(value, hits);
      expect(hits.map((index) => all[index]).sort()).toEqual(all.filter((literal) => value.endsWith(literal)).sort());
    }),
  );
});
