import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Problem } from '../../../base/problem.ts';
import { type Bytes, type Milliseconds, SECOND } from '../../../base/units.ts';
import type { Store } from '../store.ts';
import { backupOf } from './backup.ts';
import { checkpointsOf } from './checkpoints.ts';
import { connect } from './connection.ts';
import { feedsOf } from './feeds.ts';
import { findingsOf } from './finding-pages.ts';
import { migrate, requireNewest } from './migrate.ts';
import { outboxOf } from './outbox.ts';
import { rejectsOf } from './rejects.ts';
import { statsOf } from './stats.ts';
import { storeProblem } from './store-problem.ts';
import { sweepOf } from './sweep.ts';
import { unitsOf } from './units.ts';

export interface EmbeddedStoreOptions {
  /** A file. It and its folder are created for their owner alone where they don't exist. */
  readonly path: string;
  /** Nothing is created or changed. @default false */
  readonly readOnly?: boolean;
  /** Nothing is created; what is there may be changed. @default false */
  readonly mustExist?: boolean;
  /** How long a call waits for the lock of another process; this one stands still meanwhile. @default 5 s */
  readonly busyTimeout?: Milliseconds;
  /** What the file may grow to, before it counts as a full disk. @default no bound */
  readonly maxBytes?: Bytes;
}

export type EmbeddedStore = Store & Required<Pick<Store, 'search' | 'backup'>>;

/**
 * A store in one file of this machine (SQLite, through libsql). Several processes may use it at a time; each call does its work at
 * once, and a commit is on the disk when it returns.
 * @throws {Problem} STORE_FAILED, STORE_BUSY, STORE_VERSION
 */
export async function openEmbeddedStore({
  path,
  readOnly = false,
  mustExist = false,
  busyTimeout = 5 * SECOND,
  maxBytes,
}: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  // Absolute: SQLite takes `:memory:` and `file:…?mode=…` for something else.
  const file = resolve(path);
  if (mustExist || readOnly) requireFile(file);
  else createFile(file);
  const connection = await connect(file, { readOnly, busyTimeout, maxBytes });
  try {
    if (readOnly) requireNewest(connection);
    else migrate(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    ...unitsOf(connection),
    ...feedsOf(connection),
    ...outboxOf(connection),
    ...findingsOf(connection),
    ...checkpointsOf(connection),
    ...rejectsOf(connection),
    ...statsOf(connection),
    ...sweepOf(connection),
    ...backupOf(connection),
    close: async () => connection.close(),
  };
}

function requireFile(file: string): void {
  if (existsSync(file)) return;
  throw new Problem('STORE_FAILED', 'there is no such file', {
    at: { file },
    hint: 'Check the path; `trailwatch run` creates a store',
  });
}

/** Findings name people and weaknesses: only the owner reads them. SQLite gives the files beside it the same mode. */
function createFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw storeProblem(error, file);
  }
}
