import type { JsonSourceObject } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import { compileFilter } from '../metric-filter/compile-filter.ts';
import { PatternText } from '../metric-filter/pattern-text.ts';
import { readSelector } from '../metric-filter/selector.ts';
import { quote, type RuleReader } from '../rule-reader.ts';
import type { CloudWatchParts, Transformation } from './cloudwatch-parts.ts';
import { numberIn, type Properties, propertiesOf } from './properties.ts';

const mostTransformations = 10;

/**
 * Reads a metric filter from its properties as CloudFormation names them (`AWS::Logs::MetricFilter`).
 * @param fallback its name if it has none of its own
 */
export function readFilter(node: JsonSourceObject, fallback: string, parts: CloudWatchParts, reader: RuleReader): void {
  const properties = propertiesOf(node, reader);
  const name = properties.text('FilterName') ?? fallback;
  const logGroup = textOrUnknown(properties, 'LogGroupName');
  const before = reader.problems.length;
  if (!properties.has('FilterPattern')) {
    properties.report(
      'FilterPattern',
      `the metric filter ${quote(name)} has no pattern`,
      'Give it a FilterPattern: "" matches every message',
    );
    return;
  }
  const pattern = properties.text('FilterPattern');
  if (pattern === undefined) return;
  const compiled = inside(reader, properties, 'FilterPattern', () =>
    compileFilter(pattern, reader.placeOf(properties.at('FilterPattern'))),
  );
  const given = properties.objects('MetricTransformations').slice(0, mostTransformations);
  const transformations = given.flatMap((each) => readTransformation(each, reader) ?? []);
  if (given.length === 0)
    properties.report(
      'MetricTransformations',
      `the metric filter ${quote(name)} reports no metric`,
      'Give it MetricTransformations',
    );
  if (compiled === undefined || reader.problems.length > before) return;
  const { kind, predicate } = compiled;
  const when = kind === 'all' ? { op: 'all' as const, of: [] } : predicate;
  if (when === undefined) {
    const reason =
      kind === 'space'
        ? 'its pattern is for lines of fields, and events are JSON'
        : 'its pattern is for plain text, and events are JSON';
    reader.skipped.push({ id: name, reason, place: reader.placeOf(node) });
    return;
  }
  parts.filters.push({ name, logGroup, pattern, when, transformations, at: node });
}

function textOrUnknown(properties: Properties, key: string): string {
  const value = properties.node.members.find((member) => member.key === key)?.value;
  return value?.kind === 'string' ? value.value : '';
}

function readTransformation(properties: Properties, reader: RuleReader): Transformation | undefined {
  const name = properties.text('MetricName');
  const namespace = properties.text('MetricNamespace');
  const value = metricValue(properties, reader);
  const defaultValue = properties.number('DefaultValue');
  const dimensions = readDimensions(properties, reader);
  for (const key of ['MetricName', 'MetricNamespace'])
    if (!properties.has(key)) properties.report(key, `a metric transformation without "${key}"`, `Give it a ${key}`);
  if (name === undefined || namespace === undefined || value === undefined || dimensions === undefined) return undefined;
  if (defaultValue !== undefined && dimensions.size > 0) {
    properties.report('DefaultValue', 'a metric with dimensions can have no default value', 'Remove one of the two, as AWS asks');
    return undefined;
  }
  const unit = properties.text('Unit') ?? 'None';
  return { name, namespace, value, unit, dimensions, ...(defaultValue !== undefined && { defaultValue }) };
}

/** `1`, or `$.bytes`. */
function metricValue(properties: Properties, reader: RuleReader): Transformation['value'] | undefined {
  const text = properties.text('MetricValue');
  if (text === undefined) {
    if (!properties.has('MetricValue'))
      properties.report(
        'MetricValue',
        'a metric transformation without "MetricValue"',
        'Give it 1, or a selector such as $.bytes',
      );
    return undefined;
  }
  const number = numberIn(text);
  if (Number.isFinite(number)) return number;
  const path = pathIn(text, properties, 'MetricValue', reader);
  return path === undefined ? undefined : { path };
}

/** As CloudFormation writes them, a list of `Key` and `Value`; as AWS answers, an object. */
function readDimensions(properties: Properties, reader: RuleReader): ReadonlyMap<string, string> | undefined {
  const value = properties.node.members.find(({ key }) => key === 'Dimensions')?.value;
  const given =
    value?.kind === 'object'
      ? [...properties.texts('Dimensions')]
      : properties.objects('Dimensions').map((each) => [each.text('Key') ?? '', each.text('Value') ?? ''] as const);
  const dimensions = new Map<string, string>();
  for (const [key, selector] of given) {
    const path = pathIn(selector, properties, 'Dimensions', reader);
    if (path === undefined) return undefined;
    dimensions.set(key, path);
  }
  return dimensions;
}

/** The path within the envelope that a selector names. */
function pathIn(text: string, properties: Properties, key: string, reader: RuleReader): string | undefined {
  return inside(reader, properties, key, () => {
    const pattern = new PatternText(text, reader.placeOf(properties.at(key)));
    const steps = readSelector(pattern);
    if (!pattern.isAtEnd)
      throw new Problem('RULE_PATTERN', `${quote(text)} is no selector`, { hint: 'Write $.field, or a number' });
    const keys = steps.map((step) => ('key' in step ? step.key : undefined));
    const known = keys.filter((each) => each !== undefined);
    if (known.length === keys.length) return ['detail', ...known].join('.');
    throw new Problem('RULE_PATTERN', `${quote(text)} leads into a list, and a metric has one value`, {
      hint: 'Name a property of objects only',
    });
  });
}

function inside<T>(reader: RuleReader, properties: Properties, key: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reader.problems.push(error.within(reader.placeOf(properties.at(key))));
    return undefined;
  }
}
