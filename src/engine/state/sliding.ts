import type { EpochMs } from '../../base/units.ts';
import type { Series, SeriesRule } from '../../model/series-rule.ts';
import { holds } from './condition.ts';
import type { Slot } from './window-cell.ts';

export type WindowSeries = Exclude<Series, { kind: 'first-seen' | 'alarm' | 'composite' }>;

/** A moment at which the condition holds over the window that ends there. */
export interface Moment {
  readonly at: EpochMs;
  /** Events in the window, and new ones at its end. */
  readonly inWindow: number;
  readonly inSlot: number;
}

interface Measure {
  enter(slot: Slot): void;
  leave(slot: Slot): void;
  /** Of the slots in `[low, high)`, the window that ends with the last of them. */
  value(slots: readonly Slot[], low: number, high: number): number;
}

/**
 * The moments from `from` on at which the condition holds. At each slot the window is what happened at most one timespan before
 * it, both ends included.
 * @param slots ascending; they must reach back one timespan before `from`
 */
export function momentsOf(rule: SeriesRule, series: WindowSeries, slots: readonly Slot[], from: EpochMs): Moment[] {
  const measure = measureOf(rule, series);
  const moments: Moment[] = [];
  let low = 0;
  let weight = 0;
  for (let high = 0; high < slots.length; high++) {
    const slot = slots[high]!;
    measure.enter(slot);
    weight += slot.weight;
    for (; slots[low]!.at < slot.at - series.timespan; low++) {
      measure.leave(slots[low]!);
      weight -= slots[low]!.weight;
    }
    if (slot.at < from) continue;
    if (isMet(rule, series, measure.value(slots, low, high + 1)))
      moments.push({ at: slot.at, inWindow: weight, inSlot: slot.weight });
  }
  return moments;
}

function isMet(rule: SeriesRule, series: WindowSeries, value: number): boolean {
  if (series.kind === 'temporal' && series.condition === undefined) return value >= new Set(rule.of).size;
  return holds(series.condition!, value);
}

function measureOf(rule: SeriesRule, series: WindowSeries): Measure {
  switch (series.kind) {
    case 'count':
      return countMeasure();
    case 'distinct':
      return distinctMeasure(({ values }) => values ?? []);
    case 'temporal':
      return series.ordered ? orderedMeasure(rule.of.length, series.timespan) : distinctMeasure(({ rules }) => rules ?? []);
    case 'sum':
      return sumMeasure(false);
    case 'avg':
      return sumMeasure(true);
    case 'percentile':
      return percentileMeasure(series.percentile);
  }
}

function countMeasure(): Measure {
  let count = 0;
  return {
    enter: ({ n }) => {
      count += n;
    },
    leave: ({ n }) => {
      count -= n;
    },
    value: () => count,
  };
}

function distinctMeasure<T>(of: (slot: Slot) => readonly [T, number][]): Measure {
  const slots = new Map<T, number>();
  return {
    enter: (slot) => {
      for (const [value] of of(slot)) slots.set(value, (slots.get(value) ?? 0) + 1);
    },
    leave: (slot) => {
      for (const [value] of of(slot)) {
        const left = slots.get(value)! - 1;
        if (left === 0) slots.delete(value);
        else slots.set(value, left);
      }
    },
    value: () => slots.size,
  };
}

/** Whole numbers are summed as they come and go, which is exact; others anew for each window, so that no error creeps in. */
function sumMeasure(mean: boolean): Measure {
  let sum = 0;
  let times = 0;
  let fractions = 0;
  let exact = true;
  const change = ({ values }: Slot, by: 1 | -1) => {
    for (const [value, n] of values as [number, number][]) {
      times += by * n;
      if (Number.isSafeInteger(value)) sum += by * n * value;
      else fractions += by * n;
      if (!Number.isSafeInteger(sum)) exact = false;
    }
  };
  return {
    enter: (slot) => slot.values !== undefined && change(slot, 1),
    leave: (slot) => slot.values !== undefined && change(slot, -1),
    value: (slots, low, high) => {
      const total = exact && fractions === 0 ? sum : sumOf(slots, low, high);
      return mean ? total / times : total;
    },
  };
}

function sumOf(slots: readonly Slot[], low: number, high: number): number {
  let sum = 0;
  for (let i = low; i < high; i++) {
    for (const [value, n] of (slots[i]!.values ?? []) as [number, number][]) sum += value * n;
  }
  return sum;
}

/** Nearest rank: the least value such that so many percent of all are not above it. */
function percentileMeasure(percentile: number): Measure {
  const times = new Map<number, number>();
  let all = 0;
  const change = ({ values }: Slot, by: 1 | -1) => {
    for (const [value, n] of (values ?? []) as [number, number][]) {
      const left = (times.get(value) ?? 0) + by * n;
      if (left === 0) times.delete(value);
      else times.set(value, left);
      all += by * n;
    }
  };
  return {
    enter: (slot) => change(slot, 1),
    leave: (slot) => change(slot, -1),
    value: () => {
      const rank = Math.max(1, Math.ceil((percentile / 100) * all));
      let below = 0;
      for (const value of [...times.keys()].sort((a, b) => a - b)) {
        below += times.get(value)!;
        if (below >= rank) return value;
      }
      return Number.NaN;
    },
  };
}

/**
 * The longest chain of distinct rules in the window, in the order in which the series names them; what happened at the same
 * moment counts as in order. For each chain length that ends with a rule: the latest moment at which it may have begun.
 */
function orderedMeasure(rules: number, timespan: number): Measure {
  const began: number[][] = Array.from({ length: rules }, () => new Array<number>(rules + 1).fill(Number.NEGATIVE_INFINITY));
  return {
    enter: ({ at, rules: matched }) => {
      for (const [rule] of matched ?? []) {
        began[rule]![1] = at;
        for (let length = 2; length <= rule + 1; length++) {
          for (let before = 0; before < rule; before++) {
            began[rule]![length] = Math.max(began[rule]![length]!, began[before]![length - 1]!);
          }
        }
      }
    },
    leave: () => undefined,
    value: (slots, _, high) => {
      const earliest = slots[high - 1]!.at - timespan;
      for (let length = rules; length > 0; length--) {
        if (began.some((starts) => starts[length]! >= earliest)) return length;
      }
      return 0;
    },
  };
}
