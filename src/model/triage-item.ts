import type { EpochMs } from '../base/units.ts';
import type { MatchRecord } from './match.ts';
import type { Target } from './target.ts';

/** What a finding takes of a match: plain data, so that it can wait on disk to be sorted. */
export interface MatchItem {
  readonly at: EpochMs;
  readonly record: MatchRecord;
  /** ARNs that the event names. */
  readonly resources: readonly string[];
  /** The record's JSON, for a report; at most `RAW_LIMIT` characters of it. */
  readonly raw?: string;
  /** Set where `raw` was cut: how many characters the record has. */
  readonly rawLength?: number;
  /** The rule is on trial. */
  readonly shadow?: true;
  /** The exception that covers this event. */
  readonly excepted?: string;
  /** The temporary credentials that it was done with, so that the chain of roles can be followed back. */
  readonly accessKeyId?: string;
  /** Who began that chain, once it was followed. */
  readonly origin?: string;
  /** What responders may look at. Only where one asks for it. */
  readonly targets?: readonly Target[];
}

/** A match on its way to its finding. */
export interface TriageItem extends MatchItem {
  readonly findingId: string;
}

/** Characters of one event's JSON that are kept for a report. */
export const RAW_LIMIT = 64 * 1024;
