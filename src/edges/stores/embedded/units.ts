import type { EpochMs } from '../../../base/units.ts';
import { type Cell, seenKey } from '../../../model/cell.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import { feedId } from '../../../model/series.ts';
import type { Store, StoreCommit } from '../store.ts';
import type { Connection } from './connection.ts';
import { insertFinding, loadFinding, updateFinding } from './finding-rows.ts';
import { insertMessage } from './outbox.ts';
import { toColumn } from './text-column.ts';

interface CellRow {
  readonly version: number;
  readonly valid_until: EpochMs;
  readonly value: string;
}

/** What a unit of commit consists of. */
export function unitsOf(connection: Connection): Pick<Store, 'load' | 'commit'> {
  const loadCell = (key: string): Cell | undefined => {
    const row = connection.get<CellRow>('SELECT version, valid_until, value FROM cells WHERE key = ?', toColumn(key));
    return row && { key, version: row.version, value: JSON.parse(row.value) as unknown, validUntil: row.valid_until };
  };
  return {
    load: async (needs) =>
      connection.read(() => ({
        cells: new Map(needs.cells.map((key) => [key, loadCell(key)])),
        seen: new Set(needs.seen.filter((key) => isSeen(connection, key))),
        findings: new Map(needs.findings.map((id) => [id, loadFinding(connection, id)])),
      })),
    // One transaction for all: what costs time is the disk. Each unit is judged before any of it is written, so there is nothing to
    // take back; savepoints did the same and took a tenth longer.
    commit: async (units, now) =>
      units.length === 0
        ? []
        : connection.write(() =>
            units.map((unit) => {
              const found = judge(connection, unit);
              if (found === undefined) return false;
              write(connection, unit, found, now);
              return true;
            }),
          ),
  };
}

function isSeen(connection: Connection, key: string): boolean {
  return connection.get('SELECT 1 FROM ledger WHERE key = ?', key) !== undefined;
}

/** The row number of each finding of the unit, undefined for a new one. Undefined: the unit doesn't go in. */
function judge(connection: Connection, unit: StoreCommit): readonly (number | undefined)[] | undefined {
  if (unit.ledger.some((seen) => isSeen(connection, seenKey(seen)))) return undefined;
  for (const { key, version } of unit.cells) {
    const before = connection.get<{ readonly version: number }>('SELECT version FROM cells WHERE key = ?', toColumn(key));
    if ((before?.version ?? 0) !== version - 1) return undefined;
  }
  const rows: (number | undefined)[] = [];
  for (const { finding, version } of unit.findings) {
    const before = connection.get<{ readonly n: number; readonly version: number }>(
      'SELECT n, version FROM findings WHERE id = ?',
      toColumn(finding.id),
    );
    if ((before?.version ?? 0) !== version - 1) return undefined;
    rows.push(before?.n);
  }
  return rows;
}

function write(connection: Connection, unit: StoreCommit, rows: readonly (number | undefined)[], now: EpochMs): void {
  for (const seen of unit.ledger)
    connection.run('INSERT OR IGNORE INTO ledger (key, stored_at) VALUES (?, ?)', seenKey(seen), now);
  for (const { key, version, value, validUntil } of unit.cells) {
    connection.run(
      `INSERT INTO cells (key, version, valid_until, needed_until, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
        version = excluded.version, valid_until = excluded.valid_until, needed_until = excluded.needed_until, value = excluded.value`,
      toColumn(key),
      version,
      validUntil,
      Math.max(validUntil, now),
      JSON.stringify(value) ?? 'null',
    );
  }
  unit.findings.forEach((finding: StoredFinding, i) => {
    const n = rows[i];
    if (n === undefined) insertFinding(connection, finding);
    else updateFinding(connection, n, finding);
  });
  for (const message of unit.messages) insertMessage(connection, message);
  for (const feed of unit.feeds) {
    connection.run('INSERT OR IGNORE INTO feeds (id, stored_at, feed) VALUES (?, ?, ?)', feedId(feed), now, JSON.stringify(feed));
  }
}
