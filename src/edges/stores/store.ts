import type { Json } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { Bytes, EpochMs, Milliseconds } from '../../base/units.ts';
import type { ClaimedMessage, Message, Settlement } from '../../model/alert.ts';
import type { Cell, Seen } from '../../model/cell.ts';
import type { FindingStatus } from '../../model/finding.ts';
import type { SeriesInput } from '../../model/series.ts';
import type { Severity } from '../../model/severity.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';

/**
 * Where a live trailwatch remembers: findings, cells, ledger, outbox, checkpoints, rejects. In memory for tests, embedded (libsql)
 * for one machine, DynamoDB on AWS; `store.contract.ts` is the suite that all pass. Times named `now` and `…At` are the wall clock's,
 * given by the caller: a store has no clock.
 * @throws {Problem} STORE_FAILED, STORE_BUSY, STORE_VERSION from every call
 */
export interface Store {
  /** All that is asked, consistent with the commits that have returned. */
  load(needs: StoreNeeds): Promise<StoreLoaded>;
  /**
   * Each unit whole, or not at all; one that fails stops no other. False for a unit: a cell or finding has another version than the
   * one before, or a ledger row is there already: load again and conclude again. A message or feed whose id is there already is
   * left as it is. Durable (it survives a power cut) when it returns.
   */
  commit(units: readonly StoreCommit[], now: EpochMs): Promise<readonly boolean[]>;

  /** Feeds of series rules to series rules over them that were committed before `before` and not yet dropped, oldest first. */
  pendingFeeds(before: EpochMs, limit: number): Promise<readonly PendingFeed[]>;
  /** They have had their effect. */
  dropFeeds(ids: readonly string[]): Promise<void>;

  /**
   * Messages that are due and that nobody holds, oldest `dueAt` first: held for `lease` from now on. Two callers never get the
   * same one while a lease runs.
   */
  claim(request: {
    readonly now: EpochMs;
    readonly lease: Milliseconds;
    readonly limit: number;
    readonly to?: string;
  }): Promise<readonly ClaimedMessage[]>;
  /** A settlement whose claim another has taken since is ignored. Sent ones are forgotten, but for the thread that they opened. */
  settle(settlements: readonly Settlement[], now: EpochMs): Promise<void>;
  /** What waits or was given up, oldest first. */
  outbox(query: { readonly state: 'waiting' | 'given-up'; readonly limit: number }): Promise<readonly OutboxRow[]>;
  /** Given-up messages are due again, as if they had not been tried. Returns how many. */
  retryGivenUp(now: EpochMs): Promise<number>;

  finding(id: string): Promise<StoredFinding | undefined>;
  /**
   * A page of findings by `lastAt` (newest first, then by id), in a stable order: whoever follows the cursor sees each one that was
   * there all the time, with the same `lastAt`, exactly once. At most one of status, ruleId, actor, account, severity is answered by an index; the others
   * apply to the page, which may then be short although more follow: only a missing cursor says that it is the end.
   */
  findings(query: FindingQuery): Promise<FindingPage>;
  /** Free text over title, summary, actor, resources and context. Optional: a store that lacks it leaves it out. */
  readonly search?: (query: FindingQuery & { readonly text: string }) => Promise<FindingPage>;

  /** What a source remembers between runs, by source and key. */
  checkpoints(source: string, keys: readonly string[]): Promise<ReadonlyMap<string, Json>>;
  /** `undefined` removes. All of it or nothing. */
  setCheckpoints(source: string, entries: ReadonlyMap<string, Json | undefined>, now: EpochMs): Promise<void>;
  /** All of a source, by key. */
  listCheckpoints(source: string): Promise<ReadonlyMap<string, Json>>;

  /** By id; one that is there already is left as it is. */
  addRejects(rejects: readonly StoredReject[]): Promise<void>;
  /** Newest first. */
  rejects(query: {
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly rejects: readonly StoredReject[]; readonly cursor?: string }>;
  removeRejects(ids: readonly string[]): Promise<void>;

  stats(): Promise<StoreStats>;
  /** Forgets what is past its time, in steps that don't block others for long. */
  sweep(now: EpochMs, retention: Retention): Promise<SweepCounts>;
  /** A copy that is consistent in itself, while others go on writing. Optional. @throws {Problem} STORE_FAILED if the file exists */
  readonly backup?: (file: string) => Promise<void>;
  close(): Promise<void>;
}

export interface StoreNeeds {
  readonly cells: readonly string[];
  /** Rows of the ledger, by `seenKey`. */
  readonly seen: readonly string[];
  /** Findings by id. */
  readonly findings: readonly string[];
}

export interface StoreLoaded {
  /** Each asked key; absent ones as `undefined`. */
  readonly cells: ReadonlyMap<string, Cell | undefined>;
  /** Those of the asked rows that are there. */
  readonly seen: ReadonlySet<string>;
  readonly findings: ReadonlyMap<string, StoredFinding | undefined>;
}

/** One unit of commit: all that a batch brings to one (rule, key). */
export interface StoreCommit {
  readonly cells: readonly Cell[];
  readonly ledger: readonly Seen[];
  readonly findings: readonly StoredFinding[];
  readonly messages: readonly Message[];
  readonly feeds: readonly SeriesInput[];
}

export interface PendingFeed {
  /** Of (ruleId, eventId, change). */
  readonly id: string;
  readonly feed: SeriesInput;
}

export interface OutboxRow extends Message {
  readonly attempts: number;
  readonly error?: string;
}

export interface FindingQuery {
  readonly status?: FindingStatus;
  readonly ruleId?: string;
  readonly actor?: string;
  readonly account?: string;
  readonly severity?: Severity;
  /** By `lastAt`: `from <= lastAt < to`. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Suppressed, shadow and merged ones too. @default false */
  readonly hidden?: boolean;
  /** 1 to 1,000. */
  readonly limit: number;
  /** From the page before, with the same query. @throws {Problem} STORE_NOT_FOUND if it is none of ours */
  readonly cursor?: string;
}

export interface FindingPage {
  readonly findings: readonly StoredFinding[];
  /** Undefined at the end. */
  readonly cursor?: string;
}

/** What could not be read, kept with its place, so that somebody can look at it or try again. */
export interface StoredReject {
  /** A hash of place and code. */
  readonly id: string;
  /** The source that brought it. */
  readonly source: string;
  readonly code: Problem['code'];
  readonly message: string;
  readonly at: NonNullable<Problem['at']>;
  readonly foundAt: EpochMs;
}

export interface StoreStats {
  readonly findings: { readonly [status in FindingStatus]: number };
  readonly outbox: { readonly waiting: number; readonly givenUp: number };
  readonly rejects: number;
  readonly bytes?: Bytes;
}

export interface Retention {
  /** Findings by `updatedAt`, rejects and given-up messages by age. */
  readonly findings: Milliseconds;
  /** Ledger rows by when they were stored: longer than a queue keeps a message plus its redrive. At least 30 days. */
  readonly ledger: Milliseconds;
}

export interface SweepCounts {
  readonly findings: number;
  readonly ledger: number;
  readonly cells: number;
  readonly messages: number;
  readonly rejects: number;
}
