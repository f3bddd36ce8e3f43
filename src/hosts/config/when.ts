import { isJsonObject, type Json } from '../../base/json.ts';
import { buildMatcher } from '../../engine/rules/matcher.ts';
import type { Predicate } from '../../model/predicate.ts';

/** Does any of these hold of a value? Predicates are plain data, so another thread can make the same of them. */
export function whenOf(predicates: readonly Predicate[]): (value: object) => boolean {
  const matcher = buildMatcher(predicates);
  return (value) => isJsonObject(value as Json) && matcher.match(value as never).length > 0;
}
