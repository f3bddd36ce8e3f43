import type { Predicate, SelectedKind, Selector, Test } from '../../../model/predicate.ts';

/** What stands for questions that aren't about the leaves at a path: its leaves are made when an event is read. */
export type PseudoPath =
  /** `value`: `true` for something and null for null, at most one of each. `anywhere`: every leaf below. */
  | { readonly kind: 'value' | 'anywhere'; readonly path: string }
  /** `select`: the strings and numbers. `selected`: null, true and false for themselves, `something` for anything else. */
  | { readonly kind: 'select' | 'selected'; readonly selector: Selector };

/** What stands for an object, an array, a string or a number where only its being there is asked. */
export const something = 0;

export interface RewrittenPredicates {
  /** Without `value`, `anywhere`, `select` and `selected`. */
  readonly predicates: readonly Predicate[];
  readonly pseudo: ReadonlyMap<string, PseudoPath>;
}

/**
 * Asks about presence, about every leaf and about what a selector selects as if about the leaves of a path that no event has: then
 * these questions are indexed like all others.
 */
export function withPseudoPaths(predicates: readonly Predicate[]): RewrittenPredicates {
  const pseudo = new Map<string, PseudoPath>();
  let mark = '\0';
  while (predicates.some((predicate) => mentions(predicate, mark))) mark += '\0';
  const name = (kind: 'value' | 'anywhere', path: string) => {
    const key = `${mark}${kind} ${path}`;
    pseudo.set(key, { kind, path });
    return key;
  };
  const nameOf = (kind: 'select' | 'selected', selector: Selector) => {
    const key = `${mark}${kind} ${JSON.stringify(selector)}`;
    pseudo.set(key, { kind, selector });
    return key;
  };
  const rewrite = (predicate: Predicate): Predicate => {
    switch (predicate.op) {
      case 'all':
      case 'any': {
        const of = predicate.of.map(rewrite);
        return of.every((part, index) => part === predicate.of[index]) ? predicate : { op: predicate.op, of };
      }
      case 'not': {
        const of = rewrite(predicate.of);
        return of === predicate.of ? predicate : { op: 'not', of };
      }
      case 'value': {
        const path = name('value', predicate.path);
        if (predicate.is === 'present') return { op: 'field', path, test: { is: 'exists' } };
        const tests = [{ is: 'absent' }, { is: 'equals', value: null }] as const;
        return { op: 'any', of: tests.map((test) => ({ op: 'field', path, test })) };
      }
      case 'anywhere':
        return { op: 'field', path: name('anywhere', predicate.path), test: predicate.test };
      case 'select':
        return { op: 'field', path: nameOf('select', predicate.selector), test: predicate.test };
      case 'selected':
        return { op: 'field', path: nameOf('selected', predicate.selector), test: testOf(predicate.is) };
      default:
        return predicate;
    }
  };
  return { predicates: predicates.map(rewrite), pseudo };
}

function testOf(is: SelectedKind): Test {
  return is === 'present' ? { is: 'exists' } : { is: 'equals', value: is === 'null' ? null : is === 'true' };
}

function mentions(predicate: Predicate, mark: string): boolean {
  switch (predicate.op) {
    case 'all':
    case 'any':
      return predicate.of.some((part) => mentions(part, mark));
    case 'not':
      return mentions(predicate.of, mark);
    case 'together':
      return predicate.fields.some(({ path }) => path.startsWith(mark));
    case 'compare':
      return predicate.path.startsWith(mark) || predicate.with.startsWith(mark);
    case 'select':
    case 'selected':
      return false;
    default:
      return predicate.path.startsWith(mark);
  }
}
