import type { Problem } from '../base/problem.ts';
import type { Origin, TrailEvent } from './event.ts';

/** What decoding makes of content: one of these for each thing found in it, in order. Nothing is dropped without one. */
export type Decoded =
  | { readonly kind: 'event'; readonly record: EventRecord }
  | { readonly kind: 'pointer'; readonly pointer: Pointer }
  /** Known, and rightly not an event: a test notification, a control message, a digest. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** Should have been an event and can't be read. The problem says where and why. */
  | { readonly kind: 'reject'; readonly problem: Problem };

/**
 * One event still in its bytes: parsed when somebody asks, and only then. Whoever only counts or skips records never pays.
 */
export interface EventRecord {
  readonly origin: Origin;
  /** Parsed; cheap the second time. @throws {Problem} DECODE_JSON, DECODE_FIELD */
  event(): TrailEvent;
  /** The record's JSON text: CloudTrail's own where the input has it. For people, not for matching. */
  raw(): string;
}

/** Content that lies elsewhere: the notification named an object instead of holding the log. */
export interface Pointer {
  readonly bucket: string;
  /** Decoded: as S3 names it, not as a notification encodes it. */
  readonly key: string;
  readonly versionId?: string;
}
