import type { FieldTests, Predicate, Test } from '../../model/predicate.ts';
import { type Condition, normalForm } from './index/normal-form.ts';
import { testKey } from './index/test-key.ts';

/**
 * What an event must have for a predicate to hold, path by path: at each of these paths a leaf that passes one of the tests. All
 * of them are necessary, together they need not be enough. So a reader that knows only a few values of a record can leave out
 * the records that no rule can match.
 *
 * - `eventName in [A, B] and errorCode absent` needs `eventName` A or B
 * - `eventName = A or eventName = B` needs the same
 * - `eventName = A or errorCode = X` decides on nothing: the list is empty, and every record must be looked at whole
 * - `not eventName = A` decides on nothing: it also holds where there is no such field
 * - `never`: no event matches (`any` of nothing)
 *
 * The tests are whatever the rule asks: equality, but also prefixes or ranges, or `exists` where any value will do.
 */
export function requiredLiterals(predicate: Predicate): readonly FieldTests[] | 'never' {
  const [first, ...more] = normalForm(predicate).map(({ conditions }) => shortestByPath(conditions.filter(needsLeaf)));
  if (first === undefined) return 'never';
  const required: FieldTests[] = [];
  for (const [path, any] of first) {
    const others = more.map((alternative) => alternative.get(path));
    if (others.every((tests) => tests !== undefined)) required.push({ path, any: distinct(any.concat(...others)) });
  }
  return required.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Can the condition hold only if there is a leaf? Those are what an index can hang a rule on. */
export function needsLeaf({ any, negate }: Condition): boolean {
  return !negate && !any.some(({ is }) => is === 'absent');
}

function distinct(tests: readonly Test[]): readonly Test[] {
  return [...new Map(tests.map((test) => [testKey(test), test])).values()];
}

function shortestByPath(conditions: readonly Condition[]): Map<string, FieldTests['any']> {
  const shortest = new Map<string, FieldTests['any']>();
  for (const { path, any } of conditions) {
    const known = shortest.get(path);
    if (known === undefined || any.length < known.length) shortest.set(path, any);
  }
  return shortest;
}
