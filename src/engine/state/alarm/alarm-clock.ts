import { type EpochMs, DAY, HOUR, MINUTE, type Milliseconds, SECOND } from '../../../base/units.ts';
import type { MetricAlarm } from '../../../model/alarm.ts';
import { evaluationRange } from './judge-points.ts';
import { needsValues } from './statistics.ts';

/** When an alarm is evaluated, and in what pieces its samples are kept. All of it from its settings. */
export interface AlarmClock {
  readonly period: Milliseconds;
  /** Evaluations: each at a multiple of this. */
  readonly step: Milliseconds;
  /** Samples of one slot are kept as one: it lies in one period of any evaluation, or in none. */
  readonly slot: Milliseconds;
  /** Samples of one cell. */
  readonly bucket: Milliseconds;
  /** Data points of an evaluation. */
  readonly points: number;
  /** How far back an evaluation looks. */
  readonly reach: Milliseconds;
  /** How far back it looks if nothing is missing: N periods. */
  readonly interval: Milliseconds;
}

const SHORT_STEP: Milliseconds = 10 * SECOND;
/** Slots of a cell for one metric: some 25 KB. */
const SLOTS = 360;
const FEWEST_SLOTS = 15;
/** So much more does a slot take where each value is kept. */
const VALUES = 8;

/**
 * Source: CloudWatch User Guide, "Alarm evaluation": every minute, over a window that slides with it; every 10 seconds for periods
 * below a minute; every hour, with the data up to that hour, where all periods together are more than a day.
 */
export function alarmClock({ period, evaluationPeriods, metrics }: MetricAlarm): AlarmClock {
  const interval = evaluationPeriods * period;
  const points = evaluationRange({ evaluationPeriods });
  const slot = period < MINUTE ? SHORT_STEP : MINUTE;
  const weight = metrics.reduce((sum, { statistic }) => sum + (needsValues(statistic) ? VALUES : 1), 0);
  const reach = points * period;
  return {
    period,
    step: interval > DAY ? HOUR : slot,
    slot,
    // Each cell keeps some events to be shown: for short alarms it is short too.
    bucket: slot * Math.max(FEWEST_SLOTS, Math.floor(Math.min(reach / slot, SLOTS / weight))),
    points,
    reach,
    interval,
  };
}

/** The first evaluation that sees a slot whole. */
export function firstSeeing({ step, slot }: AlarmClock, slotStart: EpochMs): EpochMs {
  return Math.ceil((slotStart + slot) / step) * step;
}

/** The first evaluation for which a slot is out of reach. */
export function firstPast({ step, slot, reach }: AlarmClock, slotStart: EpochMs): EpochMs {
  return Math.ceil((slotStart + slot + reach) / step) * step;
}

/** The last evaluation that is not after a moment. */
export function evaluationBefore({ step }: AlarmClock, at: EpochMs): EpochMs {
  return Math.floor(at / step) * step;
}
