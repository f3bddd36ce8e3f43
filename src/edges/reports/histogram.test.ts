import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../base/units.ts';
import { createHistogram } from './histogram.ts';

const march = Date.UTC(2026, 2, 1);

function histogram(times: Iterable<number>, rank = 0) {
  const made = createHistogram();
  for (const at of times) made.add(at, rank);
  return made.finish();
}
const total = ({ buckets }: ReturnType<typeof histogram>) =>
  buckets.reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b, 0), 0);

describe('histogram', () => {
  it.each([
    ['one finding', [march], 'hour'],
    ['two days', [march, march + 2 * DAY], 'hour'],
    ['three days', [march, march + 3 * DAY], 'day'],
    ['four months', [march, march + 120 * DAY], 'day'],
    ['half a year', [march, march + 180 * DAY], 'week'],
    ['ten years', [march, march + 3650 * DAY], 'longer'],
    ['all of time', [-8.64e15, 8.64e15], 'longer'],
  ] as const)('counts %s in steps that fit the page', (_, times, unit) => {
    const made = histogram(times);
    expect(made.unit).toBe(unit);
    expect(total(made)).toBe(times.length);
    expect(made.buckets.length).toBeGreaterThanOrEqual(12);
    expect(made.buckets.length).toBeLessThanOrEqual(131);
  });

  it('has no gaps, and equal steps', () => {
    const { buckets, step } = histogram([march + 5 * HOUR, march + 40 * DAY]);
    expect(buckets[0]).toEqual({ start: march, counts: [1, 0, 0, 0, 0] });
    for (let i = 1; i < buckets.length; i++) expect(buckets[i]!.start - buckets[i - 1]!.start).toBe(step);
  });

  it('begins weeks on Monday', () => {
    for (const { start } of histogram([march, march + 200 * DAY]).buckets) expect(new Date(start).getUTCDay()).toBe(1);
  });

  it('tells severities apart', () => {
    const made = createHistogram();
    made.add(march, 4);
    made.add(march, 4);
    made.add(march + 1, 0);
    expect(made.finish().buckets.find(({ start }) => start === march)!.counts).toEqual([1, 0, 0, 0, 2]);
  });

  it('holds its memory over a hundred thousand different hours', () => {
    expect(total(histogram(Array.from({ length: 100_000 }, (_, i) => march + i * HOUR)))).toBe(100_000);
  });

  it('is empty of nothing', () => {
    expect(histogram([]).buckets).toEqual([]);
  });
});
