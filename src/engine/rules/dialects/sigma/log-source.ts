import { describeNode, quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import { type Attributes, attributesOf } from './head.ts';
import type { JsonSourceObject } from '../../../../base/json-source.ts';

const keys = ['product', 'service', 'category'] as const;
export type LogSource = Partial<Record<(typeof keys)[number], string>>;

/** Reads `logsource`, which must say something (RULE_FIELD). */
export function readLogSource(node: JsonSourceObject, context: SigmaContext): LogSource | undefined {
  const given = attributesOf(node).get('logsource');
  if (given === undefined) {
    context.report(
      'RULE_FIELD',
      'a Sigma rule without a logsource',
      node,
      'Add "logsource: {product: aws, service: cloudtrail}"',
    );
    return undefined;
  }
  if (given.value.kind !== 'object') {
    context.report('RULE_FIELD', `"logsource" must be a map, not ${describeNode(given.value)}`, given.value);
    return undefined;
  }
  const attributes: Attributes = attributesOf(given.value);
  const source: LogSource = {};
  for (const key of keys) {
    const value = attributes.get(key)?.value;
    if (value === undefined || value.kind === 'null') continue;
    if (value.kind === 'string' && value.value !== '') source[key] = value.value.toLowerCase();
    else context.report('RULE_FIELD', `"${key}" must be a text, not ${describeNode(value)}`, value);
  }
  if (Object.keys(source).length > 0) return source;
  context.report('RULE_FIELD', 'the logsource says nothing', given.keyAt, 'Name a product, a service or a category');
  return undefined;
}

/** Is the rule about CloudTrail? A product without a service means all of its logs. */
export function isCloudTrail({ product, service, category }: LogSource): boolean {
  return category === undefined && (product ?? 'aws') === 'aws' && (service ?? 'cloudtrail') === 'cloudtrail';
}

/** What a filter says of its log source must be true of the rule's. */
export function includes(filter: LogSource, rule: LogSource): boolean {
  return keys.every((key) => filter[key] === undefined || filter[key] === rule[key]);
}

export function describeSource(source: LogSource): string {
  return keys.flatMap((key) => (source[key] === undefined ? [] : `${key} ${quote(source[key]).slice(1, -1)}`)).join(', ');
}
