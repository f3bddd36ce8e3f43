import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compares, comparesPlainly } from './compare.ts';

const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'İ'), maxLength: 6 }), { minLength: 17, maxLength: 30 });

it('says of many texts what comparing each with each says', () => {
  const by = fc.constantFrom('equals' as const, 'prefix' as const, 'suffix' as const, 'contains' as const);
  fc.assert(
    fc.property(texts, texts, by, fc.boolean(), (one, other, how, ignoreCase) => {
      const comparison = { path: 'a', with: 'b', by: how, ...(ignoreCase ? { ignoreCase: true as const } : {}) };
      // Long ones rarely fit, short ones nearly always: both must be among them.
      const longer = other.map((text) => `${text}${text}b`);
      expect(compares(comparison, one, longer)).toBe(comparesPlainly(comparison, one, longer));
      expect(compares(comparison, one, other)).toBe(comparesPlainly(comparison, one, other));
    }),
  );
});
