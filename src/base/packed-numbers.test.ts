import { expect, test } from 'vitest';
import { packNumbers, unpackNumbers } from './packed-numbers.ts';

test('numbers come back, those of a part of an array, too', () => {
  const numbers = Int32Array.of(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 7);
  expect(unpackNumbers(packNumbers(numbers))).toEqual(numbers);
  expect(unpackNumbers(packNumbers(numbers.subarray(1, 4)))).toEqual(numbers.slice(1, 4));
  expect(unpackNumbers('')).toEqual(new Int32Array(0));
});

test('are Base64 of bytes, the lowest first', () => {
  expect(packNumbers(Int32Array.of(1, 256))).toBe('AQAAAAABAAA=');
});
