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
  readonly tried: readonly TriedThreshold[];
  /** The most sensitive that has one burst a week at most. Nothing: its own has, or none has. */
  readonly suggestion?: TriedThreshold;
}

export interface TriedThreshold {
  readonly threshold: number;
  /** How often it would have gone into ALARM. */
  readonly fired: number;
  /** The same, where what follows within the alarm's reach counts as one: the last data points are judged again and again. */
  readonly bursts: number;
}
