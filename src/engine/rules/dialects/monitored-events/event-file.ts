import type { JsonSource, JsonSourceArray, JsonSourceObject } from '../../../../base/json-source.ts';
import { closestName } from '../closest-name.ts';
import { describeNode, quote, type RuleReader } from '../rule-reader.ts';
import { readDefinition } from './definition.ts';
import { definitionFields } from './definition-fields.ts';
import { readEventName } from './event-name.ts';

/** The words around a list of monitored events. */
export const eventListKeys = ['monitored_events', 'definitions', 'events'];

/** What may stand beside the list, for people and editors. */
const besideTheList = ['$schema', 'title', 'name', 'description', 'comment', 'version'];

/** Reads a whole text that must be of this dialect: a list, a list with a word around it, or one definition. */
export function readMonitoredEvents(root: JsonSource, reader: RuleReader): void {
  const keys = root.kind === 'object' ? root.members.map(({ key }) => key) : [];
  if (root.kind === 'array') readEventList(root, reader);
  else if (root.kind === 'object' && keys.some((key) => eventListKeys.includes(key))) readEventFile(root, reader);
  else if (root.kind === 'object' && keys.some((key) => definitionFields.includes(key))) readDefinition(root, reader);
  else {
    const hint = 'Give a list of event names, {"monitored_events": [...]} or a definition';
    reader.report('RULE_SHAPE', `${describeNode(root)} holds no monitored events`, root, hint);
  }
}

/** Reads `{"monitored_events": [...]}`, whatever of `eventListKeys` the word is. */
export function readEventFile(node: JsonSourceObject, reader: RuleReader): void {
  for (const { key, keyAt, value } of node.members) {
    if (besideTheList.includes(key)) continue;
    if (!eventListKeys.includes(key)) {
      const meant = closestName(key, eventListKeys);
      const hint = meant === undefined ? `Put definitions into ${quote(eventListKeys[0]!)}` : `Did you mean "${meant}"?`;
      reader.report('RULE_FIELD', `unknown field ${quote(key)}`, keyAt, hint);
    } else if (value.kind !== 'array') reader.report('RULE_FIELD', `"${key}" must be a list, not ${describeNode(value)}`, value);
    else readEventList(value, reader);
  }
}

/** Reads a list of names and definitions, mixed as they come. */
export function readEventList(node: JsonSourceArray, reader: RuleReader): void {
  if (node.elements.length === 0) reportEmpty(node, reader);
  for (const element of node.elements) readEvent(element, reader);
}

function readEvent(node: JsonSource, reader: RuleReader): void {
  if (node.kind === 'string') readEventName(node, reader);
  else if (node.kind === 'object') readDefinition(node, reader);
  else reader.report('RULE_SHAPE', `a monitored event must be a name or a definition, not ${describeNode(node)}`, node);
}

/** A list that holds nothing watches nothing, and nobody means that. */
export function reportEmpty(node: JsonSourceArray, reader: RuleReader): void {
  reader.report('RULE_SHAPE', 'a list of rules that is empty', node, 'Name an event or write a definition');
}
