import type { EpochMs } from '../base/units.ts';
import type { Change } from './alert.ts';
import type { Finding } from './finding.ts';
import type { Severity } from './severity.ts';

/** A finding as a store keeps it: what people see, and what is needed to go on with it. */
export interface StoredFinding {
  readonly finding: Finding;
  /** 0: never stored. Each commit raises it by one; a store refuses a commit over another version than it has. */
  readonly version: number;
  /** What counting on needs: plain data whose form only `engine/findings` knows. At most 64 KB as JSON. */
  readonly memory?: unknown;
  /** What was last said of it; undefined: nothing yet. */
  readonly told?: Told;
  /** What was done with it, oldest first, at most 100. */
  readonly notes?: readonly Note[];
  /** Wall clock. */
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export interface Told {
  readonly change: Change;
  readonly severity: Severity;
  /** Of events, when it was told. */
  readonly count: number;
}

/** An operator's or a responder's remark. */
export interface Note {
  readonly at: EpochMs;
  /** Who: the name of a person's login, or `trailwatch`. */
  readonly by: string;
  readonly text: string;
}
