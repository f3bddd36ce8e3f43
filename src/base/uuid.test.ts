import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseUuid, uuidOf } from './uuid.ts';

it('comes back as it was, wherever it is written', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(3), (id, from) => {
      const numbers = new Int32Array(8);
      expect(parseUuid(id, numbers, from)).toBe(true);
      expect(uuidOf(numbers, from)).toBe(id);
    }),
  );
});

it.each([
  ['upper case', '01234567-89AB-CDEF-0123-456789ABCDEF'],
  ['a dash too few', '01234567-89ab-cdef-01230456789abcdef'],
  ['a letter past f', '01234567-89ab-cdef-0123-456789abcdeg'],
  ['a full-width digit', '\uff101234567-89ab-cdef-0123-456789abcdef'],
  ['one digit more', '01234567-89ab-cdef-0123-456789abcdef0'],
  ['nothing', ''],
])('is nothing else: %s', (_, text) => {
  expect(parseUuid(text, new Int32Array(4), 0)).toBe(false);
});
