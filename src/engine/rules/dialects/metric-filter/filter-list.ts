import type { JsonSource, JsonSourceMember, JsonSourceObject } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import type { Severity } from '../../../../model/severity.ts';
import { closestName } from '../closest-name.ts';
import { readAttack, readSeverity, readText } from '../monitored-events/definition-values.ts';
import { describeNode, quote, type RuleReader } from '../rule-reader.ts';
import { compileFilter } from './compile-filter.ts';

/** The word around a list of filter patterns that are rules. */
export const filterListKey = 'metric_filters';

/** What a filter may say. `control` and `benchmark` are for people and for tools that compare with a benchmark. */
const fields = ['id', 'title', 'description', 'severity', 'attack', 'filterPattern', 'control', 'benchmark'];
const besideTheList = ['$schema', 'title', 'name', 'description', 'comment', 'version'];

/**
 * Reads `{"metric_filters": [{"id": …, "filterPattern": …}]}` into the reader's rules, or what is wrong about it into its problems:
 * RULE_FIELD, RULE_SHAPE, RULE_PATTERN, RULE_TOO_LARGE. A pattern must be one over JSON: it is asked of CloudTrail's records.
 */
export function readFilterList(node: JsonSourceObject, reader: RuleReader): void {
  for (const { key, keyAt, value } of node.members) {
    if (besideTheList.includes(key)) continue;
    if (key !== filterListKey)
      reader.report('RULE_FIELD', `unknown field ${quote(key)}`, keyAt, `Put filters into "${filterListKey}"`);
    else if (value.kind !== 'array') reader.report('RULE_FIELD', `"${key}" must be a list, not ${describeNode(value)}`, value);
    else if (value.elements.length === 0) reader.report('RULE_SHAPE', 'a list of rules that is empty', value, 'Write a filter');
    else for (const element of value.elements) readFilter(element, reader);
  }
}

interface Read {
  id: string;
  title?: string;
  description?: string;
  severity: Severity;
  attack: readonly string[];
  filterPattern?: JsonSource;
}

function readFilter(node: JsonSource, reader: RuleReader): void {
  if (node.kind !== 'object') {
    reader.report('RULE_SHAPE', `a metric filter must be an object, not ${describeNode(node)}`, node);
    return;
  }
  const before = reader.problems.length;
  const read: Read = { id: '', severity: 'medium', attack: [] };
  for (const member of node.members) readField(member, read, reader);
  const missing = ['id', 'filterPattern'].find((name) => !node.members.some(({ key }) => key === name));
  if (missing !== undefined) reader.report('RULE_FIELD', `a metric filter without ${quote(missing)}`, node);
  if (reader.problems.length > before || read.filterPattern?.kind !== 'string') return;
  const { id, title = id, description, severity, attack, filterPattern } = read;
  try {
    const { predicate } = compileFilter(filterPattern.value, reader.placeOf(filterPattern));
    if (predicate === undefined) {
      const hint = 'Write one over their fields: { $.eventName = "StopLogging" }';
      reader.report(
        'RULE_PATTERN',
        "a filter pattern that isn't about JSON, which CloudTrail's records are",
        filterPattern,
        hint,
      );
      return;
    }
    reader.rules.push({
      id,
      title,
      ...(description === undefined ? {} : { description }),
      severity,
      dialect: 'metric-filter',
      attack,
      place: reader.placeOf(node),
      when: predicate,
      filterPattern: filterPattern.value,
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reader.problems.push(error);
  }
}

function readField({ key, keyAt, value }: JsonSourceMember, read: Read, reader: RuleReader): void {
  if (key === 'id' || key === 'title' || key === 'description') read[key] = readText(key, value, reader);
  else if (key === 'severity') read.severity = readSeverity(value, reader);
  else if (key === 'attack') read.attack = readAttack(value, reader);
  else if (key === 'filterPattern') {
    readText(key, value, reader);
    read.filterPattern = value;
  } else if (!fields.includes(key)) {
    const meant = closestName(key, fields);
    const hint = meant === undefined ? `Use any of ${fields.join(', ')}` : `Did you mean "${meant}"?`;
    reader.report('RULE_FIELD', `unknown field ${quote(key)}`, keyAt, hint);
  }
}
