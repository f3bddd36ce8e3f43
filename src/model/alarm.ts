import type { Milliseconds } from '../base/units.ts';
import type { MetricMath } from './metric-math.ts';

/** States of an alarm, as CloudWatch names them. */
export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof alarmStates)[number];

/** What becomes of data points that nobody reported (CloudWatch User Guide, "Configuring how alarms treat missing data"). */
export const missingTreatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingTreatment = (typeof missingTreatments)[number];

export const comparisons = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type AlarmComparison = (typeof comparisons)[number];

/** A bound of a trimmed statistic: a value, or a percentile (0 to 100) of the values of the period. */
export interface StatisticBound {
  readonly value: number;
  readonly percent: boolean;
}

/** How the samples of one period become one data point (CloudWatch User Guide, "CloudWatch statistics definitions"). */
export type Statistic =
  | { readonly kind: 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum' }
  | { readonly kind: 'percentile'; readonly percentile: number }
  | {
      readonly kind: 'trimmed-mean' | 'winsorized-mean' | 'trimmed-count' | 'trimmed-sum' | 'percentile-rank';
      readonly low?: StatisticBound;
      readonly high?: StatisticBound;
    };

/** One metric that an alarm looks at. */
export interface AlarmMetric {
  /** As expressions name it. */
  readonly id: string;
  /** For people: `CISBenchmark/RootUsage`. */
  readonly label: string;
  readonly statistic: Statistic;
}

/** What a match of a rule reports to a metric of an alarm. */
export interface AlarmFeed {
  /** Place in `metrics`. */
  readonly metric: number;
  /** What one match counts, or where in the envelope its number is: without one, nothing is reported. */
  readonly value: number | { readonly path: string };
  /** The metric's default value: it stands for a minute in which there were log events, and none was reported otherwise. */
  readonly isDefault?: true;
}

/** What CloudWatch would call: topics, functions. ARNs, or what a template says in their place. */
export interface AlarmActions {
  /** False: states change, and nobody is told. */
  readonly enabled: boolean;
  readonly alarm: readonly string[];
  readonly ok: readonly string[];
  readonly insufficientData: readonly string[];
}

/** An alarm over a metric, or over an expression of metrics. */
export interface MetricAlarm {
  readonly metrics: readonly AlarmMetric[];
  /** By the id of the rule that feeds it. */
  readonly feeds: Readonly<Record<string, readonly AlarmFeed[]>>;
  /** Of the metrics' series. @default the first metric */
  readonly expression?: MetricMath;
  /** 10, 20 or 30 seconds, or whole minutes. */
  readonly period: Milliseconds;
  /** N of "M out of N": at least 1. */
  readonly evaluationPeriods: number;
  /** M of "M out of N": 1 to N. */
  readonly datapointsToAlarm: number;
  readonly comparison: AlarmComparison;
  readonly threshold: number;
  readonly missing: MissingTreatment;
  /** Percentiles over too few samples leave the state as it is. */
  readonly ignoresLowSamples?: true;
  readonly actions: AlarmActions;
}

/** Where in the envelope the numbers are that an alarm's metrics report. */
export function alarmPaths({ feeds }: MetricAlarm): string[] {
  return Object.values(feeds).flatMap((all) => all.flatMap(({ value }) => (typeof value === 'number' ? [] : [value.path])));
}

/** What a composite alarm asks of others. `alarm` is the id of a rule. */
export type AlarmCondition =
  | { readonly op: 'all' | 'any'; readonly of: readonly AlarmCondition[] }
  | { readonly op: 'not'; readonly of: AlarmCondition }
  | { readonly op: 'state'; readonly alarm: string; readonly state: AlarmState }
  | { readonly op: 'constant'; readonly value: boolean };

/** An alarm over the states of other alarms: ALARM while its condition holds, else OK. */
export interface CompositeAlarm {
  readonly when: AlarmCondition;
  readonly actions: AlarmActions;
}
