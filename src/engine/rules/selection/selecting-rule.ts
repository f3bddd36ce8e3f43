import type { Predicate } from '../../../model/predicate.ts';

/** A rule, as far as it selects records. */
export interface SelectingRule {
  /** Over the envelope. */
  readonly when: Predicate;
  /** It is silent, and what it feeds may turn out not to matter: paths within the record that would have to be known for that. */
  readonly feeds?: Feeds | undefined;
}

export interface Feeds {
  readonly id: string;
  readonly paths: readonly string[];
}
