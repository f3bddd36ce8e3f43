import type { EpochMs } from '../base/units.ts';
import type { Finding } from './finding.ts';
import type { Target } from './target.ts';

/** What has become of a finding that is worth telling. */
export const changes = ['opened', 'repeated', 'escalated', 'resolved'] as const;
/**
 * `opened`: it is new, or no longer suppressed. `repeated`: its count has passed the next power of ten, or it was closed and goes on.
 * `escalated`: its severity is higher than when it was last told. `resolved`: closed by an operator, taken over by an earlier
 * finding, or late events have made it untrue.
 */
export type Change = (typeof changes)[number];

/** One thing to say, with all that a reader at 3 a.m. needs: plain data, so that it can wait in the outbox. */
export interface Alert {
  readonly finding: Finding;
  readonly change: Change;
  /** Wall clock: when it was concluded. */
  readonly at: EpochMs;
  readonly rule: AlertRule;
  /** What a responder is to look at. Sinks get none. */
  readonly target?: Target;
}

/** What an alert says of its rule. */
export interface AlertRule {
  readonly description?: string;
  /** What to do now. Markdown. */
  readonly response?: string;
  readonly falsePositives?: readonly string[];
  readonly references?: readonly string[];
}

/** An alert on its way to one sink: a row of the outbox, written in the same commit as the change that it tells. */
export interface Message {
  /** A hash of (sink, finding, change, how far): the same however often the events come. Sinks pass it on as the idempotency key. */
  readonly id: string;
  /** The sink, as the configuration names it; `responder:` and the name of a responder. */
  readonly to: string;
  readonly alert: Alert;
  /** Wall clock. */
  readonly createdAt: EpochMs;
  /** Not before: quiet hours, a digest, or the back-off after a failure. */
  readonly dueAt: EpochMs;
  /** Told together with all that are due under the same name at the same sink. */
  readonly digest?: string;
}

/** A message that somebody has taken to send. */
export interface ClaimedMessage extends Message {
  /** Earlier attempts that failed. */
  readonly attempts: number;
  /** Whoever settles it must show this: a claim that ran out may have been taken by another. */
  readonly claim: string;
  /** What this sink answered when it was first told of this finding: where follow-ups go (a Slack thread). */
  readonly thread?: string;
}

/** What became of a claimed message. */
export type Settlement =
  | { readonly id: string; readonly claim: string; readonly kind: 'sent'; readonly thread?: string }
  | { readonly id: string; readonly claim: string; readonly kind: 'later'; readonly dueAt: EpochMs; readonly error: string }
  /** Put off without an attempt: it joins a digest (a storm of one rule). */
  | { readonly id: string; readonly claim: string; readonly kind: 'digest'; readonly dueAt: EpochMs; readonly digest: string }
  | { readonly id: string; readonly claim: string; readonly kind: 'given-up'; readonly error: string };
