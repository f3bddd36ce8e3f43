import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadRules } from '../../../engine/rules/load.ts';
import { shippedPaths } from '../../rules/rule-files.ts';
import { describedOf } from './check/described.ts';
import { judgeCis } from './check/judge-cis.ts';
import { cisFilters } from './cis-filters.ts';
import { cisConstruct } from './export/cdk.ts';
import { cisCloudFormation } from './export/cloudformation.ts';
import { cisTerraform } from './export/terraform.ts';

const filters = cisFilters();
const patterns = filters.map(({ pattern }) => pattern);

it('the pack has the 15 filters of the benchmark, each with a name of its own', () => {
  expect(filters).toHaveLength(15);
  expect(new Set(filters.map(({ name }) => name)).size).toBe(15);
  const written = JSON.parse(readFileSync(shippedPaths('cis')[0]!, 'utf8')) as { metric_filters: { filterPattern: string }[] };
  expect(patterns).toEqual(written.metric_filters.map(({ filterPattern }) => filterPattern));
});

describe.each([
  ['CloudFormation', 'cis.yaml', cisCloudFormation(filters)],
  ['Terraform', 'cis.tf', cisTerraform(filters)],
])('what is exported for %s', (_, file, text) => {
  const { rules, series, problems } = loadRules([{ file, text }]);

  it('has every pattern, exact to the letter', () => {
    expect(problems).toEqual([]);
    expect(rules.map(({ filterPattern }) => filterPattern)).toEqual(patterns);
  });

  it('and an alarm with an action over each', () => {
    expect(series).toHaveLength(15);
    for (const { of, series: kind } of series) {
      expect(of).toHaveLength(1);
      expect(kind).toMatchObject({ kind: 'alarm', alarm: { threshold: 1, missing: 'notBreaching', actions: { enabled: true } } });
      expect(kind.kind === 'alarm' && kind.alarm.actions.alarm).toHaveLength(1);
    }
  });
});

it('the CloudFormation template is read by other readers of YAML with the same patterns', () => {
  const template = parse(cisCloudFormation(filters)) as {
    Resources: Record<string, { Type: string; Properties: { FilterPattern?: string } }>;
  };
  const found = Object.values(template.Resources).flatMap(({ Properties }) => Properties.FilterPattern ?? []);
  expect(found).toEqual(patterns);
});

it('the CDK construct has every pattern as TypeScript reads it', () => {
  const list = /const filters = (\[[\s\S]*\]);/.exec(cisConstruct(filters))![1]!;
  const found = new Function(`return ${list}`)() as { pattern: string }[];
  expect(found.map(({ pattern }) => pattern)).toEqual(patterns);
});

describe('alarms check', () => {
  const topic = 'arn:aws:sns:us-east-1:123456789012:alarms';
  const [root] = filters;
  const filter = (pattern = root!.pattern) => ({
    filterName: 'root',
    filterPattern: pattern,
    logGroupName: 'trail',
    metricTransformations: [{ metricNamespace: 'CIS', metricName: 'Root', metricValue: '1' }],
  });
  const alarm = (given: object = {}) => ({
    AlarmName: 'root-alarm',
    Namespace: 'CIS',
    MetricName: 'Root',
    ActionsEnabled: true,
    AlarmActions: [topic],
    ...given,
  });
  const confirmed = { TopicArn: topic, SubscriptionArn: `${topic}:11111111-2222-4333-8444-555555555555` };
  const pending = { TopicArn: topic, SubscriptionArn: 'PendingConfirmation' };

  it.each([
    ['nothing there', [], [], [], 'missing'],
    [
      'the same in other letters',
      [filter(root!.pattern.replaceAll(' ', '').replace('{', '{ '))],
      [alarm()],
      [confirmed],
      'differs',
    ],
    ['a filter alone', [filter()], [], [confirmed], 'no alarm'],
    ['an alarm over another metric', [filter()], [alarm({ Namespace: 'Other' })], [confirmed], 'no alarm'],
    ['an alarm without an action', [filter()], [alarm({ AlarmActions: [] })], [confirmed], 'no action'],
    ['an alarm whose actions are off', [filter()], [alarm({ ActionsEnabled: false })], [confirmed], 'no action'],
    ['a topic without subscribers', [filter()], [alarm()], [], 'nobody is told'],
    ['a topic whose subscriber has not confirmed', [filter()], [alarm()], [pending], 'nobody is told'],
    ['all of it', [filter()], [alarm()], [pending, confirmed], 'ok'],
    ['a good one beside a bad one', [filter(), filter()], [alarm({ AlarmActions: [] }), alarm()], [confirmed], 'ok'],
  ] as const)('%s', (_, metricFilters, MetricAlarms, Subscriptions, verdict) => {
    const answers = [
      { file: 'a', answer: { metricFilters } },
      { file: 'b', answer: { MetricAlarms } },
      { file: 'c', answer: { Subscriptions } },
    ];
    expect(judgeCis(filters, describedOf(JSON.parse(JSON.stringify(answers))))[0]!.verdict).toBe(verdict);
  });

  it('without a list of subscriptions it does not pretend to know', () => {
    const answers = [{ file: 'a', answer: { metricFilters: [filter()], MetricAlarms: [alarm()] } }];
    expect(judgeCis(filters, describedOf(JSON.parse(JSON.stringify(answers))))[0]!.verdict).toBe('not known who is told');
  });

  it('a file of something else is a mistake', () => {
    expect(() => describedOf([{ file: 'x.json', answer: { Rules: [] } }])).toThrow(
      expect.objectContaining({ code: 'CLI_USAGE' }),
    );
  });
});
