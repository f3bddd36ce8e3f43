import type { Json, JsonObject } from '../base/json.ts';
import type { EpochMs } from '../base/units.ts';

/**
 * An event in the shape in which EventBridge delivers it: the one shape that rules see. AWS's names are never renamed and
 * its values never changed. A CloudTrail record from a log file is the `detail` of the envelope that EventBridge would have sent.
 * Source: Amazon EventBridge User Guide, "AWS service events" and "AWS service events delivered via CloudTrail".
 */
export interface Envelope {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  /** `aws.iam` for `iam.amazonaws.com`. */
  readonly source: string;
  /** Twelve digits, or empty where the input doesn't say. */
  readonly account: string;
  /** ISO 8601 in UTC, seconds: `2026-01-31T12:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly Json[];
  readonly detail: JsonObject;
}

/** Where an event was read. */
export interface Origin {
  /** What a person would open: a path, `s3://bucket/key`, or `-` for standard input. */
  readonly file: string;
  /** The how-manieth record of its content, from 0. */
  readonly record: number;
  /** Bytes into the inflated content, where known. */
  readonly offset?: number;
}

export interface TrailEvent {
  /** CloudTrail's `eventID`, else the envelope's `id`, else a hash of the content. The key of de-duplication. */
  readonly id: string;
  /** When it happened (`eventTime`), not when it arrived. */
  readonly at: EpochMs;
  readonly envelope: Envelope;
  readonly origin: Origin;
  /** The input was lossy (a CSV export, a query result): fields may be missing that the event had. */
  readonly partial?: true;
}

/** As much of an event as says which account and region still sends. */
export interface HeardEvent {
  readonly at: EpochMs;
  readonly envelope: Pick<Envelope, 'account' | 'region'>;
}
