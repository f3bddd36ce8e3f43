import type { Milliseconds } from '../base/units.ts';
import type { CompositeAlarm, MetricAlarm } from './alarm.ts';
import type { RuleHead } from './rule.ts';

/**
 * A rule over many events: it is fed by the matches of event rules, or by the findings of other series rules, and never reads an
 * event by itself. Only state reads it. Source: Sigma Correlation Rules Specification 2.1.
 */
export interface SeriesRule extends RuleHead {
  /** Ids of the event rules and series rules that feed it, in the order in which they are named (it matters for `ordered`). */
  readonly of: readonly string[];
  /** The rules that feed it alert by themselves too. Where it is false, they are `silent` (unless another rule wants them heard). */
  readonly generate: boolean;
  /** What makes a group. Empty: all events are one group. An event that lacks one of them takes no part. */
  readonly by: readonly GroupField[];
  readonly series: Series;
}

/** A part of the key of a group. */
export interface GroupField {
  /** As the rule names it: a field's name, or an alias. */
  readonly name: string;
  /** For each id in `of`: the path within the envelope, such as `detail.userIdentity.arn`. */
  readonly paths: Readonly<Record<string, string>>;
}

export type Series =
  /** How many events. */
  | { readonly kind: 'count'; readonly timespan: Milliseconds; readonly condition: Condition }
  /** How many distinct values, the sum or the mean of the numbers at a path within the envelope. */
  | {
      readonly kind: 'distinct' | 'sum' | 'avg';
      readonly field: string;
      /** Further paths: what is counted is then the combination of the values of all (`distinct` only). */
      readonly also?: readonly string[];
      readonly timespan: Milliseconds;
      readonly condition: Condition;
    }
  /** The value at this percentile (0 to 100) of the numbers at a path. */
  | {
      readonly kind: 'percentile';
      readonly field: string;
      readonly percentile: number;
      readonly timespan: Milliseconds;
      readonly condition: Condition;
    }
  /** Matches of all rules in `of` within the timespan, or of as many distinct ones as the condition says; `ordered`: in the order of `of`. */
  | { readonly kind: 'temporal'; readonly ordered: boolean; readonly timespan: Milliseconds; readonly condition?: Condition }
  /**
   * The values of the fields together were never seen in this group before (our extension). Values seen within `learning` of the
   * group's first event are learnt in silence; one not seen for longer than `forgetting` is new again.
   */
  | {
      readonly kind: 'first-seen';
      readonly fields: readonly string[];
      readonly learning: Milliseconds;
      readonly forgetting?: Milliseconds;
    }
  /** An alarm of CloudWatch over metrics that rules report (`of` are these rules); it has no groups. */
  | { readonly kind: 'alarm'; readonly alarm: MetricAlarm }
  /** A composite alarm of CloudWatch (`of` are the alarms that it looks at). */
  | { readonly kind: 'composite'; readonly alarm: CompositeAlarm };
/** All that are given must hold. At least one is. */
export interface Condition {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly eq?: number;
  readonly neq?: number;
}
