import type { Predicate } from '../../../model/predicate.ts';
import { selectedPath } from './selected-path.ts';

export const ALWAYS: Predicate = { op: 'all', of: [] };
export const NEVER: Predicate = { op: 'any', of: [] };

export function isAlways(predicate: Predicate): boolean {
  return predicate.op === 'all' && predicate.of.length === 0;
}

export function isNever(predicate: Predicate): boolean {
  return predicate.op === 'any' && predicate.of.length === 0;
}

/**
 * What a predicate says if only some fields are known. With `unknown` true what is left must hold if the predicate holds; with false the
 * predicate holds if what is left does.
 *
 * - `eventName = A and userAgent contains B`, `eventName` known: `eventName = A`, or never
 * - `not userAgent contains B`: always, or never
 *
 * Known fields have one leaf at most, which lies in no array: conjunctions of EventBridge are then plain ones.
 */
export function bounded(predicate: Predicate, isKnown: (path: string) => boolean, unknown: boolean): Predicate {
  const rest = unknown ? ALWAYS : NEVER;
  switch (predicate.op) {
    case 'field':
    case 'value':
      return isKnown(predicate.path) ? predicate : rest;
    case 'select':
    case 'selected': {
      const path = selectedPath(predicate.selector);
      return path !== undefined && isKnown(path) ? predicate : rest;
    }
    case 'anywhere':
    case 'compare':
      return rest;
    case 'not': {
      const of = bounded(predicate.of, isKnown, !unknown);
      return isAlways(of) ? NEVER : isNever(of) ? ALWAYS : { op: 'not', of };
    }
    case 'together':
      return allOf(
        predicate.fields.map(({ path, any }) =>
          isKnown(path) ? anyOf(any.map((test) => ({ op: 'field' as const, path, test }))) : rest,
        ),
      );
    case 'all':
      return allOf(predicate.of.map((part) => bounded(part, isKnown, unknown)));
    case 'any':
      return anyOf(predicate.of.map((part) => bounded(part, isKnown, unknown)));
  }
}

export function allOf(parts: readonly Predicate[]): Predicate {
  const of = parts.filter((part) => !isAlways(part));
  if (of.some(isNever)) return NEVER;
  return of.length === 1 ? of[0]! : { op: 'all', of };
}

export function anyOf(parts: readonly Predicate[]): Predicate {
  const of = parts.filter((part) => !isNever(part));
  if (of.some(isAlways)) return ALWAYS;
  return of.length === 1 ? of[0]! : { op: 'any', of };
}
