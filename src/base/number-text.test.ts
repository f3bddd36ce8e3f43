import { expect, it } from 'vitest';
import { isExactNumber } from './number-text.ts';

it.each([
  '0',
  '-0',
  '0.0',
  '0e5',
  '1',
  '1.0',
  '1e0',
  '100',
  '1E2',
  '10e-1',
  '0.1',
  '1e-1',
  '123456789012',
  '9007199254740992',
  '1e300',
  '-2.5',
  '5e-324',
])('a double holds %s', (text) => {
  expect(isExactNumber(text)).toBe(true);
});

it.each([
  '9007199254740993',
  '12345678901234567890',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1000000000000000055511151231257827',
  '1.00000000000000001',
])('a double changes %s', (text) => {
  expect(isExactNumber(text)).toBe(false);
});
