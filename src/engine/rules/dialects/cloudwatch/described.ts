import type { JsonSource, JsonSourceObject } from '../../../../base/json-source.ts';
import { describeNode, type RuleReader } from '../rule-reader.ts';
import { memberOf } from './cloudformation.ts';
import type { CloudWatchParts } from './cloudwatch-parts.ts';
import { readAlarm, readComposite } from './read-alarm.ts';
import { readFilter } from './read-filter.ts';

const lists = ['metricFilters', 'MetricAlarms', 'CompositeAlarms'];

/** Is a value what `aws logs describe-metric-filters` or `aws cloudwatch describe-alarms` prints? */
export function isDescribed(root: JsonSource): boolean {
  return lists.some((key) => memberOf(root, key)?.kind === 'array');
}

/** Reads what AWS says of an account's metric filters and alarms. An account without any is no mistake. */
export function readDescribed(root: JsonSource, name: string, parts: CloudWatchParts, reader: RuleReader): void {
  for (const [key, read] of [
    ['metricFilters', (node: JsonSourceObject, id: string) => readFilter(capitalized(node), id, parts, reader)],
    ['MetricAlarms', (node: JsonSourceObject, id: string) => readAlarm(node, id, parts, reader)],
    ['CompositeAlarms', (node: JsonSourceObject, id: string) => readComposite(node, id, parts, reader)],
  ] as const) {
    const list = memberOf(root, key);
    if (list?.kind !== 'array') continue;
    for (const [index, element] of list.elements.entries()) {
      if (element.kind === 'object') read(element, `${name}#${index + 1}`);
      else reader.report('RULE_SHAPE', `"${key}" can't hold ${describeNode(element)}`, element);
    }
  }
}

/** CloudWatch Logs answers with names that begin small, and CloudFormation's begin large. Names of dimensions are the user's. */
function capitalized(node: JsonSourceObject): JsonSourceObject {
  const members = node.members.map(({ key, keyAt, value }) => ({
    key: key.charAt(0).toUpperCase() + key.slice(1),
    keyAt,
    value:
      key === 'metricTransformations' && value.kind === 'array'
        ? { ...value, elements: value.elements.map((each) => (each.kind === 'object' ? capitalized(each) : each)) }
        : value,
  }));
  return { ...node, members };
}
