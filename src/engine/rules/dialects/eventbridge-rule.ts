import type { JsonSource, JsonSourceObject } from '../../../base/json-source.ts';
import type { Predicate } from '../../../model/predicate.ts';
import { closestName } from './closest-name.ts';
import { compileEventPattern, type ProblemListener } from './eventbridge/compile-pattern.ts';
import { formOf } from './rule-form.ts';
import { describeNode, type RuleReader } from './rule-reader.ts';

/** The states of a rule (EventBridge API Reference, "Rule"). One without a state is `ENABLED`, as PutRule makes it. */
const states = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

/** Reads an event pattern that stands alone. It has no state and sees every event. */
export function readBarePattern(node: JsonSource, id: string, reader: RuleReader): void {
  const when = compileEventPattern(node, { reader });
  if (when === undefined) return;
  reader.rules.push({ id, title: id, severity: 'medium', dialect: 'eventbridge', attack: [], place: reader.placeOf(node), when });
}

/** Reads an event pattern where nothing else may be. What has a name and a state around it is refused, with what to do instead. */
export function readPatternOnly(node: JsonSource, reader: RuleReader): void {
  const before = reader.problems.length;
  readBarePattern(node, 'pattern', reader);
  // Judged only when it is no pattern: one over objects with a `Name` and a `State` of their own is as good as any.
  const form = reader.problems.length > before && node.kind === 'object' ? formOf(node) : undefined;
  if (form !== 'rule' && form !== 'rule-list') return;
  reader.problems.length = before;
  const hint = 'Give the value of its EventPattern alone';
  reader.report('RULE_PATTERN', 'a whole EventBridge rule where an event pattern is expected', node, hint);
}

/**
 * Reads a rule as `aws events describe-rule` prints it. Fields that say nothing about matching are left alone, unknown ones too:
 * AWS adds some from time to time.
 */
export function readEventBridgeRule(node: JsonSourceObject, defaultId: string, reader: RuleReader): void {
  const before = reader.problems.length;
  // Tools that print every field of the answer print null for one that isn't set, and a Description may be empty.
  const set = node.members.filter(({ value }) => !(value.kind === 'null' || (value.kind === 'string' && value.value === '')));
  const fields = new Map(set.map(({ key, value }) => [key, value]));
  const id = readText(fields, 'Name', reader) ?? defaultId;
  const description = readText(fields, 'Description', reader);
  const state = readState(fields, reader);
  const pattern = fields.get('EventPattern');
  const place = reader.placeOf(node);

  if (pattern === undefined) {
    if (fields.has('ScheduleExpression')) reader.skipped.push({ id, reason: 'a schedule without an event pattern', place });
    else
      reader.report(
        'RULE_FIELD',
        'an EventBridge rule with neither EventPattern nor ScheduleExpression',
        node,
        'Give it an EventPattern',
      );
    return;
  }
  // A disabled rule is read as well: it may be enabled tomorrow, and then its mistakes count.
  const when = pattern.kind === 'string' ? compileText(pattern, reader) : compileEventPattern(pattern, { reader });
  if (when === undefined || reader.problems.length > before) return;
  if (state === 'DISABLED') {
    reader.skipped.push({ id, reason: 'disabled', place });
    return;
  }
  reader.rules.push({
    id,
    title: id,
    ...(description === undefined ? {} : { description }),
    severity: 'medium',
    dialect: 'eventbridge',
    attack: [],
    place,
    when,
    ...(state === 'ENABLED' ? { withholdsReadOnly: true as const } : {}),
  });
}

function readText(fields: ReadonlyMap<string, JsonSource>, key: string, reader: RuleReader): string | undefined {
  const value = fields.get(key);
  if (value === undefined || value.kind === 'string') return value?.value;
  reader.report('RULE_FIELD', `"${key}" must be a text, not ${describeNode(value)}`, value);
  return undefined;
}

function readState(fields: ReadonlyMap<string, JsonSource>, reader: RuleReader): string {
  const node = fields.get('State');
  if (node === undefined) return 'ENABLED';
  if (node.kind === 'string' && states.includes(node.value)) return node.value;
  const meant = node.kind === 'string' ? closestName(node.value, states) : undefined;
  const hint = meant === undefined ? `Use one of ${states.join(', ')}` : `Did you mean "${meant}"?`;
  reader.report('RULE_FIELD', `${describeNode(node)} is no state of a rule`, node, hint);
  return 'ENABLED';
}

/** A pattern inside a JSON string: problems lie where the string begins, and say where inside it. */
function compileText(node: JsonSource & { readonly kind: 'string' }, reader: RuleReader): Predicate | undefined {
  const inside: ProblemListener = {
    report: (code, message, at, hint) =>
      reader.report(code, `in EventPattern, at ${at?.line}:${at?.column} of its text: ${message}`, node, hint),
  };
  return compileEventPattern(node.value, { reader: inside });
}
