import { DAY, type EpochMs, HOUR, type Milliseconds } from '../../base/units.ts';
import { severities } from '../../model/severity.ts';

/** Findings over time, in equal steps without gaps from the first to the last. */
export interface Histogram {
  readonly unit: 'hour' | 'day' | 'week' | 'longer';
  readonly step: Milliseconds;
  readonly buckets: readonly Bucket[];
}

export interface Bucket {
  readonly start: EpochMs;
  /** By severity, from informational to critical. */
  readonly counts: readonly number[];
}

const WEEK = 7 * DAY;
/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
const MONDAY = 4 * DAY;
/** Distinct steps held before they are joined into longer ones. */
const HELD = 20_000;
/** Bars at most and at least: few findings in one hour make no bar as wide as the page. */
const MOST = 130;
const FEWEST = 12;

/** Counts by hour, and by ever longer steps once there are too many different hours. */
export function createHistogram() {
  let steps = new Map<EpochMs, number[]>();
  let step: Milliseconds = HOUR;
  return {
    add(at: EpochMs, rank: number): void {
      const start = startOf(at, step);
      const counts = steps.get(start);
      if (counts !== undefined) counts[rank]!++;
      else {
        steps.set(
          start,
          severities.map((_, index) => (index === rank ? 1 : 0)),
        );
        while (steps.size > HELD) {
          step = longer(step);
          steps = joined(steps, step);
        }
      }
    },
    /** In steps that make a readable plot: hours up to three days, days up to four months, then weeks and longer. */
    finish(): Histogram {
      const starts = [...steps.keys()];
      const first = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const last = starts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      let shownStep = step;
      if (last - first >= 3 * DAY) shownStep = Math.max(DAY, step);
      while ((startOf(last, shownStep) - startOf(first, shownStep)) / shownStep >= MOST) shownStep = longer(shownStep);
      return {
        unit: unitOf(shownStep),
        step: shownStep,
        buckets: steps.size === 0 ? [] : filled(joined(steps, shownStep), shownStep),
      };
    },
  };
}

function filled(steps: ReadonlyMap<EpochMs, readonly number[]>, step: Milliseconds): Bucket[] {
  const starts = [...steps.keys()];
  let first = Math.min(...starts);
  let last = Math.max(...starts);
  for (let count = (last - first) / step + 1; count < FEWEST; count++) {
    if (count % 2 === 0) first -= step;
    else last += step;
  }
  const buckets: Bucket[] = [];
  for (let start = first; start <= last; start += step)
    buckets.push({ start, counts: steps.get(start) ?? severities.map(() => 0) });
  return buckets;
}

function joined(steps: ReadonlyMap<EpochMs, readonly number[]>, step: Milliseconds): Map<EpochMs, number[]> {
  const result = new Map<EpochMs, number[]>();
  for (const [at, counts] of steps) {
    const start = startOf(at, step);
    const sum = result.get(start);
    if (sum === undefined) result.set(start, [...counts]);
    else for (let i = 0; i < sum.length; i++) sum[i]! += counts[i]!;
  }
  return result;
}

function startOf(at: EpochMs, step: Milliseconds): EpochMs {
  const shift = step >= WEEK ? MONDAY : 0;
  return Math.floor((at - shift) / step) * step + shift;
}

function longer(step: Milliseconds): Milliseconds {
  if (step < DAY) return DAY;
  return step < WEEK ? WEEK : step * 2;
}

function unitOf(step: Milliseconds): Histogram['unit'] {
  if (step < DAY) return 'hour';
  if (step < WEEK) return 'day';
  return step === WEEK ? 'week' : 'longer';
}
