import { type Bytes, GiB, MiB } from '../../base/units.ts';

/** How much of somebody else's bytes we are willing to take in. Every limit ends in a reject that names it, never in a crash. */
export interface DecodeLimits {
  /** What one delivery may inflate to. Content that isn't compressed has no limit: it streams. */
  readonly inflatedBytes: Bytes;
  /** One record. CloudTrail's own limit for an event is 256 KB. */
  readonly recordBytes: Bytes;
  /** Levels of nesting inside one record, the record itself being the first. */
  readonly depth: number;
  /** Up to here (inflated) content is decoded in one go, beyond it streams. */
  readonly wholeBytes: Bytes;
}

export const defaultLimits: DecodeLimits = { inflatedBytes: 4 * GiB, recordBytes: 16 * MiB, depth: 100, wholeBytes: 8 * MiB };

/** Content inside content: a queue message that holds a topic message that holds a notification. AWS's own wrappings need three. */
export const NESTING = 8;

/** What the compressed payloads inside one record may inflate to. A log subscription holds at most 1 MB of base64. */
export const NESTED_BYTES: Bytes = 64 * MiB;

/**
 * Inflated bytes per compressed byte, beyond which content without records is taken for a decompression bomb. Deflate ends at
 * 1,032; CloudTrail logs are at 10 to 30.
 */
export const BOMB_RATIO = 200;
