import type { Place } from '../base/problem.ts';
import type { Predicate } from './predicate.ts';
import type { Severity } from './severity.ts';

export const dialects = ['monitored-events', 'eventbridge', 'sigma', 'metric-filter'] as const;
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
  /** It feeds series rules and is never a finding by itself. */
  readonly silent?: true;

  // What follows only Sigma rules say (Sigma Rules Specification 2.1); the last three are extensions (`docs/sigma.md`).

  /** The rule's `id`, where it has a `name` as well, which then is our `id`. */
  readonly uuid?: string;
  readonly status?: RuleStatus;
  readonly author?: string;
  readonly date?: string;
  readonly modified?: string;
  readonly license?: string;
  readonly references?: readonly string[];
  /** As written: `attack.t1562.008`, `cis.aws.1.4.0-4.5`. */
  readonly tags?: readonly string[];
  readonly falsePositives?: readonly string[];
  /** Fields of the event that help to judge it. */
  readonly fields?: readonly string[];
  /** What to do now. Markdown. */
  readonly response?: string;
  /** Ids of rules that say the same as this one. */
  readonly replaces?: readonly string[];
  /** Runs only in the profile `all`, or always. @default 'default' */
  readonly profile?: RuleProfile;
}

/** Deprecated and unsupported ones are never loaded. */
export type RuleStatus = 'stable' | 'test' | 'experimental';
export type RuleProfile = 'default' | 'all';

/** A rule over single events: the only kind that the matcher reads. */
export interface EventRule extends RuleHead {
  /** Over the envelope. */
  readonly when: Predicate;
  /**
   * EventBridge's rule state `ENABLED`: read-only management events that come through CloudTrail don't reach the rule.
   * They are matched and then withheld, so that the summary can say how many.
   */
  readonly withholdsReadOnly?: true;
  /** Of a rule that is a filter pattern of CloudWatch Logs: as it was written. */
  readonly filterPattern?: string;
}
