import type { Statistic, StatisticBound } from '../../../model/alarm.ts';

/** Samples as one knows them together. `values` only where the statistic needs each: ascending. */
export interface Samples {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly values?: readonly number[];
}

/** Must each value be kept? The others need only count, sum and extremes. */
export function needsValues({ kind }: Statistic): boolean {
  return !['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'].includes(kind);
}

/**
 * The data point of a period. Source: CloudWatch User Guide, "CloudWatch statistics definitions". A percentile is the least value that
 * so many percent of the values don't exceed (nearest rank; CloudWatch doesn't say how it interpolates).
 * @param samples of one period, one at least
 * @returns nothing if the statistic has none: a trimmed mean of no values
 */
export function statisticOf(statistic: Statistic, samples: Samples): number | undefined {
  const { count, sum, min, max, values = [] } = samples;
  switch (statistic.kind) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return min;
    case 'Maximum':
      return max;
    case 'percentile':
      return percentileOf(values, statistic.percentile);
    case 'percentile-rank':
      return (100 * between(values, statistic.low, statistic.high).length) / values.length;
    case 'trimmed-count':
      return kept(values, statistic.low, statistic.high).length;
    case 'trimmed-sum':
      return total(kept(values, statistic.low, statistic.high));
    case 'trimmed-mean':
      return mean(kept(values, statistic.low, statistic.high));
    case 'winsorized-mean':
      return mean(winsorized(values, statistic.low, statistic.high));
  }
}

/** Samples that a percentile needs before it means something: 10 on the shorter side ("Percentile-based alarms and low data samples"). */
export function samplesNeeded(statistic: Statistic): number {
  if (statistic.kind !== 'percentile') return 0;
  const share = statistic.percentile / 100;
  const shorter = share >= 0.5 ? 1 - share : share;
  return shorter <= 0 ? 0 : Math.ceil(10 / shorter - 1e-9);
}

function percentileOf(values: readonly number[], percentile: number): number | undefined {
  if (values.length === 0) return undefined;
  return values[Math.max(0, Math.ceil((percentile / 100) * values.length - 1e-9) - 1)];
}

/** By percent: places in the sorted values; by value: above the lower bound, up to the higher. */
function kept(values: readonly number[], low: StatisticBound | undefined, high: StatisticBound | undefined): readonly number[] {
  if (low?.percent !== true && high?.percent !== true) return between(values, low, high);
  return values.slice(placeOf(values, low) ?? 0, placeOf(values, high) ?? values.length);
}

function between(
  values: readonly number[],
  low: StatisticBound | undefined,
  high: StatisticBound | undefined,
): readonly number[] {
  return values.filter((value) => (low === undefined || value > low.value) && (high === undefined || value <= high.value));
}

function placeOf(values: readonly number[], bound: StatisticBound | undefined): number | undefined {
  return bound && Math.round((bound.value / 100) * values.length);
}

function winsorized(
  values: readonly number[],
  low: StatisticBound | undefined,
  high: StatisticBound | undefined,
): readonly number[] {
  const least = edge(values, low, Number.NEGATIVE_INFINITY, 0);
  const most = edge(values, high, Number.POSITIVE_INFINITY, -1);
  return values.map((value) => Math.min(Math.max(value, least), most));
}

function edge(values: readonly number[], bound: StatisticBound | undefined, open: number, shift: 0 | -1): number {
  if (bound === undefined) return open;
  if (!bound.percent) return bound.value;
  return values[Math.min(values.length - 1, Math.max(0, placeOf(values, bound)! + shift))] ?? open;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : total(values) / values.length;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
