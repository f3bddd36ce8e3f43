import type { Bytes, Milliseconds } from '../../../base/units.ts';
import { Problem } from '../../../base/problem.ts';
import { storeProblem } from './store-problem.ts';

/** Nothing else: libsql ends the process when it is given a boolean. */
export type Value = string | number | null;

/** One connection to the file. Synchronous, as SQLite is: between two awaits nobody else of this process gets in. */
export interface Connection {
  readonly file: string;
  /** Rows that it changed, and the number of the last row that it put in. */
  run(sql: string, ...values: readonly Value[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly Value[]): Row[];
  /** Several statements, without values. */
  exec(sql: string): void;
  /** A transaction that may write: whole or not at all, and on the disk when it returns. */
  write<T>(work: () => T): T;
  /** All that is read in it is of one moment. */
  read<T>(work: () => T): T;
  /** Writes all that there is at this moment to an empty file; `PRAGMA query_only` would refuse that too. */
  copyTo(file: string): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly readOnly: boolean;
  readonly busyTimeout: Milliseconds;
  readonly maxBytes?: Bytes | undefined;
}

/** What we use of libsql. A row of `get` has `_metadata` besides its columns. */
interface Statement {
  run(...values: readonly Value[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: readonly Value[]): unknown;
  all(...values: readonly Value[]): unknown[];
}
interface Database {
  readonly inTransaction: boolean;
  prepare(sql: string): Statement;
  exec(sql: string): unknown;
  close(): unknown;
}

/** Pages of 4 KiB in the write-ahead log before they go to their places: at 1,000 (SQLite's choice) nearly each large commit paid for it. */
const CHECKPOINT_PAGES = 8000;
const CACHE: Bytes = 32 * 1024 * 1024;

/** @throws {Problem} STORE_FAILED, STORE_BUSY, as does each call */
export async function connect(file: string, { readOnly, busyTimeout, maxBytes }: ConnectionOptions): Promise<Connection> {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeProblem(error, file);
    }
  };
  // Loaded here and nowhere else: who keeps no store needn't load a database.
  const { default: Libsql } = await import('libsql');
  const database = attempt(() => new Libsql(file, { timeout: busyTimeout }) as unknown as Database);
  const statements = new Map<string, Statement>();
  let open = true;
  const prepared = (sql: string): Statement => {
    // A statement outlives its connection in libsql, and would go on writing.
    if (!open) throw new Problem('STORE_FAILED', 'the store is closed', { at: { file } });
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const transaction = <T>(begin: string, work: () => T): T =>
    attempt(() => {
      prepared(begin).run();
      try {
        const result = work();
        prepared('COMMIT').run();
        return result;
      } catch (error) {
        // SQLite has ended it already after some errors (a full disk).
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  const connection: Connection = {
    file,
    run: (sql, ...values) => attempt(() => prepared(sql).run(...values)),
    get: <Row>(sql: string, ...values: readonly Value[]) => attempt(() => prepared(sql).get(...values) as Row | undefined),
    all: <Row>(sql: string, ...values: readonly Value[]) => attempt(() => prepared(sql).all(...values) as Row[]),
    exec: (sql) => attempt(() => void database.exec(sql)),
    write: (work) => transaction('BEGIN IMMEDIATE', work),
    read: (work) => transaction('BEGIN', work),
    copyTo: (copy) =>
      attempt(() => {
        const vacuum = prepared('VACUUM INTO ?');
        if (readOnly) database.exec('PRAGMA query_only = 0');
        try {
          vacuum.run(copy);
        } finally {
          if (readOnly) database.exec('PRAGMA query_only = 1');
        }
      }),
    close() {
      if (!open) return;
      // libsql keeps the file open until its statements are collected: the log is emptied now, as SQLite does on a real close.
      try {
        if (!readOnly) prepared('PRAGMA wal_checkpoint(TRUNCATE)').all();
      } catch {
        // Another connection is at it; whoever opens the file next reads the log.
      }
      open = false;
      statements.clear();
      database.close();
    },
  };
  try {
    attempt(() => {
      database.exec(`PRAGMA cache_size = ${-CACHE / 1024}`);
      if (readOnly) database.exec('PRAGMA query_only = 1');
      else {
        // Says nothing once there are tables: pages that a sweep frees can be given back.
        database.exec('PRAGMA auto_vacuum = INCREMENTAL');
        toWal(database, file);
        database.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
        if (maxBytes !== undefined) {
          const { page_size } = database.prepare('PRAGMA page_size').get() as { readonly page_size: Bytes };
          database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / page_size))}`);
        }
      }
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

/** Readers don't wait for the writer, and a commit is one append. The file remembers it. */
function toWal(database: Database, file: string): void {
  const { journal_mode } = database.prepare('PRAGMA journal_mode = WAL').get() as { readonly journal_mode: string };
  if (journal_mode === 'wal') return;
  throw new Problem('STORE_FAILED', 'its file system can not share memory between processes', {
    at: { file },
    hint: 'Keep the store on a local disk',
  });
}
