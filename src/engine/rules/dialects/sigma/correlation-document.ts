import type { JsonSource, JsonSourceObject } from '../../../../base/json-source.ts';
import type { Series } from '../../../../model/series-rule.ts';
import { closestName } from '../closest-name.ts';
import { describeNode, quote } from '../rule-reader.ts';
import { pathOf, type SigmaContext } from './context.ts';
import { type Attributes, attributesOf, readHead } from './head.ts';
import { readReferences } from './references.ts';
import { readSeriesCondition } from './series-condition.ts';
import type { Reference, SeriesDraft, SigmaParts } from './sigma-parts.ts';
import { readTests } from './test-block.ts';
import { readTimespan } from './timespan.ts';

const types = [
  ...['event_count', 'value_count', 'value_sum', 'value_avg', 'value_percentile', 'temporal', 'temporal_ordered'],
  'new_value',
] as const;
const keys = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];
const newValueKeys = ['type', 'rules', 'group-by', 'aliases', 'generate', 'field', 'fields', 'learning', 'forgetting'];

/** Reads a document with a `correlation` (Sigma Correlation Rules Specification 2.1, and `new_value`). */
export function readCorrelationDocument(
  node: JsonSourceObject,
  fallback: string,
  parts: SigmaParts,
  context: SigmaContext,
): void {
  const before = context.mistakes();
  const { head, names, retired } = readHead(node, fallback, context);
  const place = context.reader.placeOf(node);
  if (retired !== undefined && context.mistakes() === before) {
    context.reader.skipped.push({ id: head.id, reason: retired, place });
    parts.unavailable.push({ names, reason: retired });
    return;
  }
  const top = attributesOf(node);
  const correlation = top.get('correlation')!.value;
  const read = correlation.kind === 'object' ? readCorrelation(correlation, top, context) : undefined;
  if (correlation.kind !== 'object')
    context.report('RULE_FIELD', `"correlation" must be a map, not ${describeNode(correlation)}`, correlation);
  const tests = readTests(top, context);
  if (read === undefined || context.mistakes() > before) {
    parts.unavailable.push({ names, reason: 'it has a mistake' });
    return;
  }
  parts.series.push({ head, place, names, at: node, tests, ...read });
}

type Read = Pick<SeriesDraft, 'over' | 'generate' | 'by' | 'aliases' | 'series'>;

function readCorrelation(node: JsonSourceObject, top: Attributes, context: SigmaContext): Read | undefined {
  const attributes = attributesOf(node);
  const type = readType(node, attributes, context);
  checkKeys(node, type === 'new_value' ? newValueKeys : keys, context);
  const rules = attributes.get('rules')?.value;
  const over = rules === undefined ? [] : readReferences('rules', rules, context);
  if (over.length === 0)
    context.report('RULE_FIELD', 'a correlation without rules', rules ?? node, 'Name the rules that it is over under "rules"');
  const groups = attributes.get('group-by')?.value;
  const by = groups === undefined || groups.kind === 'null' ? [] : readReferences('group-by', groups, context);
  const aliases = readAliases(attributes, over, context);
  const generate = readFlag('generate', attributes, context) || readFlag('generate', top, context);
  const series = type === undefined ? undefined : readSeries(type, node, attributes, over, context);
  return series && { over, generate, by, aliases, series };
}

function readType(node: JsonSourceObject, attributes: Attributes, context: SigmaContext): (typeof types)[number] | undefined {
  const given = attributes.get('type')?.value;
  const type = types.find((each) => given?.kind === 'string' && each === given.value);
  if (type !== undefined) return type;
  const meant = given?.kind === 'string' ? closestName(given.value, types) : undefined;
  const hint = meant === undefined ? `Use one of ${types.join(', ')}` : `Did you mean "${meant}"?`;
  if (given === undefined) context.report('RULE_FIELD', 'a correlation without a type', node, hint);
  else context.report('RULE_FIELD', `${describeNode(given)} is no type of a correlation`, given, hint);
  return undefined;
}

function readSeries(
  type: (typeof types)[number],
  node: JsonSourceObject,
  attributes: Attributes,
  over: readonly Reference[],
  context: SigmaContext,
): Series | undefined {
  if (type === 'new_value') return readNewValue(node, attributes, context);
  const span = attributes.get('timespan')?.value;
  const timespan = span === undefined ? 0 : readTimespan('timespan', span, context);
  if (span === undefined) context.report('RULE_FIELD', 'a correlation without a timespan', node, 'Add "timespan: 10m"');
  const given = attributes.get('condition')?.value;
  const ordered = type === 'temporal_ordered';
  if (ordered || type === 'temporal') {
    const condition = given && readSeriesCondition(given, { counts: over.length }, context)?.condition;
    return { kind: 'temporal', ordered, timespan, ...(condition === undefined ? {} : { condition }) };
  }
  if (given === undefined) {
    context.report('RULE_FIELD', 'a correlation without a condition', node, 'Add "condition: {gte: 10}"');
    return undefined;
  }
  const options = { field: type !== 'event_count', fields: type === 'value_count', percentile: type === 'value_percentile' };
  const read = readSeriesCondition(given, options, context);
  if (read === undefined) return undefined;
  const { condition, fields, percentile } = read;
  const [field = '', ...also] = fields.map(pathOf);
  switch (type) {
    case 'event_count':
      return { kind: 'count', timespan, condition };
    case 'value_count':
      return { kind: 'distinct', field, ...(also.length === 0 ? {} : { also }), timespan, condition };
    case 'value_sum':
      return { kind: 'sum', field, timespan, condition };
    case 'value_avg':
      return { kind: 'avg', field, timespan, condition };
    case 'value_percentile':
      return { kind: 'percentile', field, percentile, timespan, condition };
  }
}

function readNewValue(node: JsonSourceObject, attributes: Attributes, context: SigmaContext): Series {
  const named = attributes.get('fields') ?? attributes.get('field');
  if (attributes.has('fields') && attributes.has('field'))
    context.report('RULE_FIELD', 'both "field" and "fields"', attributes.get('field')!.keyAt, 'Keep one of the two');
  const fields = named === undefined ? [] : readReferences(named.key, named.value, context).map(({ name }) => pathOf(name));
  if (fields.length === 0) context.report('RULE_FIELD', 'a new_value without a field', node, 'Add "field: sourceIPAddress"');
  const given = attributes.get('learning')?.value;
  if (given === undefined) context.report('RULE_FIELD', 'a new_value without a learning period', node, 'Add "learning: 14d"');
  const learning = given === undefined ? 0 : readTimespan('learning', given, context, true);
  const forgotten = attributes.get('forgetting')?.value;
  const forgetting = forgotten === undefined ? undefined : readTimespan('forgetting', forgotten, context);
  return { kind: 'first-seen', fields, learning, ...(forgetting === undefined ? {} : { forgetting }) };
}

function readAliases(attributes: Attributes, over: readonly Reference[], context: SigmaContext): SeriesDraft['aliases'] {
  const aliases = new Map<string, Map<string, Reference & { field: string }>>();
  const node = attributes.get('aliases')?.value;
  if (node === undefined || node.kind === 'null') return aliases;
  if (node.kind !== 'object') {
    context.report('RULE_FIELD', `"aliases" must be a map, not ${describeNode(node)}`, node);
    return aliases;
  }
  for (const { key, value } of node.members) {
    const fields = new Map<string, Reference & { field: string }>();
    aliases.set(key, fields);
    if (value.kind !== 'object') {
      const hint = 'Name for each rule the field that it stands for';
      context.report('RULE_FIELD', `the alias ${quote(key)} must be a map, not ${describeNode(value)}`, value, hint);
      continue;
    }
    for (const { key: rule, keyAt, value: field } of value.members) {
      const names = over.map(({ name }) => name);
      if (!names.includes(rule)) {
        const meant = closestName(rule, names);
        const hint = meant === undefined ? `The rules are ${names.join(', ')}` : `Did you mean "${meant}"?`;
        context.report('RULE_REFERENCE', `the alias ${quote(key)} names ${quote(rule)}, which is none of the rules`, keyAt, hint);
      } else if (field.kind !== 'string' || field.value === '')
        context.report('RULE_FIELD', `an alias stands for the name of a field, not ${describeNode(field)}`, field);
      else fields.set(rule, { name: rule, at: keyAt, field: field.value });
    }
  }
  return aliases;
}

function readFlag(key: string, attributes: Attributes, context: SigmaContext): boolean {
  const node: JsonSource | undefined = attributes.get(key)?.value;
  if (node === undefined || node.kind === 'null') return false;
  if (node.kind === 'boolean') return node.value;
  context.report('RULE_FIELD', `"${key}" must be true or false, not ${describeNode(node)}`, node);
  return false;
}

function checkKeys(node: JsonSourceObject, known: readonly string[], context: SigmaContext): void {
  for (const { key, keyAt } of node.members) {
    if (known.includes(key)) continue;
    const meant = closestName(key, known);
    const hint = meant === undefined ? `Use any of ${known.join(', ')}` : `Did you mean "${meant}"?`;
    context.report('RULE_FIELD', `a correlation has no ${quote(key)}`, keyAt, hint);
  }
}
