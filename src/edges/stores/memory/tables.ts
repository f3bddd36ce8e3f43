import type { EpochMs } from '../../../base/units.ts';
import type { Message } from '../../../model/alert.ts';
import type { Cell } from '../../../model/cell.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import type { PendingFeed, StoredReject } from '../store.ts';

/** All that a store in memory has. Whole objects are kept as JSON, so that nobody shares one with the store. */
export interface Tables {
  readonly cells: Map<string, { readonly cell: Copy<Cell>; readonly version: number; readonly neededUntil: EpochMs }>;
  /** When each row of the ledger was stored. */
  readonly ledger: Map<string, EpochMs>;
  readonly findings: Map<string, Copy<StoredFinding>>;
  readonly messages: Map<string, StoredMessage>;
  /** What a sink answered, by finding and sink. */
  readonly threads: Map<string, Map<string, string>>;
  readonly feeds: Map<string, { readonly feed: Copy<PendingFeed['feed']>; readonly storedAt: EpochMs }>;
  /** By source, and then by key. */
  readonly checkpoints: Map<string, Map<string, string>>;
  readonly rejects: Map<string, Copy<StoredReject>>;
}

export interface StoredMessage {
  readonly message: Copy<Message>;
  readonly to: string;
  readonly findingId: string;
  readonly createdAt: EpochMs;
  readonly dueAt: EpochMs;
  readonly digest?: string;
  readonly state: 'waiting' | 'given-up';
  readonly attempts: number;
  readonly error?: string;
  readonly claim?: { readonly name: string; readonly until: EpochMs };
}

/** A value that can't be changed from outside. */
export type Copy<T> = () => T;

/** Numbers that JSON lacks (an infinite `validUntil`) are for the caller to add. */
export function copyOf<T>(value: T): Copy<T> {
  const text = JSON.stringify(value) ?? 'null';
  return () => JSON.parse(text) as T;
}

export function createTables(): Tables {
  return {
    cells: new Map(),
    ledger: new Map(),
    findings: new Map(),
    messages: new Map(),
    threads: new Map(),
    feeds: new Map(),
    checkpoints: new Map(),
    rejects: new Map(),
  };
}
