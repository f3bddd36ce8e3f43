import type { SourcePlace } from '../../../../base/json-source.ts';
import type { Milliseconds } from '../../../../base/units.ts';
import type { AlarmActions, AlarmComparison, MissingTreatment, Statistic } from '../../../../model/alarm.ts';
import type { Predicate } from '../../../../model/predicate.ts';

/** A metric as filters report it and alarms name it. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
}

/** What a metric filter reports for each match. */
export interface Transformation extends MetricName {
  /** A number, or the path within the envelope of one. */
  readonly value: number | { readonly path: string };
  readonly defaultValue?: number;
  /** `None` where nothing is said. */
  readonly unit: string;
  /** Name of a dimension → path within the envelope of its value. */
  readonly dimensions: ReadonlyMap<string, string>;
}

/** A metric filter, whatever it was written as. */
export interface FilterDraft {
  readonly name: string;
  readonly logGroup: string;
  readonly pattern: string;
  /** Over the envelope. */
  readonly when: Predicate;
  readonly transformations: readonly Transformation[];
  readonly at: SourcePlace;
}

/** One metric of an alarm. */
export interface MetricDraft extends MetricName {
  readonly id: string;
  readonly statistic: Statistic;
  readonly dimensions: ReadonlyMap<string, string>;
  readonly unit?: string;
}

/** An expression of an alarm, still text: it may name metrics and other expressions by their ids. */
export interface ExpressionDraft {
  readonly id: string;
  readonly text: string;
  readonly at: SourcePlace;
}

interface Named {
  readonly name: string;
  readonly description?: string;
  readonly actions: AlarmActions;
  readonly at: SourcePlace;
}

export interface AlarmDraft extends Named {
  readonly metrics: readonly MetricDraft[];
  readonly expressions: readonly ExpressionDraft[];
  /** The id of the metric or expression that is judged. */
  readonly judged: string;
  readonly period: Milliseconds;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparison: AlarmComparison;
  readonly threshold: number;
  readonly missing: MissingTreatment;
  readonly ignoresLowSamples: boolean;
}

export interface CompositeDraft extends Named {
  /** `ALARM(a) AND NOT ALARM(b)`. */
  readonly rule: string;
}

/** What one file says of metric filters and alarms, until all files are read: alarms find their filters by the metric's name. */
export interface CloudWatchParts {
  readonly filters: FilterDraft[];
  readonly alarms: AlarmDraft[];
  readonly composites: CompositeDraft[];
}

export function noCloudWatchParts(): CloudWatchParts {
  return { filters: [], alarms: [], composites: [] };
}
