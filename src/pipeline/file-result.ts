import type { Place } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import type { Bytes } from '../base/units.ts';
import type { Delivery } from '../edges/sources/source.ts';
import type { CredentialIssue } from '../engine/findings/role-chain.ts';
import type { Counted } from '../engine/state/counted.ts';
import type { WaitingPlaces } from '../engine/waiting-counter.ts';
import type { ScanCounts } from '../model/scan.ts';
import type { Matched } from './taking.ts';

export type FileCounts = Pick<ScanCounts, 'bytes' | 'events' | 'outside' | 'ignored' | 'pointers' | 'withheld'>;

/** What a file holds for a scan, or a part of that: plain data, since it comes from another thread. */
export interface FileResult {
  readonly file: string;
  readonly counts: FileCounts;
  readonly added: readonly { readonly id: string; readonly partial: boolean; readonly matched: Matched }[];
  readonly issues: readonly CredentialIssue[];
  readonly rejects: readonly PlainProblem[];
  readonly waiting?: WaitingPlaces | undefined;
}

export interface PlainProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly at: Place | undefined;
  readonly hint: string | undefined;
}

/** Reads files for a scan, one after the other, and counts what they feed. */
export interface FileReader {
  /** In parts, in the order of the file. */
  read(delivery: Delivery): AsyncIterable<FileResult>;
  /** What all that was read so far has fed: see `Reach`. To be asked once. */
  counted(): Counted;
}

/** Reads files in other threads. */
export interface FileReaders {
  /** How many files it pays to have under way. */
  readonly ahead: number;
  /** Is this file for them? So little is read by whoever asks. @param known bytes that were read, or are known to come */
  takes(delivery: Delivery, known: Bytes): boolean;
  /**
   * Begins at once. What it holds comes in parts, in the order of the file, of which few wait to be taken. Never fails: what goes wrong is
   * among the rejects.
   * @param again the same once more, for content that went down with a thread
   */
  read(delivery: Delivery, again: () => Delivery | undefined): AsyncIterable<FileResult>;
  /**
   * What was counted by whom, when all is read. Undefined among them: some of it is lost.
   * @param atOnce reading was stopped: files that are under way don't matter
   */
  counted(atOnce: boolean): Promise<readonly (Counted | undefined)[]>;
}
