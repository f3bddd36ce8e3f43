import { describe, expect, it } from 'vitest';
import type { Statistic } from '../../../model/alarm.ts';
import { samplesNeeded, statisticOf } from './statistics.ts';

const samplesOf = (values: readonly number[]) => ({
  count: values.length,
  sum: values.reduce((a, b) => a + b, 0),
  min: Math.min(...values),
  max: Math.max(...values),
  values: [...values].sort((a, b) => a - b),
});
const oneToHundred = Array.from({ length: 100 }, (_, i) => i + 1);
const percent = (value: number) => ({ value, percent: true });
const fixed = (value: number) => ({ value, percent: false });

// CloudWatch User Guide, "CloudWatch statistics definitions".
describe.each<[string, Statistic, readonly number[], number]>([
  ['SampleCount is the number of data points', { kind: 'SampleCount' }, [4, 4, 1], 3],
  ['Sum is the sum of all values', { kind: 'Sum' }, [4, 4, 1], 9],
  ['Average is Sum / SampleCount', { kind: 'Average' }, [4, 4, 1], 3],
  ['Minimum is the lowest value', { kind: 'Minimum' }, [4, 4, 1], 1],
  ['Maximum is the highest value', { kind: 'Maximum' }, [4, 4, 1], 4],
  ['p95: 95 percent of the data is not above', { kind: 'percentile', percentile: 95 }, oneToHundred, 95],
  ['p50 of one value is that value', { kind: 'percentile', percentile: 50 }, [7], 7],
  ['p100 is the maximum', { kind: 'percentile', percentile: 100 }, oneToHundred, 100],
  ['p0 is the minimum', { kind: 'percentile', percentile: 0 }, oneToHundred, 1],
  ['p99 is the maximum of the remaining 99 %', { kind: 'percentile', percentile: 99 }, oneToHundred, 99],
  ['tm99 is the average of the remaining 99 %', { kind: 'trimmed-mean', high: percent(99) }, oneToHundred, 50],
  ['tm90 leaves out the highest 10 %', { kind: 'trimmed-mean', high: percent(90) }, [1, 1, 1, 1, 1, 1, 1, 1, 1, 100], 1],
  [
    'TM(2%:98%) leaves out both ends',
    { kind: 'trimmed-mean', low: percent(2), high: percent(98) },
    [...oneToHundred.slice(0, 98), 9999, 9999],
    50.5,
  ],
  [
    'TM(150:1000): 150 is out, 1000 is in',
    { kind: 'trimmed-mean', low: fixed(150), high: fixed(1000) },
    [150, 200, 1000, 1001],
    600,
  ],
  ['IQM is TM(25%:75%)', { kind: 'trimmed-mean', low: percent(25), high: percent(75) }, [0, 4, 6, 100], 5],
  [
    'wm98: the highest 2 % are the value at the 98th percentile',
    { kind: 'winsorized-mean', high: percent(98) },
    [...Array.from({ length: 98 }, () => 10), 500, 500],
    10,
  ],
  [
    'WM(10%:90%) pulls in both ends',
    { kind: 'winsorized-mean', low: percent(10), high: percent(90) },
    [0, 5, 5, 5, 5, 5, 5, 5, 5, 90],
    5,
  ],
  ['PR(:300): the share of 300 or less', { kind: 'percentile-rank', high: fixed(300) }, [100, 300, 301, 400], 50],
  ['PR(100:2000): between the two', { kind: 'percentile-rank', low: fixed(100), high: fixed(2000) }, [50, 150, 2000, 3000], 50],
  ['tc90: how many are not among the highest 10 %', { kind: 'trimmed-count', high: percent(90) }, oneToHundred, 90],
  [
    'TC(0.005:0.030): lower bound excluded, higher included',
    { kind: 'trimmed-count', low: fixed(0.005), high: fixed(0.03) },
    [0.005, 0.01, 0.03, 0.04],
    2,
  ],
  ['ts90 is TM times TC', { kind: 'trimmed-sum', high: percent(90) }, oneToHundred, 4095],
  ['TS(80%:): the highest fifth', { kind: 'trimmed-sum', low: percent(80) }, [1, 2, 3, 4, 5], 5],
])('%s', (_, statistic, values, expected) => {
  it(`is ${expected}`, () => {
    expect(statisticOf(statistic, samplesOf(values))).toBeCloseTo(expected, 9);
  });
});

it.each([
  [99, 1000],
  [50, 20],
  [90, 100],
  [10, 100],
  [1, 1000],
])('p%d needs %d samples before it means something', (percentile, needed) => {
  expect(samplesNeeded({ kind: 'percentile', percentile })).toBe(needed);
});
