import type { JsonSource, JsonSourceArray, JsonSourceObject } from '../../../base/json-source.ts';
import { readBarePattern, readEventBridgeRule } from './eventbridge-rule.ts';
import { readFilterList } from './metric-filter/filter-list.ts';
import { readDefinition } from './monitored-events/definition.ts';
import { readEventFile, reportEmpty } from './monitored-events/event-file.ts';
import { readEventName } from './monitored-events/event-name.ts';
import { formOf } from './rule-form.ts';
import { describeNode, type RuleReader } from './rule-reader.ts';

const hint =
  'Known are lists of event names, {"monitored_events": [...]}, {"metric_filters": [...]}, EventBridge event patterns, CloudFormation templates with metric filters and alarms, and what "aws events describe-rule", "list-rules", "aws logs describe-metric-filters" and "aws cloudwatch describe-alarms" print';

/** Reads a whole rule file of any dialect. `name` is the id of what has none of its own: of the list's third pattern, `name#3`. */
export function readRuleFile(root: JsonSource, name: string, reader: RuleReader): void {
  if (root.kind === 'array') readList(root, name, reader);
  else if (root.kind === 'object') readObject(root, name, reader);
  else reader.report('RULE_SHAPE', `a rule file must hold a list or an object, not ${describeNode(root)}`, root, hint);
}

function readList(list: JsonSourceArray, name: string, reader: RuleReader): void {
  if (list.elements.length === 0) reportEmpty(list, reader);
  for (const [index, element] of list.elements.entries()) {
    if (element.kind === 'string') readEventName(element, reader);
    else if (element.kind === 'object') readObject(element, `${name}#${index + 1}`, reader);
    else reader.report('RULE_SHAPE', `a list of rules can't hold ${describeNode(element)}`, element, hint);
  }
}

function readObject(node: JsonSourceObject, name: string, reader: RuleReader): void {
  switch (formOf(node)) {
    case 'definition':
      readDefinition(node, reader);
      break;
    case 'event-file':
      readEventFile(node, reader);
      break;
    case 'filter-list':
      readFilterList(node, reader);
      break;
    case 'pattern':
      readBarePattern(node, name, reader);
      break;
    case 'rule':
      readEventBridgeRule(node, name, reader);
      break;
    case 'rule-list':
      readRules(node, name, reader);
      break;
    default:
      reader.report('RULE_SHAPE', 'an object that is no rule of a known dialect', node, hint);
  }
}

/** What `aws events list-rules` prints. An account without rules is no mistake. */
function readRules(node: JsonSourceObject, name: string, reader: RuleReader): void {
  const list = node.members.findLast(({ key }) => key === 'Rules')?.value;
  if (list?.kind !== 'array') return;
  for (const [index, element] of list.elements.entries()) {
    if (element.kind === 'object') readEventBridgeRule(element, `${name}#${index + 1}`, reader);
    else reader.report('RULE_SHAPE', `"Rules" can't hold ${describeNode(element)}`, element, hint);
  }
}
