import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeyNumbers } from './key-numbers.ts';

it('agrees with a Map', () => {
  const part = fc.oneof(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part, part, part), { maxLength: 1500 }), (keys) => {
      const numbers = createKeyNumbers();
      const map = new Map<string, number>();
      for (const key of keys) {
        if (!map.has(key.join())) map.set(key.join(), map.size);
        const number = numbers.add(...key);
        expect(number).toBe(map.get(key.join()));
        expect([0, 1, 2, 3].map((index) => numbers.part(number, index))).toEqual(key);
        expect(numbers.size).toBe(map.size);
      }
    }),
    { numRuns: 20 },
  );
});
