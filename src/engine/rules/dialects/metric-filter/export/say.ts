import type { Predicate, Test } from '../../../../../model/predicate.ts';
import { always, type Formula, joined, never } from './formula.ts';
import { askedOfRecord } from './said-envelope.ts';
import { sayAbsent, sayAny, sayNone } from './said-test.ts';
import { CannotSay } from './said-text.ts';
import type { Assume } from './said-value.ts';

/** A predicate over the envelope as conditions over the record. @throws {CannotSay} */
export function say(when: Predicate, negate: boolean, assume: Assume): Formula {
  switch (when.op) {
    case 'not':
      return say(when.of, !negate, assume);
    case 'all':
    case 'any': {
      const parts = when.op === 'any' ? fieldsJoined(when.of) : when.of;
      return joined(
        (when.op === 'all') === negate ? 'any' : 'all',
        parts.map((part) => say(part, negate, assume)),
      );
    }
    case 'field':
      return sayField(when.path, [when.test], negate, assume);
    case 'together':
      return joined(
        negate ? 'any' : 'all',
        when.fields.map(({ path, any }) => sayField(path, any, negate, assume)),
      );
    case 'value':
      return sayPresence(when.path, when.is, negate, assume);
    case 'anywhere':
      throw new CannotSay('for words anywhere in the record');
    case 'compare':
      throw new CannotSay('whether two fields are alike');
    case 'select':
    case 'selected':
      throw new CannotSay('what a filter pattern asks already');
  }
}

/** Alternatives about one field are one question with several tests. */
function fieldsJoined(parts: readonly Predicate[]): Predicate[] {
  const tests = new Map<string, Test[]>();
  const others: Predicate[] = [];
  for (const part of parts) {
    if (part.op === 'field') tests.set(part.path, [...(tests.get(part.path) ?? []), part.test]);
    else others.push(part);
  }
  return [...[...tests].map(([path, any]): Predicate => ({ op: 'together', fields: [{ path, any }] })), ...others];
}

function sayField(path: string, given: readonly Test[], negate: boolean, assume: Assume): Formula {
  const { field, tests } = askedOfRecord(path, given, assume);
  return negate ? sayNone(tests, field, assume) : sayAny(tests, field, assume);
}

function sayPresence(path: string, is: 'present' | 'null', negate: boolean, assume: Assume): Formula {
  const { field } = askedOfRecord(path, [], assume);
  const { selector, kind, isAlwaysThere } = field;
  if (field.isInList) throw new CannotSay('whether something is in a list');
  if (isAlwaysThere) return (is === 'present') === negate ? never : always;
  // That there is nothing at all a filter pattern says of objects and lists too.
  if (is === 'present' && negate) return `${selector} NOT EXISTS`;
  const isNull = kind === 'open' ? [`${selector} IS NULL`] : [];
  if (is === 'null' && !negate) return joined('any', [`${selector} NOT EXISTS`, ...isNull]);
  const tests: readonly Test[] = is === 'present' ? [{ is: 'exists' }] : [{ is: 'except', of: [{ is: 'equals', value: null }] }];
  if (kind === 'open') sayAbsent(field, assume);
  return sayAny(tests, field, assume);
}
