import type { Connection } from './connection.ts';
import { indexAllFindings } from './finding-words.ts';

export interface Migration {
  readonly name: string;
  up(connection: Connection): void;
}

/**
 * The tables, as the steps that lead to them. The place in this list is the version: add at the end, never change one that was
 * released. Texts that may hold anything go through `toColumn`; whole objects are JSON; times are EpochMs.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'tables',
    up: (connection) =>
      connection.exec(`
        CREATE TABLE cells (key TEXT PRIMARY KEY, version INTEGER NOT NULL, valid_until REAL NOT NULL,
          needed_until REAL NOT NULL, value TEXT NOT NULL);
        CREATE INDEX cells_by_need ON cells (needed_until);

        CREATE TABLE ledger (key TEXT PRIMARY KEY, stored_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX ledger_by_time ON ledger (stored_at);

        CREATE TABLE findings (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, last_at INTEGER NOT NULL,
          hidden INTEGER NOT NULL, status TEXT NOT NULL, ruleId TEXT NOT NULL, actor TEXT NOT NULL, account TEXT NOT NULL,
          severity TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, finding TEXT NOT NULL,
          memory TEXT, told TEXT, notes TEXT);
        CREATE INDEX findings_by_time ON findings (last_at DESC, id, hidden);
        CREATE INDEX findings_by_status ON findings (status, last_at DESC, id, hidden);
        CREATE INDEX findings_by_ruleId ON findings (ruleId, last_at DESC, id, hidden);
        CREATE INDEX findings_by_actor ON findings (actor, last_at DESC, id, hidden);
        CREATE INDEX findings_by_account ON findings (account, last_at DESC, id, hidden);
        CREATE INDEX findings_by_severity ON findings (severity, last_at DESC, id, hidden);
        CREATE INDEX findings_by_change ON findings (updated_at);

        CREATE TABLE messages (id TEXT PRIMARY KEY, sink TEXT NOT NULL, finding_id TEXT NOT NULL, state TEXT NOT NULL,
          created_at INTEGER NOT NULL, due_at INTEGER NOT NULL, digest TEXT, attempts INTEGER NOT NULL, error TEXT,
          claim TEXT, claimed_until INTEGER, alert TEXT NOT NULL);
        CREATE INDEX messages_by_due ON messages (state, due_at);
        CREATE INDEX messages_by_sink ON messages (state, sink, due_at);
        CREATE INDEX messages_by_finding ON messages (finding_id, state);
        CREATE TABLE threads (sink TEXT NOT NULL, finding_id TEXT NOT NULL, thread TEXT NOT NULL,
          PRIMARY KEY (finding_id, sink)) WITHOUT ROWID;

        CREATE TABLE feeds (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stored_at INTEGER NOT NULL, feed TEXT NOT NULL);
        CREATE INDEX feeds_by_time ON feeds (stored_at, n);

        CREATE TABLE checkpoints (source TEXT NOT NULL, key TEXT NOT NULL, stored_at INTEGER NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (source, key)) WITHOUT ROWID;

        CREATE TABLE rejects (id TEXT PRIMARY KEY, found_at INTEGER NOT NULL, source TEXT NOT NULL, code TEXT NOT NULL,
          message TEXT NOT NULL, place TEXT NOT NULL);
        CREATE INDEX rejects_by_time ON rejects (found_at DESC, id);
      `),
  },
  {
    name: 'words of findings',
    up(connection) {
      // Only the index of the words: the texts are in `findings`.
      connection.exec(`CREATE VIRTUAL TABLE finding_words USING fts5
        (words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')`);
      indexAllFindings(connection);
    },
  },
];
