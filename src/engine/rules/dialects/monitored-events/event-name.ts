import type { JsonSource } from '../../../../base/json-source.ts';
import { describeNode, type RuleReader } from '../rule-reader.ts';
import { valueTest } from './value-test.ts';

/** Reads one name of a list of event names (`events.json`), such as `StopLogging` or `Put*`: a rule that is called like it. */
export function readEventName(node: JsonSource & { readonly kind: 'string' }, reader: RuleReader): void {
  const name = node.value;
  if (name.trim() !== name || name === '') {
    reader.report(
      'RULE_FIELD',
      `${describeNode(node)} is no event name`,
      node,
      'Write the name as CloudTrail has it, such as "StopLogging"',
    );
    return;
  }
  reader.rules.push({
    id: name,
    title: `Monitored event: ${name}`,
    severity: 'medium',
    dialect: 'monitored-events',
    attack: [],
    place: reader.placeOf(node),
    when: { op: 'together', fields: [{ path: 'detail.eventName', any: [valueTest(name)] }] },
  });
}
