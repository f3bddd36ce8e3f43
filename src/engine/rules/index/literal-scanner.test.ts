import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LiteralScanner } from './literal-scanner.ts';

it('finds each literal that occurs, once, also inside one another', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '\ud83d'), maxLength: 12 });
  const literals = fc.uniqueArray(
    text.filter((each) => each !== ''),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(literals, fc.array(text), (all, values) => {
      const scanner = new LiteralScanner(all);
      for (const value of values) {
        const found: number[] = [];
        scanner.find(value, found);
        expect(found.map((index) => all[index]).sort()).toEqual(all.filter((literal) => value.includes(literal)).sort());
      }
    }),
    { numRuns: 300 },
  );
});

// The example of Aho and Corasick's paper.
it('finds she, he and hers in ushers', () => {
  const found: number[] = [];
  new LiteralScanner(['he', 'she', 'his', 'hers']).find('ushers', found);
  expect(found.sort()).toEqual([0, 1, 3]);
});
