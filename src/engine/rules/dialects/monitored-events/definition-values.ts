import type { JsonSource } from '../../../../base/json-source.ts';
import type { Test } from '../../../../model/predicate.ts';
import { parseSeverity, type Severity, severities } from '../../../../model/severity.ts';
import { describeNode, type RuleReader } from '../rule-reader.ts';
import { valueTest } from './value-test.ts';

/** `T1078`, `T1078.004`. */
const technique = /^T\d{4}(?:\.\d{3})?$/;

/** Each reports what is wrong with a value (RULE_FIELD, at the value) and gives something of the right type all the same. */

export function readText(name: string, node: JsonSource, reader: RuleReader): string {
  if (node.kind === 'string' && node.value.trim() !== '') return node.value;
  reader.report('RULE_FIELD', `"${name}" must be a text, not ${describeNode(node)}`, node);
  return '';
}

export function readSeverity(node: JsonSource, reader: RuleReader): Severity {
  const severity = node.kind === 'string' ? parseSeverity(node.value) : undefined;
  if (severity !== undefined) return severity;
  const known = severities.map((name) => name.toUpperCase()).join(', ');
  reader.report('RULE_FIELD', `${describeNode(node)} is no severity`, node, `Use one of ${known}`);
  return 'medium';
}

export function readAttack(node: JsonSource, reader: RuleReader): string[] {
  return readTexts('attack', node, reader, (element) => {
    if (!technique.test(element.value)) {
      reader.report('RULE_FIELD', `${describeNode(element)} is no ATT&CK technique`, element, 'Write it like T1078 or T1078.004');
    }
    return element.value;
  });
}

/** The tests of a field that asks: one text or a list of them, of which one must match. */
export function readTests(name: string, node: JsonSource, reader: RuleReader): Test[] {
  return readTexts(name, node, reader, ({ value }) => valueTest(value));
}

function readTexts<T>(
  name: string,
  node: JsonSource,
  reader: RuleReader,
  read: (node: JsonSource & { kind: 'string' }) => T,
): T[] {
  const elements = node.kind === 'array' ? node.elements : [node];
  if (elements.length === 0) {
    reader.report(
      'RULE_FIELD',
      `"${name}" is an empty list, which nothing can match`,
      node,
      'Leave the field out or name a value',
    );
  }
  return elements.flatMap((element) => {
    if (element.kind === 'string' && element.value !== '') return [read(element)];
    const where =
      node.kind === 'array' ? `"${name}" must be a list of texts, and holds` : `"${name}" must be a text or a list of texts, not`;
    reader.report('RULE_FIELD', `${where} ${describeNode(element)}`, element);
    return [];
  });
}
