import { describe, expect, it } from 'vitest';
import { formatPlace } from '../../../../base/problem.ts';
import { MINUTE } from '../../../../base/units.ts';
import { loadRules } from '../../load.ts';
import { sameAlarm, skippedTemplates, wrongTemplates } from './load-alarms.cases.ts';

const load = (files: Readonly<Record<string, string>>) =>
  loadRules(Object.entries(files).map(([file, text]) => ({ file, text })));
const loadYaml = (text: string) => load({ 't.yaml': text });

describe.each(sameAlarm)('%s', (_, files) => {
  const { rules, series, problems } = load(files);

  it('is a silent rule over events', () => {
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ id: 'filter:RootFilter', title: 'RootFilter', silent: true, dialect: 'metric-filter' });
  });

  it('and an alarm over what it reports', () => {
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({
      id: 'root-usage',
      of: ['filter:RootFilter'],
      by: [],
      series: {
        kind: 'alarm',
        alarm: {
          metrics: [{ label: 'CISBenchmark/stack-Root', statistic: { kind: 'Sum' } }],
          feeds: { 'filter:RootFilter': [{ metric: 0, value: 1 }] },
          period: 5 * MINUTE,
          evaluationPeriods: 1,
          datapointsToAlarm: 1,
          comparison: 'GreaterThanOrEqualToThreshold',
          threshold: 1,
          missing: 'notBreaching',
        },
      },
    });
    const [rule] = series;
    expect(rule!.series.kind === 'alarm' && rule!.series.alarm.actions.alarm).toHaveLength(1);
    expect(rule!.series.kind === 'alarm' && rule!.series.alarm.actions.ok).toHaveLength(0);
  });
});

it.each(wrongTemplates)('%s is told with its place', (_, file, text, code, place) => {
  const { problems } = load({ [file]: text });
  expect(problems.map((problem) => problem.code)).toContain(code);
  expect(formatPlace(problems.find((problem) => problem.code === code)!.at).startsWith(place)).toBe(true);
});

it.each(skippedTemplates)('%s is left out, with the reason', (_, text, reason) => {
  const { problems, skipped } = loadYaml(text);
  expect(problems).toEqual([]);
  expect(skipped.map((each) => each.reason).join('\n')).toMatch(reason);
});

it('all mistakes of all files are told', () => {
  const { problems } = load({
    'a.tf': 'resource "aws_cloudwatch_metric_alarm" "a" {\n  statistic = "Total"\n}',
    'b.yaml': 'Resources:\n  A:\n    Type: AWS::CloudWatch::Alarm\n    Properties: { Period: 7, Threshold: x }',
  });
  expect(new Set(problems.map(({ at }) => at!.file))).toEqual(new Set(['a.tf', 'b.yaml']));
  expect(problems.length).toBeGreaterThan(8);
});

const filterOf = (transformation: string) => `
  F:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: '{ $.eventName = "GetObject" }'
      MetricTransformations: [${transformation}]`;
const alarmOf = (properties: string, name = 'A') => `
  ${name}:
    Type: AWS::CloudWatch::Alarm
    Properties: { MetricName: M, Namespace: N, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold, ${properties} }`;

it('a value of the event is read where the selector says', () => {
  const { series } = loadYaml(
    `Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: $.additionalEventData.bytesTransferredOut, Unit: Bytes }')}${alarmOf('ExtendedStatistic: p99.9, EvaluateLowSampleCountPercentile: ignore, Unit: Bytes')}`,
  );
  expect(series[0]!.series).toMatchObject({
    alarm: {
      feeds: { 'filter:F': [{ value: { path: 'detail.additionalEventData.bytesTransferredOut' } }] },
      metrics: [{ statistic: { kind: 'percentile', percentile: 99.9 } }],
      ignoresLowSamples: true,
    },
  });
});

it('an alarm over one value of a dimension hears of events with that value', () => {
  const { rules } = loadYaml(
    `Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: 1, Dimensions: [{ Key: Region, Value: $.awsRegion }] }')}${alarmOf('Statistic: Sum, Dimensions: [{ Name: Region, Value: eu-west-1 }]')}`,
  );
  expect(rules).toHaveLength(1);
  expect(rules[0]!.when).toMatchObject({
    op: 'all',
    of: [{}, { op: 'field', path: 'detail.awsRegion', test: { is: 'equals', value: 'eu-west-1' } }],
  });
});

it('a default value is fed by every event of the log group', () => {
  const { rules, series } = loadYaml(
    `Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: 1, DefaultValue: 0 }')}${alarmOf('Statistic: Average')}`,
  );
  expect(rules.map(({ id }) => id)).toEqual(['filter:F', 'filter:F:logs']);
  expect(series[0]!.series).toMatchObject({ alarm: { feeds: { 'filter:F:logs': [{ value: 0, isDefault: true }] } } });
});

it('a filter that no alarm is over is a rule that is heard by itself', () => {
  const { rules } = loadYaml(`Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: 1 }')}`);
  expect(rules).toHaveLength(1);
  expect(rules[0]!.silent).toBeUndefined();
});

it('expressions may name one another, and only the one that is returned is judged', () => {
  const { series, problems } = loadYaml(`Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: 1 }')}
  A:
    Type: AWS::CloudWatch::Alarm
    Properties:
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold
      Metrics:
        - { Id: e2, Expression: "e1 / 100", ReturnData: true }
        - { Id: e1, Expression: "IF(m1 > 3, m1, 0)", ReturnData: false }
        - { Id: m1, ReturnData: false, MetricStat: { Stat: Sum, Period: 60, Metric: { MetricName: M, Namespace: N } } }`);
  expect(problems).toEqual([]);
  expect(series[0]!.series).toMatchObject({
    alarm: { expression: { op: 'binary', by: '/', left: { op: 'call', name: 'IF' }, right: { op: 'number', value: 100 } } },
  });
});

it('composite alarms come after those that they are over, which are silent if they have no action', () => {
  const { series } =
    loadYaml(`Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: 1 }')}${alarmOf('Statistic: Sum')}${alarmOf('Statistic: Sum, AlarmActions: [x]', 'B')}
  Outer: { Type: "AWS::CloudWatch::CompositeAlarm", Properties: { AlarmRule: 'ALARM(Inner)' } }
  Inner: { Type: "AWS::CloudWatch::CompositeAlarm", Properties: { AlarmRule: !Sub 'ALARM("\${A}") AND NOT OK(arn:aws:cloudwatch:us-east-1:123456789012:alarm:B)', AlarmActions: [y] } }`);
  expect(series.map(({ id, silent = false }) => [id, silent])).toEqual([
    ['A', true],
    ['B', false],
    ['Inner', false],
    ['Outer', false],
  ]);
  expect(series[2]!.series).toMatchObject({
    alarm: {
      when: {
        op: 'all',
        of: [
          { alarm: 'A', state: 'ALARM' },
          { op: 'not', of: { alarm: 'B', state: 'OK' } },
        ],
      },
    },
  });
});

it('an alarm with its actions off is recorded, and nobody is told', () => {
  const { series } = loadYaml(
    `Resources:${filterOf('{ MetricName: M, MetricNamespace: N, MetricValue: 1 }')}${alarmOf('Statistic: Sum, ActionsEnabled: false')}`,
  );
  expect(series[0]!.status).toBe('experimental');
});

it('Terraform: one resource for each, and none where count is 0', () => {
  const { series, problems, skipped } = load({
    'main.tf': `
variable "patterns" {
  default = {
    root = { pattern = "{ $.userIdentity.type = \\"Root\\" }", threshold = 1 }
    mfa  = { pattern = "{ $.eventName = \\"ConsoleLogin\\" }", threshold = 3 }
  }
}
resource "aws_cloudwatch_log_metric_filter" "all" {
  for_each       = var.patterns
  name           = each.key
  pattern        = each.value.pattern
  log_group_name = "trail"
  metric_transformation {
    name      = "\${each.key}-count"
    namespace = "CIS"
    value     = 1
  }
}
resource "aws_cloudwatch_metric_alarm" "all" {
  for_each            = var.patterns
  alarm_name          = "\${each.key}-alarm"
  metric_name         = "\${each.key}-count"
  namespace           = "CIS"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value["threshold"]
  comparison_operator = "GreaterThanOrEqualToThreshold"
}
resource "aws_cloudwatch_metric_alarm" "none" {
  count = var.patterns == null ? 1 : 0
}
resource "aws_cloudwatch_metric_alarm" "who_knows" {
  count = length(data.aws_regions.all.names)
}`,
  });
  expect(problems).toEqual([]);
  expect(series.map(({ id }) => id)).toEqual(['root-alarm', 'mfa-alarm']);
  expect(skipped.map(({ reason }) => reason)).toEqual(['its count or for_each can not be worked out here']);
});
