import type { Place } from '../base/problem.ts';
import type { EpochMs, Seconds } from '../base/units.ts';
import type { ScanCounts } from './scan.ts';

/** What a report says about the scan behind it, besides the findings. */
export interface ReportContext {
  readonly generatedAt: EpochMs;
  /** Of trailwatch. */
  readonly version: string;
  /** What was scanned, as it was given. */
  readonly inputs: readonly string[];
  /** Every option in effect, defaults too: `['--from', '2026-03-01']`. */
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly rules: {
    readonly count: number;
    /** Files that they were read from. */
    readonly files: readonly string[];
  };
  readonly counts: ScanCounts;
  readonly seconds?: Seconds;
  /** Ended before all was read: the report covers a part. */
  readonly interrupted?: boolean;
  /** The first of them, as many as the caller kept; `counts.rejects` says how many there were. */
  readonly rejects: readonly ReportReject[];
}

/** What could not be read; a `Problem` is one. */
export interface ReportReject {
  readonly code: string;
  readonly message: string;
  readonly at?: Place | undefined;
  readonly hint?: string | undefined;
}
