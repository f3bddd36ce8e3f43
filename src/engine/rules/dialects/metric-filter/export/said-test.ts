import type { Test } from '../../../../../model/predicate.ts';
import { always, type Formula, joined, never } from './formula.ts';
import type { RecordField } from './record-field.ts';
import { CannotSay } from './said-text.ts';
import { type Assume, sayValue, type ValueTest } from './said-value.ts';

/** That there is a value and it passes one of the tests; `absent` is passed by there being none. */
export function sayAny(tests: readonly Test[], field: RecordField, assume: Assume): Formula {
  return joined(
    'any',
    tests.map((test) => sayOne(test, field, assume)),
  );
}

/** That no value, nor its absence, passes any of the tests. */
export function sayNone(tests: readonly Test[], field: RecordField, assume: Assume): Formula {
  if (field.isInList) throw new CannotSay('what no element of a list may be');
  const special = tests.filter(({ is }) => is === 'absent' || is === 'exists' || is === 'except');
  const others = special.map((test): Formula => {
    if (test.is === 'absent') return sayThere(field);
    if (test.is === 'exists') return sayAbsent(field, assume);
    // Whatever passes none of these passes the exception.
    const excepted = test.is === 'except' ? sayAny(test.of, field, assume) : never;
    return joined('any', [sayAbsent(field, assume), excepted]);
  });
  const plain = tests.filter((test) => !special.includes(test));
  if (plain.length > 0) others.push(joined('any', [sayAbsent(field, assume), sayExcept(plain, field, assume)]));
  return joined('all', others);
}

function sayOne(test: Test, field: RecordField, assume: Assume): Formula {
  const { selector, kind } = field;
  if (test.is === 'absent') return sayAbsent(field, assume);
  if (test.is === 'exists') return sayThere(field);
  if (test.is === 'except') return sayExcept(test.of, field, assume);
  if (test.is === 'equals' && test.value === null) return kind === 'open' ? `${selector} IS NULL` : never;
  if (test.is === 'equals' && typeof test.value === 'boolean') return kind === 'text' ? never : sayFlag(selector, test.value);
  if (kind === 'flag') return never;
  const lists = sayValue(test, field, assume).map((list) =>
    joined(
      'all',
      list.map((each) => `${selector} ${each}`),
    ),
  );
  return joined('any', lists);
}

export function sayAbsent({ selector, kind, isAlwaysThere, isInList }: RecordField, assume: Assume): Formula {
  if (isAlwaysThere) return never;
  if (isInList) throw new CannotSay('for the absence of something in a list');
  if (kind === 'open') assume(`${selector} is no object and no list`);
  return `${selector} NOT EXISTS`;
}

/** Any value, null included. */
function sayThere({ selector, kind, isAlwaysThere }: RecordField): Formula {
  const flags = [sayFlag(selector, true), sayFlag(selector, false)];
  if (kind === 'flag') return joined('any', flags);
  if (kind === 'text') return isAlwaysThere ? always : `${selector} = *`;
  return joined('any', [`${selector} = *`, `${selector} IS NULL`, ...flags]);
}

/** A value that passes none of the tests. */
function sayExcept(excluded: readonly Test[], field: RecordField, assume: Assume): Formula {
  const { selector, kind } = field;
  if (field.isInList) throw new CannotSay('what an element of a list may not be');
  if (excluded.some(({ is }) => is === 'exists')) return never;
  const isExcluded = (value: boolean | null) => excluded.some((test) => test.is === 'equals' && test.value === value);
  const flags = [true, false].filter((value) => !isExcluded(value)).map((value) => sayFlag(selector, value));
  if (kind === 'flag') return joined('any', flags);
  const different = excluded.filter(isOfText).flatMap((test) =>
    sayValue(test, field, assume).map((list) => {
      // Past several bounds there is more than numbers: a text lies in no range.
      if (list.some((each) => !each.startsWith('= '))) throw new CannotSay('what lies in no range of numbers');
      return `${selector} !${list[0]}`;
    }),
  );
  const nothingExcluded = kind === 'text' && field.isAlwaysThere ? always : `${selector} = *`;
  const texts = different.length === 0 ? nothingExcluded : joined('all', different);
  if (kind === 'text') return texts;
  return joined('any', [texts, ...(isExcluded(null) ? [] : [`${selector} IS NULL`]), ...flags]);
}

function isOfText(test: Test): test is ValueTest {
  if (test.is === 'except') throw new CannotSay('for an exception from an exception');
  if (test.is === 'absent' || test.is === 'exists') return false;
  return test.is !== 'equals' || (test.value !== null && typeof test.value !== 'boolean');
}

function sayFlag(selector: string, value: boolean): string {
  return `${selector} IS ${value ? 'TRUE' : 'FALSE'}`;
}
