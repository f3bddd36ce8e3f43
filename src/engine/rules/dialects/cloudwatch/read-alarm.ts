import type { JsonSourceObject } from '../../../../base/json-source.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../../base/units.ts';
import {
  type AlarmActions,
  comparisons,
  type MissingTreatment,
  missingTreatments,
  type Statistic,
} from '../../../../model/alarm.ts';
import { quote, type RuleReader } from '../rule-reader.ts';
import type { AlarmDraft, CloudWatchParts, ExpressionDraft, MetricDraft } from './cloudwatch-parts.ts';
import { type Properties, propertiesOf } from './properties.ts';
import { parseStatistic } from './statistic-text.ts';

const anomalyComparisons = ['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold'];

/** The longest time that all periods of an alarm may have together; a day where a period is less than an hour (PutMetricAlarm). */
const LONGEST = 7 * DAY;
const mostMetrics = 10;

/** Reads an alarm over metrics from its properties as PutMetricAlarm and `AWS::CloudWatch::Alarm` name them. */
export function readAlarm(node: JsonSourceObject, fallback: string, parts: CloudWatchParts, reader: RuleReader): void {
  const before = reader.problems.length;
  const properties = propertiesOf(node, reader);
  const name = properties.text('AlarmName') ?? fallback;
  const skip = (reason: string) => reader.skipped.push({ id: name, reason, place: reader.placeOf(node) });
  const operator = properties.text('ComparisonOperator');
  if (anomalyComparisons.includes(operator ?? '') || properties.has('ThresholdMetricId')) {
    skip('an alarm over an anomaly detection band: the band is a model that only AWS has');
    return;
  }
  const comparison = required(properties, 'ComparisonOperator', () => properties.oneOf('ComparisonOperator', comparisons));
  const threshold = required(properties, 'Threshold', () => properties.number('Threshold'));
  const evaluationPeriods = required(properties, 'EvaluationPeriods', () => countOf(properties, 'EvaluationPeriods'));
  const datapointsToAlarm = countOf(properties, 'DatapointsToAlarm') ?? evaluationPeriods;
  const missing = missingOf(properties);
  const lowSamples = properties.oneOf('EvaluateLowSampleCountPercentile', ['evaluate', 'ignore']);
  const looked = properties.has('Metrics') ? readMetrics(properties, skip) : readMetric(properties);
  if (looked === undefined || reader.problems.length > before) return;
  if (comparison === undefined || threshold === undefined || evaluationPeriods === undefined) return;
  const { period } = looked;
  if (datapointsToAlarm! > evaluationPeriods) {
    properties.report(
      'DatapointsToAlarm',
      `${datapointsToAlarm} of ${evaluationPeriods} data points can't be`,
      'Make it EvaluationPeriods or less',
    );
    return;
  }
  if (period * evaluationPeriods > (period < HOUR ? DAY : LONGEST)) {
    const hint = 'AWS allows seven days, and one day for periods of less than an hour';
    properties.report(
      'EvaluationPeriods',
      `${evaluationPeriods} periods of ${period / SECOND} seconds are too long together`,
      hint,
    );
    return;
  }
  parts.alarms.push({
    ...headOf(properties, name),
    ...looked,
    evaluationPeriods,
    datapointsToAlarm: datapointsToAlarm!,
    comparison,
    threshold,
    missing,
    ignoresLowSamples: lowSamples === 'ignore',
  });
}

/** Reads a composite alarm as PutCompositeAlarm and `AWS::CloudWatch::CompositeAlarm` name its properties. */
export function readComposite(node: JsonSourceObject, fallback: string, parts: CloudWatchParts, reader: RuleReader): void {
  const properties = propertiesOf(node, reader);
  const rule = required(properties, 'AlarmRule', () => properties.text('AlarmRule'));
  if (rule === undefined) return;
  parts.composites.push({ ...headOf(properties, properties.text('AlarmName') ?? fallback), rule });
}

function headOf(properties: Properties, name: string): Pick<AlarmDraft, 'name' | 'description' | 'actions' | 'at'> {
  const description = properties.text('AlarmDescription');
  return {
    name,
    ...(description !== undefined && description !== '' && { description }),
    actions: actionsOf(properties),
    at: properties.node,
  };
}

function actionsOf(properties: Properties): AlarmActions {
  return {
    enabled: properties.flag('ActionsEnabled') ?? true,
    alarm: properties.names('AlarmActions'),
    ok: properties.names('OKActions'),
    insufficientData: properties.names('InsufficientDataActions'),
  };
}

function required<T>(properties: Properties, key: string, read: () => T | undefined): T | undefined {
  if (!properties.has(key)) properties.report(key, `an alarm without "${key}"`, `Give it ${key}`);
  return read();
}

function countOf(properties: Properties, key: string): number | undefined {
  const value = properties.number(key);
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return value;
  properties.report(key, `"${key}" must be a whole number from 1, not ${value}`);
  return undefined;
}

function missingOf(properties: Properties): MissingTreatment {
  const given = properties.oneOf('TreatMissingData', missingTreatments);
  if (given !== undefined) return given;
  // "Alarms that evaluate metrics in the AWS/DynamoDB namespace default to ignore missing data."
  return properties.text('Namespace') === 'AWS/DynamoDB' ? 'ignore' : 'missing';
}

type Looked = Pick<AlarmDraft, 'metrics' | 'expressions' | 'judged' | 'period'>;

function readMetric(properties: Properties): Looked | undefined {
  const metric = metricOf(
    properties,
    'm1',
    properties,
    statisticIn(properties, properties.has('ExtendedStatistic') ? 'ExtendedStatistic' : 'Statistic'),
  );
  const period = periodOf(properties);
  return metric === undefined || period === undefined ? undefined : { metrics: [metric], expressions: [], judged: 'm1', period };
}

function readMetrics(properties: Properties, skip: (reason: string) => void): Looked | undefined {
  const metrics: MetricDraft[] = [];
  const expressions: ExpressionDraft[] = [];
  const periods = new Set<number>();
  let judged: string | undefined;
  const queries = properties.objects('Metrics').slice(0, 2 * mostMetrics);
  for (const query of queries) {
    const id = required(query, 'Id', () => query.text('Id'));
    if (id === undefined) return undefined;
    if (query.has('AccountId')) return void skip('a metric of another account');
    const stat = query.object('MetricStat');
    const text = query.text('Expression');
    if (text !== undefined) expressions.push({ id, text, at: query.at('Expression') });
    else if (stat !== undefined) {
      const metric = stat.object('Metric');
      const draft = metric && metricOf(metric, id, stat, statisticIn(stat, 'Stat'));
      const period = periodOf(stat);
      if (draft === undefined || period === undefined) return undefined;
      metrics.push(draft);
      periods.add(period);
    } else query.report('MetricStat', 'a metric that is neither a MetricStat nor an Expression');
    const returns = query.flag('ReturnData') ?? true;
    if (!returns) continue;
    if (judged !== undefined)
      query.report('ReturnData', 'an alarm judges one metric, and this is the second that it returns', 'Set ReturnData to false');
    judged = id;
  }
  if (metrics.length === 0) return void skip('an alarm without a metric: only AWS can run its query');
  if (judged === undefined)
    properties.report('Metrics', 'no metric of this alarm is returned', 'Set ReturnData to true for the one that is judged');
  if (periods.size > 1) properties.report('Metrics', 'the metrics of an alarm must have one period', 'Give all of them the same');
  return judged === undefined ? undefined : { metrics, expressions, judged, period: [...periods][0]! };
}

function metricOf(metric: Properties, id: string, stat: Properties, statistic: Statistic | undefined): MetricDraft | undefined {
  const name = required(metric, 'MetricName', () => metric.text('MetricName'));
  const namespace = required(metric, 'Namespace', () => metric.text('Namespace'));
  const dimensions = dimensionsOf(metric);
  const unit = stat.text('Unit');
  if (name === undefined || namespace === undefined || statistic === undefined) return undefined;
  return { id, name, namespace, statistic, dimensions, ...(unit !== undefined && { unit }) };
}

/** As AWS writes them, a list of `Name` and `Value`; as Terraform does, an object. */
function dimensionsOf(metric: Properties): ReadonlyMap<string, string> {
  const value = metric.node.members.find(({ key }) => key === 'Dimensions')?.value;
  if (value?.kind === 'object') return metric.texts('Dimensions');
  return new Map(metric.objects('Dimensions').map((each) => [each.text('Name') ?? '', each.text('Value') ?? '']));
}

function statisticIn(properties: Properties, key: string): Statistic | undefined {
  const text = required(properties, key, () => properties.text(key));
  if (text === undefined) return undefined;
  const statistic = parseStatistic(text);
  if (statistic === undefined)
    properties.report(key, `${quote(text)} is no statistic`, 'Use SampleCount, Sum, Average, Minimum, Maximum, p99, tm90, …');
  return statistic;
}

function periodOf(properties: Properties): number | undefined {
  const seconds = required(properties, 'Period', () => properties.number('Period'));
  if (seconds === undefined) return undefined;
  if ([10, 20, 30].includes(seconds) || (seconds > 0 && (seconds * SECOND) % MINUTE === 0)) return seconds * SECOND;
  properties.report('Period', `a period of ${seconds} seconds`, 'Use 10, 20, 30 or a multiple of 60');
  return undefined;
}
