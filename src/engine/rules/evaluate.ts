import { type Json, NumberLiteral } from '../../base/json.ts';
import type { FieldTests, Predicate, Test } from '../../model/predicate.ts';
import { type Elements, type LeafValue, leavesAt, leavesBelow, merged, valuesAt } from './fields.ts';
import { isInside, parseAddress, parseRange } from './leaf/address.ts';
import { comparesPlainly } from './leaf/compare.ts';
import { datePartOf } from './leaf/date-part.ts';
import { endsWithIgnoreCase, equalsIgnoreCase, findIgnoreCase, startsWithIgnoreCase } from './leaf/ignore-case.ts';
import { matchesRegex } from './leaf/regex.ts';
import { numberOf, textOf } from './leaf/text-of.ts';
import { isComparable, selectedIn } from './selected.ts';

/**
 * What a predicate means, said as plainly as possible: the oracle that the matcher is held against. Slow on purpose: each field
 * searches the event anew. An event that isn't an object has no leaves.
 */
export function evaluate(predicate: Predicate, event: Json): boolean {
  switch (predicate.op) {
    case 'all':
      return predicate.of.every((part) => evaluate(part, event));
    case 'any':
      return predicate.of.some((part) => evaluate(part, event));
    case 'not':
      return !evaluate(predicate.of, event);
    case 'field': {
      const leaves = leavesAt(event, predicate.path);
      if (predicate.test.is === 'absent') return leaves.length === 0;
      return leaves.some((leaf) => passes(predicate.test, leaf.value));
    }
    case 'together':
      return together(predicate.fields, event);
    case 'value': {
      const values = valuesAt(event, predicate.path);
      return predicate.is === 'present' ? values.length > 0 : values.length === 0 || values.includes(null);
    }
    case 'anywhere':
      return leavesBelow(event, predicate.path).some((leaf) => passes(predicate.test, leaf));
    case 'compare':
      return comparesPlainly(predicate, textsAt(event, predicate.path), textsAt(event, predicate.with));
    case 'select':
      return selectedIn(event, predicate.selector).some((node) => isComparable(node) && passes(predicate.test, node));
    case 'selected': {
      const nodes = selectedIn(event, predicate.selector);
      return predicate.is === 'present'
        ? nodes.length > 0
        : nodes.some((node) => isConstant(node) && String(node) === predicate.is);
    }
  }
}

function isConstant(node: Json): boolean {
  return node === null || typeof node === 'boolean';
}

function textsAt(event: Json, path: string): string[] {
  return leavesAt(event, path).flatMap(({ value }) => textOf(value) ?? []);
}

/**
 * Keeps every way to choose leaves for the fields so far, as the array elements which that choice has fixed. Each field goes on
 * from each of them with each leaf that passes and lies in the same elements; a field that may be absent goes on unchanged from
 * those that no leaf of it agrees with.
 */
function together(fields: readonly FieldTests[], event: Json): boolean {
  let choices: Elements[] = [new Map()];
  for (const { path, any } of fields) {
    const leaves = leavesAt(event, path);
    const mayBeAbsent = any.some((test) => test.is === 'absent');
    const next = choices.flatMap((choice) => {
      const reachable = leaves.flatMap((leaf) => {
        const elements = merged(choice, leaf.elements);
        return elements === undefined ? [] : [{ value: leaf.value, elements }];
      });
      if (reachable.length === 0) return mayBeAbsent ? [choice] : [];
      return reachable.filter(({ value }) => any.some((test) => passes(test, value))).map(({ elements }) => elements);
    });
    choices = distinct(next);
  }
  return choices.length > 0;
}

function distinct(choices: readonly Elements[]): Elements[] {
  return [...new Map(choices.map((choice) => [JSON.stringify([...choice].sort()), choice])).values()];
}

/** Does one leaf pass one test? `absent` is never passed by a leaf. */
export function passes(test: Test, value: LeafValue): boolean {
  switch (test.is) {
    case 'exists':
      return true;
    case 'absent':
      return false;
    case 'except':
      return !test.of.some((excluded) => passes(excluded, value));
    case 'equals':
      return value === test.value;
    case 'equals-literal':
      return value instanceof NumberLiteral && value.text === test.text;
    case 'range': {
      const number = test.ofText || typeof value === 'number' ? numberOf(value) : undefined;
      return number !== undefined && isWithin(test, number);
    }
    default: {
      const text = typeof value === 'string' || ('ofText' in test && test.ofText) ? textOf(value) : undefined;
      return text !== undefined && passesString(test, text);
    }
  }
}

type StringTest = Exclude<Test, { is: 'exists' | 'absent' | 'except' | 'equals' | 'equals-literal' | 'range' }>;

function passesString(test: StringTest, value: string): boolean {
  switch (test.is) {
    case 'equals-ignore-case':
      return equalsIgnoreCase(test.value, value);
    case 'prefix':
      return test.ignoreCase ? startsWithIgnoreCase(test.value, value) : value.startsWith(test.value);
    case 'suffix':
      return test.ignoreCase ? endsWithIgnoreCase(test.value, value) : value.endsWith(test.value);
    case 'contains':
      return find(test.value, value, 0, test.ignoreCase) !== undefined;
    case 'wildcard':
      return matchesWildcard(test.parts, value, test.ignoreCase);
    case 'cidr': {
      const range = parseRange(test.range);
      const address = parseAddress(value);
      return range !== undefined && address !== undefined && isInside(range, address);
    }
    case 'regex':
      return matchesRegex(test, value);
    case 'date-part': {
      const part = datePartOf(value, test.part);
      return part !== undefined && isWithin(test, part);
    }
  }
}

type Range = Pick<Extract<Test, { is: 'range' }>, 'low' | 'high'>;

function isWithin({ low, high }: Range, value: number): boolean {
  return isAbove(low, value) && isBelow(high, value);
}

function isAbove(low: Range['low'], value: number): boolean {
  return low === undefined || value > low.value || (low.inclusive && value === low.value);
}

function isBelow(high: Range['high'], value: number): boolean {
  return high === undefined || value < high.value || (high.inclusive && value === high.value);
}

/**
 * The first part at the start, the last at the end, those between each at its first place after the one before: if any choice of
 * places fits, this one does. Takes at most text times pattern.
 */
function matchesWildcard(parts: readonly string[], text: string, ignoreCase: true | undefined): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const start = ignoreCase ? startsWithIgnoreCase(first, text) : text.startsWith(first);
  if (!start) return false;
  let at = find(first, text, 0, ignoreCase)![1];
  for (const part of parts.slice(1, -1)) {
    const found = find(part, text, at, ignoreCase);
    if (found === undefined) return false;
    at = found[1];
  }
  const rest = text.slice(at);
  return ignoreCase ? endsWithIgnoreCase(last, rest) : rest.endsWith(last);
}

function find(part: string, text: string, from: number, ignoreCase: true | undefined): readonly [number, number] | undefined {
  if (ignoreCase) return findIgnoreCase(part, text, from);
  const at = text.indexOf(part, from);
  return at < 0 ? undefined : [at, at + part.length];
}
