import type { JsonSource, JsonSourceMember, JsonSourceObject } from '../../../../base/json-source.ts';
import type { Predicate } from '../../../../model/predicate.ts';
import { quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import { readValue, type Target } from './field-values.ts';
import { isMistake, type Modifiers, readModifiers } from './modifiers.ts';

/** What one search identifier asks (Sigma Rules Specification 2.1, "Detection"). Mistakes are reported; undefined if there is one. */
export function readDetection(name: string, node: JsonSource, context: SigmaContext): Predicate | undefined {
  if (node.kind === 'object') return readMap(name, node, context);
  if (node.kind === 'array') {
    if (node.elements.length === 0) {
      context.report('RULE_FIELD', `the list of ${quote(name)} is empty and would match nothing`, node, 'Name a value');
      return undefined;
    }
    return combined(
      'any',
      node.elements.map((element) => readItem(name, element, context)),
    );
  }
  return readItem(name, node, context);
}

const keyword: Modifiers = {
  type: 'text',
  all: false,
  neq: false,
  cased: false,
  expand: false,
  windash: false,
  flags: '',
};

/** An element of a list: a map, or a text that is looked for in the whole event. */
function readItem(name: string, node: JsonSource, context: SigmaContext): Predicate | undefined {
  if (node.kind === 'object') return readMap(name, node, context);
  return readValue(node, { field: undefined, modifiers: keyword, keyAt: node }, context);
}

function readMap(name: string, node: JsonSourceObject, context: SigmaContext): Predicate | undefined {
  if (node.members.length === 0) {
    context.report('RULE_FIELD', `${quote(name)} asks nothing, and would match every event`, node, 'Name a field of the event');
    return undefined;
  }
  return combined(
    'all',
    node.members.map((member) => readField(member, context)),
  );
}

function readField({ key, keyAt, value }: JsonSourceMember, context: SigmaContext): Predicate | undefined {
  const [field = '', ...names] = key.split('|');
  const modifiers = readModifiers(names);
  if (isMistake(modifiers)) {
    const before = [field, ...names.slice(0, modifiers.index)].join('|').length + 1;
    context.report('RULE_MODIFIER', modifiers.message, context.placeIn(keyAt, key, before), modifiers.hint);
    return undefined;
  }
  if (field === '' && names.length === 0) {
    context.report('RULE_FIELD', 'a field without a name', keyAt, 'Put keywords into a list without a field');
    return undefined;
  }
  const target: Target = { field: field === '' ? undefined : field, modifiers, keyAt };
  const asked = value.kind === 'array' ? readValues(value.elements, value, target, context) : readSingle(value, target, context);
  return asked && modifiers.neq ? { op: 'not', of: asked } : asked;
}

function readSingle(node: JsonSource, target: Target, context: SigmaContext): Predicate | undefined {
  if (target.modifiers.all && node.kind !== 'object') {
    context.report('RULE_MODIFIER', '"all" needs a list of values', target.keyAt, 'Remove "all", or name more values');
    return undefined;
  }
  return readValue(node, target, context);
}

function readValues(
  elements: readonly JsonSource[],
  list: JsonSource,
  target: Target,
  context: SigmaContext,
): Predicate | undefined {
  const { all, type } = target.modifiers;
  if (elements.length === 0) {
    context.report(
      'RULE_FIELD',
      'an empty list of values, which nothing can match',
      list,
      'Name a value, or null for "not there"',
    );
    return undefined;
  }
  if (type === 'exists') {
    context.report('RULE_FIELD', '"exists" takes true or false, not a list', list);
    return undefined;
  }
  if (all && elements.length === 1) {
    context.report('RULE_MODIFIER', '"all" needs more than one value', target.keyAt, 'Remove "all", or name more values');
    return undefined;
  }
  const missing = elements.find(({ kind }) => kind === 'null');
  if (missing !== undefined && elements.length > 1) {
    const hint = 'Write it as a selection of its own, and "1 of" both in the condition';
    context.report('RULE_FIELD', "null can't be one of several values", missing, hint);
    return undefined;
  }
  return combined(
    all ? 'all' : 'any',
    elements.map((element) => readValue(element, target, context)),
  );
}

function combined(op: 'all' | 'any', parts: readonly (Predicate | undefined)[]): Predicate | undefined {
  const of = parts.filter((part) => part !== undefined);
  if (of.length < parts.length) return undefined;
  // `any` of `any` is one `any`: the values of a list that are several tests each.
  const flat = of.flatMap((part) => (part.op === op ? part.of : [part]));
  return flat.length === 1 ? flat[0] : { op, of: flat };
}
