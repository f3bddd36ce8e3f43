import { type JsonSource, type JsonSourceObject, toJson } from '../../../../base/json-source.ts';
import { SECOND } from '../../../../base/units.ts';
import type { RuleTest, TestEvents } from '../../../../model/rule-test.ts';
import { closestName } from '../closest-name.ts';
import { describeNode, quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import { type Attributes, attributesOf, readText, readTexts } from './head.ts';
import { readTimespan } from './timespan.ts';

const most = 100_000;
const recordKeys = ['base', 'set', 'unset'];

/** Reads `tests` (RULE_FIELD). What is tried is told apart by the form: one record, or `events`. */
export function readTests(attributes: Attributes, context: SigmaContext): RuleTest[] {
  const node = attributes.get('tests')?.value;
  if (node === undefined || node.kind === 'null') return [];
  if (node.kind !== 'array') {
    context.report('RULE_FIELD', `"tests" must be a list, not ${describeNode(node)}`, node);
    return [];
  }
  return node.elements.flatMap((element) => {
    if (element.kind === 'object') return readTest(element, context);
    context.report('RULE_FIELD', `a test must be a map, not ${describeNode(element)}`, element);
    return [];
  });
}

function readTest(node: JsonSourceObject, context: SigmaContext): RuleTest[] {
  const attributes = attributesOf(node);
  checkKeys(node, ['name', 'match', 'findings', 'events', ...recordKeys], context);
  const name = readText('name', attributes, context);
  if (name === undefined)
    context.report('RULE_FIELD', 'a test without a name', node, 'Say what happens in it: "name: a trail is stopped"');
  const findings = readCount('findings', attributes, context);
  const match = attributes.get('match')?.value;
  if (match === undefined && findings === undefined)
    context.report('RULE_FIELD', 'a test that expects nothing', node, 'Add "match: true" or "match: false"');
  else if (match !== undefined && match.kind !== 'boolean')
    context.report('RULE_FIELD', `"match" must be true or false, not ${describeNode(match)}`, match);
  const events = readEvents(node, attributes, context);
  if (name === undefined || events === undefined) return [];
  const matches = match?.kind === 'boolean' ? match.value : (findings ?? 0) > 0;
  return [{ name, place: context.reader.placeOf(node), match: matches, ...(findings === undefined ? {} : { findings }), events }];
}

function readEvents(node: JsonSourceObject, attributes: Attributes, context: SigmaContext): TestEvents[] | undefined {
  const given = attributes.get('events')?.value;
  if (given === undefined) {
    const single = readRecord(node, attributes, context);
    return single && [single];
  }
  if (given.kind !== 'array' || given.elements.length === 0) {
    context.report('RULE_FIELD', `"events" must be a list of events, not ${describeNode(given)}`, given);
    return undefined;
  }
  const events = given.elements.map((element) => {
    if (element.kind !== 'object') {
      context.report('RULE_FIELD', `an event of a test must be a map, not ${describeNode(element)}`, element);
      return undefined;
    }
    checkKeys(element, ['repeat', 'every', 'at', ...recordKeys], context);
    return readRecord(element, attributesOf(element), context);
  });
  return events.every((event) => event !== undefined) ? events : undefined;
}

function readRecord(node: JsonSourceObject, attributes: Attributes, context: SigmaContext): TestEvents | undefined {
  const base = readText('base', attributes, context);
  if (base === undefined) {
    context.report('RULE_FIELD', 'a test without a base record', node, 'Add "base: api-call", or another of the base records');
    return undefined;
  }
  const set = attributes.get('set')?.value;
  if (set !== undefined && set.kind !== 'object')
    context.report('RULE_FIELD', `"set" must be a map, not ${describeNode(set)}`, set);
  const every = attributes.get('every')?.value;
  const at = attributes.get('at')?.value;
  return {
    base,
    set: set?.kind === 'object' ? (toJson(set) as TestEvents['set']) : {},
    unset: readTexts('unset', attributes, context) ?? [],
    repeat: readCount('repeat', attributes, context) ?? 1,
    every: every === undefined ? SECOND : readTimespan('every', every, context, true),
    ...(at === undefined ? {} : { at: readTimespan('at', at, context, true) }),
  };
}

function readCount(key: string, attributes: Attributes, context: SigmaContext): number | undefined {
  const node: JsonSource | undefined = attributes.get(key)?.value;
  if (node === undefined) return undefined;
  if (node.kind === 'number' && Number.isInteger(node.value) && node.value >= 0 && node.value <= most) return node.value;
  context.report('RULE_FIELD', `"${key}" must be a whole number up to ${most}, not ${describeNode(node)}`, node);
  return undefined;
}

function checkKeys(node: JsonSourceObject, known: readonly string[], context: SigmaContext): void {
  for (const { key, keyAt } of node.members) {
    if (known.includes(key)) continue;
    const meant = closestName(key, known);
    const hint = meant === undefined ? `Use any of ${known.join(', ')}` : `Did you mean "${meant}"?`;
    context.report('RULE_FIELD', `a test has no ${quote(key)}`, keyAt, hint);
  }
}
