import type { Test } from '../../../model/predicate.ts';
import type { Condition, Conjunction } from './normal-form.ts';

/**
 * How likely is it that a condition holds for an event? A guess from the rules alone, good enough to choose which field of a rule
 * to look at first: the more different values rules name at a path, the rarer is each (`eventName` beats `userIdentity.type`).
 */
export function likelihoods(conjunctions: Iterable<Conjunction>): (condition: Condition) => number {
  const named = new Map<string, Set<unknown>>();
  for (const { conditions } of conjunctions) {
    for (const { path, any } of conditions) {
      for (const test of any) {
        const listed = test.is === 'except' ? test.of : [test];
        for (const each of listed) {
          if (each.is !== 'equals' && each.is !== 'equals-ignore-case') continue;
          const values = named.get(path) ?? new Set();
          named.set(path, values.add(each.value));
        }
      }
    }
  }
  return ({ path, any, negate }) => {
    const values = (named.get(path)?.size ?? 0) + 3;
    const some = Math.min(
      1,
      any.reduce((sum, test) => sum + likelihood(test, values), 0),
    );
    return negate ? 1 - some : some;
  };
}

function likelihood(test: Test, values: number): number {
  switch (test.is) {
    case 'equals':
    case 'equals-literal':
    case 'equals-ignore-case':
      return 1 / values;
    case 'prefix':
    case 'suffix':
    case 'contains':
      return 0.15;
    case 'wildcard':
    case 'regex':
    case 'cidr':
      return 0.1;
    case 'range':
    case 'date-part':
      return 0.4;
    case 'absent':
      return 0.5;
    case 'exists':
      return 0.7;
    case 'except':
      return 0.9;
  }
}
