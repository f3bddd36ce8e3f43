import type { Problem } from '../../base/problem.ts';
import type { ReadRoom } from '../../base/read-room.ts';
import { type Bytes, MiB } from '../../base/units.ts';

/** Up to here content on disk is read at once; what is larger, or of unknown size, comes as a stream. */
export const WHOLE_LIMIT: Bytes = 64 * MiB;

/** One thing to read. */
export interface Delivery {
  /** What a person would open: a path, `s3://bucket/key`, or `-` for standard input. */
  readonly file: string;
  /** As stored (compressed); unknown for pipes. */
  readonly size: Bytes | undefined;
  /**
   * The content as stored: whole where it is small, else a stream of chunks in constant memory. The bytes belong to the caller.
   * Opened at most once.
   * @param room the content may be put here, and is good until the next one is; new memory for each file costs more than reading it
   * @throws {Problem} READ_NOT_FOUND, READ_DENIED, READ_FAILED, S3_NOT_FOUND, S3_DENIED, S3_FAILED; a stream may throw them later
   */
  open(room?: ReadRoom): Promise<Uint8Array | AsyncIterable<Uint8Array>>;
  /** How another thread may have the content: `named`, it opens the file itself; `sent`, as bytes, which come whole. @default not at all */
  readonly elsewhere?: 'named' | 'sent';
}

/** What listing a source comes upon. */
export type Listed =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  /** This part can't be had (an unreadable folder, a loop); the rest goes on. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** Known by its name not to hold events (a digest, AWS Config's files, a version control folder): left out, with a reason. */
  | { readonly kind: 'ignored'; readonly file: string; readonly reason: string };

/** How much there is to read, as far as a listing tells. */
export interface Totals {
  readonly files: number;
  readonly bytes: Bytes;
}

/** A place where deliveries come from: one argument of `scan`. */
export interface Source {
  /** Everything in it, in an order that is the same on every machine. Never throws: what fails is listed as a problem. */
  list(): AsyncIterable<Listed>;
  /**
   * Counts what `list` will deliver, for a progress bar: one more listing and no reading. Undefined if it can't be known (a pipe).
   * Best effort: what fails is left out and shows up in `list`.
   */
  measure(): Promise<Totals | undefined>;
  /** What `list` delivered under this name, once more; undefined if it was none of this source's. A pipe can't, and lacks it. */
  reopen?(file: string): Delivery | undefined;
}

/** What every source takes. */
export interface SourceOptions {
  /** Ends listing and streams early and quietly, so that Ctrl-C concludes with what there is. */
  readonly signal?: AbortSignal | undefined;
  /** Files to leave out, as `dev:ino`: what the caller itself writes, maybe into the folder that is read. */
  readonly except?: ReadonlySet<string> | undefined;
}
