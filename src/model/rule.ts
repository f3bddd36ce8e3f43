import type { Place } from '../base/problem.ts';
import type { Predicate } from './predicate.ts';
import type { Severity } from './severity.ts';

export const dialects = ['monitored-events', 'eventbridge'] as const;
export type Dialect = (typeof dialects)[number];

/** What every rule says of itself, whatever dialect it was written in. */
export interface RuleHead {
  /** Unique among the loaded rules. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly severity: Severity;
  readonly dialect: Dialect;
  /** ATT&CK technique ids, `T1098.001`. */
  readonly attack: readonly string[];
  /** Where it was read. */
  readonly place: Place;
}

/** A rule over single events: the only kind that the matcher reads. */
export interface EventRule extends RuleHead {
  /** Over the envelope. */
  readonly when: Predicate;
  /**
   * EventBridge's rule state `ENABLED`: read-only management events that come through CloudTrail don't reach the rule.
   * They are matched and then withheld, so that the summary can say how many.
   */
  readonly withholdsReadOnly?: true;
}
