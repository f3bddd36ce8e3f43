import type { EpochMs, Milliseconds } from '../base/units.ts';
import type { AlarmState } from './alarm.ts';
import type { Place } from '../base/problem.ts';

/** What an alarm would have done over a stretch of event time: plain data. */
export interface AlarmBacktest {
  readonly id: string;
  readonly description?: string;
  readonly place: Place;
  /** Its settings in one line: `Sum of CIS/RootUsage >= 1 for 1 of 1 × 5 minutes, missing data is notBreaching`. */
  readonly settings: string;
  readonly transitions: readonly { readonly at: EpochMs; readonly from: AlarmState; readonly to: AlarmState }[];
  /** Stretches in ALARM. */
  readonly episodes: readonly { readonly since: EpochMs; readonly until?: EpochMs }[];
  /** In ALARM, all stretches together. */
  readonly inAlarm: Milliseconds;
  readonly state: AlarmState;
  /** Only of an alarm over metrics. */
  readonly metric?: MetricBacktest;
}

export interface MetricBacktest {
  readonly threshold: number;
  readonly sign: '>' | '>=' | '<' | '<=';
  /** The greatest data point of each of a few hundred equal steps, those that have one (the least, for `<` and `<=`). */
  readonly points: readonly (readonly [at: EpochMs, value: number])[];
  readonly step: Milliseconds;
  /** What other thresholds would have done, ascending; with the alarm's own. */
  readonly tried: readonly { readonly threshold: number; readonly fired: number }[];
  /** The one closest to the most sensitive that fires once a week at most. Nothing: its own does, or none does. */
  readonly suggestion?: { readonly threshold: number; readonly fired: number };
}
