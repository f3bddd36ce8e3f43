import { expect, it } from 'vitest';
import { parseTimeArgument } from './time-argument.ts';

const now = Date.UTC(2026, 2, 31, 12);

it.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T12:00', '2026-03-01T12:00:00.000Z'],
  ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
  ['2026-03-01 12:00:00', '2026-03-01T12:00:00.000Z'],
  ['2026-03-01T12:00:00+02:00', '2026-03-01T10:00:00.000Z'],
  ['24h', '2026-03-30T12:00:00.000Z'],
  ['90m', '2026-03-31T10:30:00.000Z'],
  ['2w', '2026-03-17T12:00:00.000Z'],
])('%s is %s', (text, expected) => {
  expect(new Date(parseTimeArgument('--from', text, now)).toISOString()).toBe(expected);
});

it.each(['yesterday', '2026-02-30', '2026-13-01', '', '5y', '2026-03-01T25:00', '1772323200'])(
  '%j is refused with the remedy',
  (text) => {
    expect(() => parseTimeArgument('--from', text, now)).toThrow(
      expect.objectContaining({ code: 'CLI_USAGE', hint: expect.stringContaining('24h') }),
    );
  },
);
