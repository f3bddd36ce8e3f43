import type { JsonSource, JsonSourceMember, JsonSourceObject } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import type { RuleReader } from '../rule-reader.ts';
import type { CloudWatchParts } from './cloudwatch-parts.ts';
import type { HclBlock, HclBody } from './hcl-syntax.ts';
import { MOST_VALUES, plainOf, type TerraformScope, valueOfHcl } from './hcl-values.ts';
import { readAlarm, readComposite } from './read-alarm.ts';
import { readFilter } from './read-filter.ts';

/** A file of Terraform's, as it was read. */
export interface TerraformFile {
  readonly body: HclBody;
  readonly parts: CloudWatchParts;
  readonly reader: RuleReader;
}

const MOST_COPIES = 200;

/** What CloudFormation calls the arguments of Terraform; those that are left out say nothing about matching. */
const filterNames = { name: 'FilterName', pattern: 'FilterPattern', log_group_name: 'LogGroupName' };
const transformationNames = {
  name: 'MetricName',
  namespace: 'MetricNamespace',
  value: 'MetricValue',
  default_value: 'DefaultValue',
  unit: 'Unit',
  dimensions: 'Dimensions',
};
const actionNames = {
  actions_enabled: 'ActionsEnabled',
  alarm_actions: 'AlarmActions',
  ok_actions: 'OKActions',
  insufficient_data_actions: 'InsufficientDataActions',
  alarm_description: 'AlarmDescription',
  alarm_name: 'AlarmName',
};
const alarmNames = {
  ...actionNames,
  comparison_operator: 'ComparisonOperator',
  datapoints_to_alarm: 'DatapointsToAlarm',
  dimensions: 'Dimensions',
  evaluate_low_sample_count_percentiles: 'EvaluateLowSampleCountPercentile',
  evaluation_periods: 'EvaluationPeriods',
  extended_statistic: 'ExtendedStatistic',
  metric_name: 'MetricName',
  namespace: 'Namespace',
  period: 'Period',
  statistic: 'Statistic',
  threshold: 'Threshold',
  threshold_metric_id: 'ThresholdMetricId',
  treat_missing_data: 'TreatMissingData',
  unit: 'Unit',
};
const compositeNames = { ...actionNames, alarm_rule: 'AlarmRule' };
const queryNames = { id: 'Id', expression: 'Expression', label: 'Label', return_data: 'ReturnData', account_id: 'AccountId' };
const metricNames = { metric_name: 'MetricName', namespace: 'Namespace', dimensions: 'Dimensions' };
const statNames = { period: 'Period', stat: 'Stat', unit: 'Unit' };

/** Is a text Terraform's? Told by the name of its file, or by blocks that no other language has. */
export function isTerraform(text: string, file: string): boolean {
  return (
    /\.tf$/i.test(file) ||
    (!/\.(?:json|ya?ml)$/i.test(file) && /^\s*(?:resource|variable|locals|module)\s+(?:"[^"]*"\s*){0,2}\{/m.test(text))
  );
}

/** Reads the metric filters and alarms of Terraform's files; files of one folder are one module. Its modules are not followed. */
export function readTerraform(files: readonly TerraformFile[]): void {
  const folders = new Map<string, TerraformFile[]>();
  for (const file of files) {
    const folder = folderOf(file.reader.file ?? '');
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  for (const inFolder of folders.values()) {
    const scope = scopeOf(inFolder);
    for (const { body, parts, reader } of inFolder) {
      for (const block of body.blocks) {
        if (block.type !== 'resource' || block.labels.length !== 2) continue;
        try {
          readResource(block, scope, parts, reader);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          reader.problems.push(error.within(reader.placeOf(block.at)));
        }
      }
    }
  }
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

function scopeOf(files: readonly TerraformFile[]): TerraformScope {
  const blocks = files.flatMap(({ body }) => body.blocks);
  const variables = blocks.flatMap(({ type, labels, body }) => {
    const fallback = body.attributes.find(({ name }) => name === 'default');
    return type === 'variable' && fallback !== undefined ? [[labels[0]!, fallback.value] as const] : [];
  });
  const locals = blocks.flatMap(({ type, body }) =>
    type === 'locals' ? body.attributes.map(({ name, value }) => [name, value] as const) : [],
  );
  const resources = blocks.flatMap(({ type, labels, body }) => (type === 'resource' ? [[labels.join('.'), body] as const] : []));
  return { variables: new Map(variables), locals: new Map(locals), resources: new Map(resources), budget: { left: MOST_VALUES } };
}

function readResource(block: HclBlock, scope: TerraformScope, parts: CloudWatchParts, reader: RuleReader): void {
  const [type, name] = block.labels as [string, string];
  const build = {
    aws_cloudwatch_log_metric_filter: filterOf,
    aws_cloudwatch_metric_alarm: alarmOf,
    aws_cloudwatch_composite_alarm: compositeOf,
  }[type];
  if (build === undefined) return;
  const copies = copiesOf(block.body, scope);
  if (copies === undefined) {
    reader.skipped.push({
      id: `${type}.${name}`,
      reason: 'its count or for_each can not be worked out here',
      place: reader.placeOf(block.at),
    });
    return;
  }
  for (const [i, copy] of copies.entries()) {
    const node = build(block, copy);
    const fallback = copies.length === 1 ? name : `${name}#${i + 1}`;
    if (type === 'aws_cloudwatch_log_metric_filter') readFilter(node, fallback, parts, reader);
    else if (type === 'aws_cloudwatch_metric_alarm') readAlarm(node, fallback, parts, reader);
    else readComposite(node, fallback, parts, reader);
  }
}

/** `count` and `for_each`: a scope for each copy; undefined where that can't be told. */
function copiesOf({ attributes }: HclBody, scope: TerraformScope): TerraformScope[] | undefined {
  const given = (name: string) => attributes.find((each) => each.name === name)?.value;
  const count = given('count');
  if (count !== undefined) {
    const number = Number(plainOf(valueOfHcl(count, scope)) ?? Number.NaN);
    if (!(number >= 0 && number <= MOST_COPIES)) return undefined;
    return Array.from({ length: number }, (_, index) => ({ ...scope, index }));
  }
  const each = given('for_each');
  if (each === undefined) return [scope];
  const over = valueOfHcl(each, scope);
  if (over.kind === 'array')
    return over.elements.slice(0, MOST_COPIES).map((value) => ({ ...scope, each: { key: value, value } }));
  if (over.kind !== 'object' || over.members.some(({ key }) => key.startsWith('trailwatch::'))) return undefined;
  return over.members
    .slice(0, MOST_COPIES)
    .map(({ key, keyAt, value }) => ({ ...scope, each: { key: { kind: 'string', value: key, ...keyAt }, value } }));
}

function filterOf({ at, body }: HclBlock, scope: TerraformScope): JsonSourceObject {
  const transformations = body.blocks
    .filter(({ type }) => type === 'metric_transformation')
    .map((each) => renamed(each, transformationNames, scope));
  const list: JsonSourceMember = {
    key: 'MetricTransformations',
    keyAt: at,
    value: { kind: 'array', ...at, elements: transformations },
  };
  const own = renamed({ at, body }, filterNames, scope);
  return { ...own, members: [...own.members, list] };
}

function alarmOf({ at, body }: HclBlock, scope: TerraformScope): JsonSourceObject {
  const own = renamed({ at, body }, alarmNames, scope);
  const queries = body.blocks.filter(({ type }) => type === 'metric_query');
  if (queries.length === 0) return own;
  const elements = queries.map((query): JsonSource => {
    const made = renamed(query, queryNames, scope, true);
    const metric = query.body.blocks.find(({ type }) => type === 'metric');
    if (metric === undefined) return made;
    const stat = renamed(metric, statNames, scope);
    const inner: JsonSourceMember = { key: 'Metric', keyAt: metric.at, value: renamed(metric, metricNames, scope) };
    const value: JsonSourceObject = { ...stat, members: [...stat.members, inner] };
    return { ...made, members: [...made.members, { key: 'MetricStat', keyAt: metric.at, value }] };
  });
  return { ...own, members: [...own.members, { key: 'Metrics', keyAt: at, value: { kind: 'array', ...at, elements } }] };
}

function compositeOf({ at, body }: HclBlock, scope: TerraformScope): JsonSourceObject {
  return renamed({ at, body }, compositeNames, scope);
}

/** @param isQuery Terraform's `return_data` is false where it isn't set, CloudWatch's is true */
function renamed(
  { at, body }: Pick<HclBlock, 'at' | 'body'>,
  names: Readonly<Record<string, string>>,
  scope: TerraformScope,
  isQuery = false,
): JsonSourceObject {
  const members = body.attributes.flatMap(({ name, at: keyAt, value }): JsonSourceMember[] => {
    const key = Object.hasOwn(names, name) ? names[name] : undefined;
    return key === undefined ? [] : [{ key, keyAt, value: valueOfHcl(value, scope) }];
  });
  const returns: JsonSourceMember = { key: 'ReturnData', keyAt: at, value: { kind: 'boolean', ...at, value: false } };
  return { kind: 'object', ...at, members: isQuery ? [returns, ...members] : members };
}
