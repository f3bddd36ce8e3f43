import type { Severity } from './severity.ts';

/**
 * What a person works on: the matches of one rule by one actor in one window. `id` is a hash of (rule, key, window), so the
 * same events give the same id however they are ordered, batched or repeated.
 */
export interface Finding {
  readonly id: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly title: string;
  /** One sentence: who did what, from where, how often. */
  readonly summary: string;
  /** An operator's; a scan knows only `open`. */
  readonly status: FindingStatus;
  /** ISO 8601, UTC: the first and the last event. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Distinct events. */
  readonly count: number;
  /** Who: an ARN where there is one. */
  readonly actor: string;
  readonly account: string;
  /** Of the first event. */
  readonly region: string;
  /** ARNs named by the events, at most 20, sorted. */
  readonly resources: readonly string[];
  /** At most 20, the earliest. */
  readonly eventIds: readonly string[];
  readonly attack: readonly string[];
  /** What the events had, most frequent first, at most 10 each. */
  readonly context: FindingContext;

  // What configuration and earlier events add; left out where there is nothing to say.

  /** Who began the chain of assumed roles that the actor acts in: an ARN. */
  readonly origin?: string;
  /** As the configuration calls the account, and what it is for (`production`). */
  readonly accountName?: string;
  readonly environment?: string;
  /** The rule is on trial (`status: experimental`): recorded, and nobody is told. */
  readonly shadow?: true;
  /** The exception that covers all of it: recorded, and nobody is told. */
  readonly suppressedBy?: string;
  /** The finding that took this one over, when late events joined the two. Nothing more is said about this one. */
  readonly mergedInto?: string;
}

export const findingStatuses = ['open', 'acknowledged', 'closed'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

export interface FindingContext {
  readonly eventNames: readonly string[];
  readonly eventSources: readonly string[];
  readonly regions: readonly string[];
  readonly sourceIPAddresses: readonly string[];
  readonly userAgents: readonly string[];
  readonly errorCodes: readonly string[];
  /** ISO 3166-1 alpha-2, of the addresses above. Left out where addresses aren't looked up. */
  readonly countries?: readonly string[];
  /** Known networks (by the configuration) that addresses above belong to. */
  readonly networks?: readonly string[];
}
