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
  readonly status: 'open';
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
}

export interface FindingContext {
  readonly eventNames: readonly string[];
  readonly eventSources: readonly string[];
  readonly regions: readonly string[];
  readonly sourceIPAddresses: readonly string[];
  readonly userAgents: readonly string[];
  readonly errorCodes: readonly string[];
}
