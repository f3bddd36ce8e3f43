import type { Predicate, Test } from '../../../model/predicate.ts';
import { MOST_PATHS } from '../../../model/selection.ts';
import { type Condition, type Conjunction, normalForm } from '../index/normal-form.ts';
import { requiredLiterals } from '../requirements.ts';
import { bounded, isAlways } from '../selection/bounded.ts';
import { knownIn } from '../selection/create-selection.ts';
import { decidingPaths } from '../selection/deciding-paths.ts';
import type { Tell } from './lint-issue.ts';
import { alwaysThere, singleValued } from './record-fields.ts';

/** What can be told of a predicate without an event: whether it asks too much or too little. */
export function checkPredicate(when: Predicate, tell: Tell): void {
  const alternatives = normalForm(when);
  if (alternatives.some(isEverything)) {
    const hint = 'Name the eventSource and the eventName';
    tell('error', 'matches-everything', 'the rule matches every event', { hint });
    return;
  }
  const dead = alternatives.filter((alternative) => contradiction(alternative) !== undefined);
  if (dead.length === alternatives.length) {
    const why = dead.map(contradiction).find((path) => path !== undefined);
    const message =
      why === undefined
        ? 'no event can match the rule'
        : `no event can match the rule: ${fieldOf(why)} would need two values at once`;
    tell('error', 'never-matches', message);
    return;
  }
  if (dead.length > 0) {
    const message = `a part of the condition can never hold: ${fieldOf(contradiction(dead[0]!)!)} would need two values at once`;
    tell('warning', 'dead-branch', message);
  }
  const required = requiredLiterals(when);
  const hint = 'Name values of eventSource, eventName or another field that must be there';
  if (required === 'never') return;
  if (!decides(when)) {
    const message =
      'the rule decides on no field, so that a scan has to parse every record, whatever the other rules ask: three to four times as long';
    tell('warning', 'no-literal', message, { hint });
  } else if (!required.some(({ any }) => any.every(isLiteral))) {
    tell('warning', 'no-literal', 'the rule offers no literal to be found by, so that it is tried on event after event', {
      hint,
    });
  }
}

/** Does it rule out records of which only single values are known? */
function decides(when: Predicate): boolean {
  return !isAlways(bounded(when, knownIn(decidingPaths([when], MOST_PATHS)), true));
}

function isEverything({ conditions, together, rest }: Conjunction): boolean {
  return together.length === 0 && rest.length === 0 && conditions.every(saysNothing);
}

function saysNothing({ path, any, negate }: Condition): boolean {
  return !negate && alwaysThere.has(path) && any.some(isTrivial);
}

function isTrivial(test: Test): boolean {
  if (test.is === 'exists') return true;
  if (test.is === 'wildcard') return test.parts.every((part) => part === '');
  return (test.is === 'prefix' || test.is === 'suffix' || test.is === 'contains') && test.value === '';
}

/** Does the test have a text that the record must have somewhere? */
function isLiteral(test: Test): boolean {
  if (test.is === 'wildcard') return test.parts.some((part) => part !== '');
  if (test.is === 'equals')
    return typeof test.value === 'string' || typeof test.value === 'number' || typeof test.value === 'boolean';
  if (test.is === 'prefix' || test.is === 'suffix' || test.is === 'contains') return test.value !== '';
  return test.is === 'equals-ignore-case' || test.is === 'equals-literal';
}

/** A path that has one value at most, and is asked to equal two. */
function contradiction({ conditions }: Conjunction): string | undefined {
  const possible = new Map<string, ReadonlySet<string>>();
  for (const { path, any, negate } of conditions) {
    if (negate || !singleValued.has(path)) continue;
    const values = any.map((test) =>
      test.is === 'equals' || test.is === 'equals-ignore-case' ? String(test.value).toLowerCase() : undefined,
    );
    if (values.includes(undefined)) continue;
    const before = possible.get(path);
    const left = (values as string[]).filter((value) => before === undefined || before.has(value));
    if (left.length === 0) return path;
    possible.set(path, new Set(left));
  }
  return undefined;
}

function fieldOf(path: string): string {
  return path.replace(/^detail\./, '');
}
