import type { Bound, Test } from '../../../model/predicate.ts';

type Range = Extract<Test, { is: 'range' }>;

/**
 * Which of many ranges hold a number? Sorted by their lower end, so that those that begin above it are not looked at; the rest is
 * a comparison each, next to which an interval tree would save little: most that begin below a number hold it.
 */
export class RangeIndex {
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;
  private readonly ids: Int32Array;

  constructor(ranges: readonly (readonly [Range, number])[]) {
    const closed = ranges
      .map(([{ low, high }, id]) => ({ low: lowest(low), high: highest(high), id }))
      .filter(({ low, high }) => low <= high)
      .sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
    this.lows = Float64Array.from(closed, ({ low }) => low);
    this.highs = Float64Array.from(closed, ({ high }) => high);
    this.ids = Int32Array.from(closed, ({ id }) => id);
  }

  find(value: number, hits: number[]): void {
    const { lows, highs, ids } = this;
    for (let i = 0; i < lows.length && lows[i]! <= value; i++) if (value <= highs[i]!) hits.push(ids[i]!);
  }
}

/** The least number that the bound lets in. */
function lowest(bound: Bound | undefined): number {
  if (bound === undefined) return Number.NEGATIVE_INFINITY;
  return bound.inclusive ? bound.value : next(bound.value);
}

function highest(bound: Bound | undefined): number {
  if (bound === undefined) return Number.POSITIVE_INFINITY;
  return bound.inclusive ? bound.value : -next(-bound.value);
}

/** The next greater double (IEEE 754: the next bit pattern). */
function next(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  if (value === Number.POSITIVE_INFINITY) return Number.NaN;
  const double = new Float64Array([value]);
  const bits = new BigInt64Array(double.buffer);
  bits[0]! += value > 0 ? 1n : -1n;
  return double[0]!;
}
