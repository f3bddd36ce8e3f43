import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

it.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['6h', 21_600_000],
  ['7d', 604_800_000],
  ['0s', undefined],
  ['1.5h', undefined],
  ['1w', undefined],
  ['15', undefined],
  ['15 m', undefined],
  ['-1h', undefined],
  ['', undefined],
])('%j is %s ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

it.each([
  [90_000, '90s'],
  [60_000, '1m'],
  [86_400_000, '1d'],
  [36 * 3_600_000, '36h'],
])('%d ms is written %s', (time, text) => {
  expect(formatDuration(time)).toBe(text);
  expect(parseDuration(text)).toBe(time);
});
