import type { AlarmComparison, AlarmState, MissingTreatment } from '../../../model/alarm.ts';

/** What one evaluation says. `retain`: the state stays as it is. */
export type Outcome = AlarmState | 'retain';

/** A data point: breaching, not breaching, or missing. */
export type Point = boolean | undefined;

/** "M out of N", and what missing points count as. */
export interface Judging {
  /** N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly missing: MissingTreatment;
}

/**
 * How many data points CloudWatch retrieves. Its guide shows 5 for an alarm of 3 periods and doesn't say how many for others; this
 * many more than N is what those tables agree with.
 */
const MORE = 2;

/** Data points that an evaluation may look at. */
export function evaluationRange({ evaluationPeriods }: Pick<Judging, 'evaluationPeriods'>): number {
  return evaluationPeriods + MORE;
}

export function isBreaching(comparison: AlarmComparison, threshold: number, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

/**
 * One evaluation of an alarm. Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data": with N real points
 * the latest N decide; with fewer all of them do, and as many are filled in as lack.
 * @param points the evaluation range, oldest first
 */
export function judgePoints(points: readonly Point[], { evaluationPeriods, datapointsToAlarm, missing }: Judging): Outcome {
  const real = points.filter((point) => point !== undefined);
  const counted = real.slice(-evaluationPeriods);
  const lacking = evaluationPeriods - counted.length;
  const filled = missing === 'breaching' ? lacking : 0;
  const breaching = counted.filter(Boolean).length + filled;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (lacking === 0 || missing === 'breaching' || missing === 'notBreaching' || counted.includes(false)) return 'OK';
  // Nothing real speaks against it, and too little for it.
  if (missing === 'ignore') return 'retain';
  return isPremature(points, datapointsToAlarm) ? 'INSUFFICIENT_DATA' : 'ALARM';
}

/**
 * "Avoiding premature transitions to alarm state": what breached so long ago that M points could have come since counts, though none
 * came. Before that, the next point may yet be a good one.
 */
function isPremature(points: readonly Point[], datapointsToAlarm: number): boolean {
  const oldest = points.indexOf(true);
  return oldest === -1 || points.length - oldest < datapointsToAlarm;
}
