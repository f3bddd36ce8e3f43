import type { TrailEvent } from './event.ts';
import type { RuleHead } from './rule.ts';
import type { Severity } from './severity.ts';

/** A rule said yes to an event. */
export interface Match {
  readonly rule: RuleHead;
  readonly event: TrailEvent;
}

/**
 * A match as one flat line, as `scan --emit matches` prints it: AWS's values as they came, empty where the event lacks them.
 * Keys in the order of output.
 */
export interface MatchRecord {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly eventId: string;
  /** ISO 8601, UTC. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly account: string;
  readonly actor: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode: string;
  readonly attack: readonly string[];
  readonly file: string;
}
