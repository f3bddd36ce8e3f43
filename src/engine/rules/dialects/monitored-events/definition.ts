import type { JsonSource, JsonSourceMember, JsonSourceObject } from '../../../../base/json-source.ts';
import type { FieldTests, Predicate } from '../../../../model/predicate.ts';
import type { Severity } from '../../../../model/severity.ts';
import { closestName } from '../closest-name.ts';
import { compileEventPattern } from '../eventbridge/compile-pattern.ts';
import { quote, type RuleReader } from '../rule-reader.ts';
import { askedPaths, definitionFields } from './definition-fields.ts';
import { readAttack, readSeverity, readTests, readText } from './definition-values.ts';

/**
 * Reads one definition of a monitored event into the reader's rules; or, where anything is wrong about it, all of that into its
 * problems, each at its place: RULE_FIELD, and RULE_PATTERN for what is wrong inside `match`.
 */
export function readDefinition(node: JsonSourceObject, reader: RuleReader): void {
  const before = reader.problems.length;
  const fields = new Map(node.members.map((member) => [member.key, member]));
  if (!fields.has('id'))
    reader.report('RULE_FIELD', 'a definition without an id', node, 'Give it an "id" that no other rule has');
  const read = readFields(fields.values(), reader);
  if (reader.problems.length > before) return;

  const { id, title, description, severity, attack, match, tests } = read;
  const together: Predicate = { op: 'together', fields: tests.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  reader.rules.push({
    id,
    title: title ?? description ?? id,
    ...(description === undefined ? {} : { description }),
    severity,
    dialect: 'monitored-events',
    attack,
    place: reader.placeOf(node),
    when: match === undefined ? together : tests.length === 0 ? match : { op: 'all', of: [together, match] },
  });
}

interface Fields {
  id: string;
  title?: string;
  description?: string;
  severity: Severity;
  attack: readonly string[];
  match?: Predicate;
  tests: FieldTests[];
}

function readFields(members: Iterable<JsonSourceMember>, reader: RuleReader): Fields {
  const fields: Fields = { id: '', severity: 'medium', attack: [], tests: [] };
  for (const { key, keyAt, value } of members) {
    if (key === 'id' || key === 'title' || key === 'description') fields[key] = readText(key, value, reader);
    else if (key === 'severity') fields.severity = readSeverity(value, reader);
    else if (key === 'attack') fields.attack = readAttack(value, reader);
    else if (key === 'match') Object.assign(fields, readMatch(value, reader));
    else if (Object.hasOwn(askedPaths, key)) fields.tests.push({ path: askedPaths[key]!, any: readTests(key, value, reader) });
    else {
      const meant = closestName(key, definitionFields);
      const hint = meant === undefined ? `Use any of ${definitionFields.join(', ')}` : `Did you mean "${meant}"?`;
      reader.report('RULE_FIELD', `unknown field ${quote(key)}`, keyAt, hint);
    }
  }
  return fields;
}

function readMatch(node: JsonSource, reader: RuleReader): { match?: Predicate } {
  const match = compileEventPattern(node, { prefix: 'detail', reader });
  return match === undefined ? {} : { match };
}
