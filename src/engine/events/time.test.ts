import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime, timeOf } from './time.ts';

describe('a time', () => {
  it('in the standard form is what Date makes of it', () => {
    const times = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(times, (date) => {
        const text = `${date.toISOString().slice(0, 19)}Z`;
        expect(parseTime(text)).toBe(Date.parse(text));
        expect(formatTime(Date.parse(text))).toBe(text);
      }),
    );
  });

  it('in other forms that AWS and its relatives write', () => {
    const noon = Date.UTC(2026, 0, 31, 12, 0, 5);
    for (const text of [
      '2026-01-31T12:00:05Z',
      '2026-01-31T12:00:05.000Z',
      '2026-01-31 12:00:05.000',
      '2026-01-31T12:00:05',
      '2026-01-31T14:00:05+02:00',
      '2026-01-31T07:00:05-0500',
      '2026-01-31 12:00:05 UTC',
      '2026-01-31, 12:00:05',
    ])
      expect([text, parseTime(text)]).toEqual([text, noon]);
    expect(parseTime('2026-01-31T12:00:05.9999Z')).toBe(noon + 999);
    expect(timeOf(1769860805)).toBe(noon);
    expect(timeOf(1769860805.25)).toBe(noon + 250);
    expect(timeOf(1769860805000)).toBe(noon);
    expect(timeOf('1769860805')).toBe(noon);
  });

  it('that does not exist is none', () => {
    for (const text of [
      '',
      'yesterday',
      '2026-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-00-10T00:00:00Z',
      '2026-01-31T24:00:00Z',
      '2026-01-31T12:61:00Z',
      '2026-01-3xT12:00:00Z',
      '2026-01-31T12:00:0:Z',
      '2026-01-31',
      '20260131T120005Z',
      'T'.repeat(1000),
    ])
      expect([text, parseTime(text)]).toEqual([text, undefined]);
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e20, null, undefined, {}])
      expect(timeOf(value)).toBeUndefined();
  });

  it('in a leap year has a 29th of February', () => {
    expect(parseTime('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
    expect(parseTime('2000-02-29T00:00:00Z')).toBe(Date.UTC(2000, 1, 29));
    expect(parseTime('2100-02-29T00:00:00Z')).toBeUndefined();
  });
});
