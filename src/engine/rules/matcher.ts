import type { Json } from '../../base/json.ts';
import type { Predicate } from '../../model/predicate.ts';
import { GradualMatcher } from './gradual-matcher.ts';
import { RuleIndex } from './index/rule-index.ts';

export interface Matcher {
  /**
   * Indices, ascending, of the rules whose predicate holds for the event: what `evaluate` says of each, found through an index.
   * The array is the caller's. The cost follows the event's own fields and the number of matches, hardly the number of rules.
   */
  match(event: Json | object): readonly number[];
}

/** An index over fewer rules is made in no time. */
const MANY = 64;

/**
 * An index over many predicates (see `docs/decisions/matcher.md`). Building takes time and memory in proportion to the rules, and
 * up to 16 MB more for what it remembers of values that it meets; of many rules it is built when it pays. One matcher serves one
 * thread; it may be used again at once.
 */
export function buildMatcher(predicates: readonly Predicate[]): Matcher {
  return predicates.length < MANY ? new RuleIndex(predicates) : new GradualMatcher(predicates);
}
