import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from './iso-time.ts';
import { DAY } from './units.ts';

it.each([
  [0, '1970-01-01T00:00:00Z'],
  [-1000, '1969-12-31T23:59:59Z'],
  [Date.UTC(2024, 1, 29, 23, 59, 59), '2024-02-29T23:59:59Z'],
  [Date.UTC(2026, 0, 31, 12, 0, 0, 5), '2026-01-31T12:00:00.005Z'],
  [8.64e15, '+275760-09-13T00:00:00Z'],
  [8.64e15 + 1000, ''],
  [8.64e15 + 1, ''],
  [-8.64e15 - 1000, ''],
  [Number.NaN, ''],
  [Number.POSITIVE_INFINITY, ''],
])('%d is %s', (at, text) => {
  expect(isoTime(at)).toBe(text);
});

it('is what a Date writes, whichever day came before', () => {
  const near = fc
    .integer({ min: -3, max: 3 })
    .chain((day) => fc.integer({ min: 0, max: DAY - 1 }).map((time) => day * DAY + time));
  const whole = near.map((at) => Math.floor(at / 1000) * 1000);
  const anywhere = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, whole, anywhere)), (times) => {
      for (const at of times) expect(isoTime(at)).toBe(new Date(at).toISOString().replace('.000Z', 'Z'));
    }),
  );
});
