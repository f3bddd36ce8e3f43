import { isJsonObject, type Json, NumberLiteral } from '../../base/json.ts';
import type { Bound, Predicate, Test } from '../../model/predicate.ts';
import { evaluate, passes } from './evaluate.ts';
import { type LeafValue, leavesAt, leavesBelow, valuesAt } from './fields.ts';
import { selectedIn, selectorText } from './selected.ts';

/** A predicate as a tree for people: what each part asks, whether it holds for an event, and which values it saw there. */
export interface Explained {
  readonly holds: boolean;
  /** `all of`, or a question: `eventName is "StopLogging"`. */
  readonly text: string;
  /** At a leaf: the values at its path, as JSON; empty where there is none. */
  readonly saw?: readonly string[];
  /** The parts, unless it is a leaf. */
  readonly of?: readonly Explained[];
}

export interface ExplainOptions {
  /** Left away from the beginning of paths: what is the same for each. @default 'detail.' */
  readonly below?: string;
}

/** Values shown at one leaf, and characters of each. */
const mostValues = 5;
const longest = 120;

/** Why a predicate holds for an event, or doesn't, after `evaluate`. Cost as `evaluate` for each part. */
export function explain(predicate: Predicate, event: Json, { below = 'detail.' }: ExplainOptions = {}): Explained {
  const nameOf = (path: string) => (path.startsWith(below) ? path.slice(below.length) : path);
  const leaf = (text: string, saw: readonly string[]): Explained => ({ holds: evaluate(predicate, event), text, saw });
  switch (predicate.op) {
    case 'not': {
      const inner = explain(predicate.of, event, { below });
      return { holds: !inner.holds, text: 'not', of: [inner] };
    }
    case 'all':
    case 'any': {
      const same = predicate.op === 'any' ? sameField(predicate.of) : undefined;
      if (same !== undefined) return leaf(`${nameOf(same.path)} ${wordsOfAny(same.tests)}`, shown(leaves(event, same.path)));
      const of = predicate.of.map((part) => explain(part, event, { below }));
      return { holds: evaluate(predicate, event), text: predicate.op === 'all' ? 'all of' : 'one of', of };
    }
    case 'field':
      return leaf(`${nameOf(predicate.path)} ${wordsOf(predicate.test)}`, shown(leaves(event, predicate.path)));
    case 'value': {
      const found = valuesAt(event, predicate.path);
      const saw = shown(leaves(event, predicate.path));
      const text = predicate.is === 'present' ? 'is there' : 'is null or not there';
      return leaf(
        `${nameOf(predicate.path)} ${text}`,
        saw.length === 0 && found.includes('something') ? ['(a list or an object)'] : saw,
      );
    }
    case 'anywhere':
      return leaf(
        `anywhere: ${wordsOf(predicate.test)}`,
        shown(leavesBelow(event, predicate.path).filter((value) => passes(predicate.test, value))),
      );
    case 'compare': {
      const how = { equals: 'equals', prefix: 'begins with', suffix: 'ends with', contains: 'contains' }[predicate.by];
      const saw = [predicate.path, predicate.with].map(
        (path) => `${nameOf(path)}: ${shown(leaves(event, path)).join(', ') || 'nothing'}`,
      );
      return leaf(`${nameOf(predicate.path)} ${how} ${nameOf(predicate.with)}`, saw);
    }
    case 'select':
    case 'selected': {
      const { selector } = predicate;
      const first = selector[0]!;
      const name = 'key' in first && `${first.key}.` === below ? selectorText(selector.slice(1)) : selectorText(selector);
      const asks =
        predicate.op === 'select' ? wordsOf(predicate.test) : predicate.is === 'present' ? 'is there' : `is ${predicate.is}`;
      return leaf(`${name} ${asks}`, shown(selectedIn(event, selector).map(leafOrKind)));
    }
    case 'together': {
      const of = predicate.fields.map(({ path, any }): Explained => {
        const values = leaves(event, path);
        const part: Predicate = { op: 'together', fields: [{ path, any }] };
        return { holds: evaluate(part, event), text: `${nameOf(path)} ${wordsOfAny(any)}`, saw: shown(values) };
      });
      return { holds: evaluate(predicate, event), text: 'all of, in the same elements of lists', of };
    }
  }
}

/** Objects and lists by what they are. */
function leafOrKind(node: Json): LeafValue {
  return Array.isArray(node) ? '(a list)' : isJsonObject(node) ? '(an object)' : (node as LeafValue);
}

function leaves(event: Json, path: string): LeafValue[] {
  return leavesAt(event, path).map(({ value }) => value);
}

/** `any` over one path is what a list of values becomes. */
function sameField(parts: readonly Predicate[]): { path: string; tests: readonly Test[] } | undefined {
  const [first] = parts;
  if (first?.op !== 'field' || parts.length < 2) return undefined;
  const tests = parts.flatMap((part) => (part.op === 'field' && part.path === first.path ? part.test : []));
  return tests.length === parts.length ? { path: first.path, tests } : undefined;
}

function wordsOfAny(tests: readonly Test[]): string {
  const values = tests.flatMap(valueAsked);
  if (tests.length > 1 && values.length === tests.length) return `is one of ${[...new Set(values)].join(', ')}`;
  return tests.map(wordsOf).join(', or ');
}

function valueAsked(test: Test): string[] {
  return test.is === 'equals' || test.is === 'equals-ignore-case' ? [text(test.value)] : [];
}

/** What a test asks, as the end of a sentence that begins with a field. */
function wordsOf(test: Test): string {
  switch (test.is) {
    case 'equals':
    case 'equals-ignore-case':
      return `is ${text(test.value)}`;
    case 'equals-literal':
      return `is ${test.text}`;
    case 'prefix':
      return `begins with ${text(test.value)}`;
    case 'suffix':
      return `ends with ${text(test.value)}`;
    case 'contains':
      return `contains ${text(test.value)}`;
    case 'wildcard':
      return `is like ${text(test.parts.join('*'))}`;
    case 'regex':
      return `matches /${test.source}/${test.flags}`;
    case 'date-part':
      return `has a ${test.part} ${bounds(test.low, test.high)}`;
    case 'range':
      return `is a number ${bounds(test.low, test.high)}`;
    case 'cidr':
      return `is an address in ${test.range}`;
    case 'exists':
      return 'has a value';
    case 'absent':
      return 'has no value';
    case 'except':
      return `has a value that is none of these: ${test.of.map(wordsOf).join(', ')}`;
  }
}

function bounds(low: Bound | undefined, high: Bound | undefined): string {
  if (low !== undefined && low.value === high?.value) return `of ${low.value}`;
  const from = low === undefined ? [] : `${low.inclusive ? '>=' : '>'} ${low.value}`;
  const to = high === undefined ? [] : `${high.inclusive ? '<=' : '<'} ${high.value}`;
  return [from, to].flat().join(' and ');
}

function shown(values: readonly LeafValue[]): string[] {
  const first = values.slice(0, mostValues).map(text);
  return values.length > mostValues ? [...first, `and ${values.length - mostValues} more`] : first;
}

function text(value: LeafValue): string {
  const json = value instanceof NumberLiteral ? value.text : JSON.stringify(value);
  return json.length > longest ? `${json.slice(0, longest - 1)}…` : json;
}
