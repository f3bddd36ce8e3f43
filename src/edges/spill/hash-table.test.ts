import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHashTable } from './hash-table.ts';

test('agrees with a Set, also where hashes differ in few bits', () => {
  const word = fc.oneof(fc.constantFrom(0, 1, 2, 0xffffffff), fc.integer({ min: 0, max: 0xffffffff }));
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word, word), { maxLength: 400 }), (hashes) => {
      const table = createHashTable();
      const set = new Set<string>();
      for (const hash of hashes) {
        expect(table.has(Uint32Array.from(hash))).toBe(set.has(hash.join()));
        expect(table.add(Uint32Array.from(hash))).toBe(!set.has(hash.join()));
        set.add(hash.join());
        expect(table.size).toBe(set.size);
      }
    }),
  );
});

test('keeps all while it grows', () => {
  const table = createHashTable();
  const hash = new Uint32Array(4);
  for (let i = 0; i < 20_000; i++) {
    hash[3] = i;
    expect(table.add(hash)).toBe(true);
  }
  for (let i = 0; i < 20_000; i++) {
    hash[3] = i;
    if (!table.has(hash)) throw new Error(`lost ${i}`);
  }
  hash[3] = 20_000;
  expect(table.has(hash)).toBe(false);
  expect(table.size).toBe(20_000);
});
