import type { EpochMs } from '../../../base/units.ts';
import type { Finding } from '../../../model/finding.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import { isHidden, lastAtOf } from '../finding-filter.ts';
import type { Connection, Value } from './connection.ts';
import { indexFinding } from './finding-words.ts';
import { toColumn } from './text-column.ts';

interface FindingRow {
  readonly version: number;
  readonly created_at: EpochMs;
  readonly updated_at: EpochMs;
  readonly finding: string;
  readonly memory: string | null;
  readonly told: string | null;
  readonly notes: string | null;
}

const columns = [
  'id',
  'version',
  'last_at',
  'hidden',
  'status',
  'ruleId',
  'actor',
  'account',
  'severity',
  'created_at',
  'updated_at',
  'finding',
  'memory',
  'told',
  'notes',
] as const;
const insert = `INSERT INTO findings (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
const update = `UPDATE findings SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE n = ?`;
const select = 'SELECT version, created_at, updated_at, finding, memory, told, notes FROM findings WHERE';

export function insertFinding(connection: Connection, stored: StoredFinding): void {
  indexFinding(connection, Number(connection.run(insert, ...valuesOf(stored)).lastInsertRowid), stored.finding);
}

export function updateFinding(connection: Connection, n: number, stored: StoredFinding): void {
  connection.run(update, ...valuesOf(stored), n);
  indexFinding(connection, n, stored.finding);
}

export function loadFinding(connection: Connection, id: string): StoredFinding | undefined {
  const row = connection.get<FindingRow>(`${select} id = ?`, toColumn(id));
  return row && toFinding(row);
}

export function loadRow(connection: Connection, n: number): StoredFinding {
  return toFinding(connection.get<FindingRow>(`${select} n = ?`, n)!);
}

function valuesOf({ finding, version, memory, told, notes, createdAt, updatedAt }: StoredFinding): Value[] {
  const { id, status, ruleId, actor, account, severity } = finding;
  return [
    toColumn(id),
    version,
    lastAtOf(finding),
    isHidden(finding) ? 1 : 0,
    status,
    toColumn(ruleId),
    toColumn(actor),
    toColumn(account),
    severity,
    createdAt,
    updatedAt,
    JSON.stringify(finding),
    jsonOrNull(memory),
    jsonOrNull(told),
    jsonOrNull(notes),
  ];
}

function jsonOrNull(value: unknown): string | null {
  return JSON.stringify(value) ?? null;
}

function toFinding(row: FindingRow): StoredFinding {
  const stored: { -readonly [key in keyof StoredFinding]: StoredFinding[key] } = {
    finding: JSON.parse(row.finding) as Finding,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
  if (row.memory !== null) stored.memory = JSON.parse(row.memory);
  if (row.told !== null) stored.told = JSON.parse(row.told);
  if (row.notes !== null) stored.notes = JSON.parse(row.notes);
  return stored;
}
