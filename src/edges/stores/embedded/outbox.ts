import { randomUUID } from 'node:crypto';
import type { EpochMs } from '../../../base/units.ts';
import type { Alert, ClaimedMessage, Message, Settlement } from '../../../model/alert.ts';
import type { OutboxRow, Store } from '../store.ts';
import type { Connection, Value } from './connection.ts';
import { fromColumn, toColumn } from './text-column.ts';

interface MessageRow {
  readonly id: string;
  readonly sink: string;
  readonly created_at: EpochMs;
  readonly due_at: EpochMs;
  readonly digest: string | null;
  readonly attempts: number;
  readonly error: string | null;
  readonly alert: string;
}

const shown = 'm.id, m.sink, m.created_at, m.due_at, m.digest, m.attempts, m.error, m.alert';

export function insertMessage(connection: Connection, { id, to, alert, createdAt, dueAt, digest }: Message): void {
  connection.run(
    `INSERT OR IGNORE INTO messages (id, sink, finding_id, state, created_at, due_at, digest, attempts, alert)
      VALUES (?, ?, ?, 'waiting', ?, ?, ?, 0, ?)`,
    toColumn(id),
    toColumn(to),
    toColumn(alert.finding.id),
    createdAt,
    dueAt,
    digest === undefined ? null : toColumn(digest),
    JSON.stringify(alert),
  );
}

/** Messages from their commit until they are sent or given up. */
export function outboxOf(connection: Connection): Pick<Store, 'claim' | 'settle' | 'outbox' | 'retryGivenUp'> {
  return {
    claim: async ({ now, lease, limit, to }) => {
      const bySink: Value[] = to === undefined ? [] : [toColumn(to)];
      return connection.write(() =>
        connection
          .all<MessageRow & { readonly thread: string | null }>(
            `SELECT ${shown}, t.thread FROM messages m LEFT JOIN threads t ON t.finding_id = m.finding_id AND t.sink = m.sink
              WHERE m.state = 'waiting' AND m.due_at <= ? AND (m.claimed_until IS NULL OR m.claimed_until <= ?)
              ${to === undefined ? '' : 'AND m.sink = ?'} ORDER BY m.due_at, m.created_at, m.id LIMIT ?`,
            now,
            now,
            ...bySink,
            limit,
          )
          .map((row): ClaimedMessage => {
            const claim = randomUUID();
            connection.run('UPDATE messages SET claim = ?, claimed_until = ? WHERE id = ?', claim, now + lease, row.id);
            return {
              ...toMessage(row),
              attempts: row.attempts,
              claim,
              ...(row.thread !== null && { thread: fromColumn(row.thread) }),
            };
          }),
      );
    },
    settle: async (settlements) =>
      connection.write(() => {
        for (const settlement of settlements) settle(connection, settlement);
      }),
    outbox: async ({ state, limit }) =>
      connection
        .all<MessageRow>(`SELECT ${shown} FROM messages m WHERE state = ? ORDER BY created_at, id LIMIT ?`, state, limit)
        .map(
          (row): OutboxRow => ({
            ...toMessage(row),
            attempts: row.attempts,
            ...(row.error !== null && { error: fromColumn(row.error) }),
          }),
        ),
    retryGivenUp: async (now) =>
      connection.write(
        () =>
          connection.run("UPDATE messages SET state = 'waiting', due_at = ?, attempts = 0 WHERE state = 'given-up'", now).changes,
      ),
  };
}

function settle(connection: Connection, settlement: Settlement): void {
  const id = toColumn(settlement.id);
  const held = connection.get<{ readonly sink: string; readonly finding_id: string }>(
    'SELECT sink, finding_id FROM messages WHERE id = ? AND claim = ?',
    id,
    settlement.claim,
  );
  if (held === undefined) return;
  const free = 'claim = NULL, claimed_until = NULL';
  switch (settlement.kind) {
    case 'sent':
      connection.run('DELETE FROM messages WHERE id = ?', id);
      if (settlement.thread !== undefined) {
        connection.run(
          'INSERT OR IGNORE INTO threads (sink, finding_id, thread) VALUES (?, ?, ?)',
          held.sink,
          held.finding_id,
          toColumn(settlement.thread),
        );
      }
      return;
    case 'later':
      connection.run(
        `UPDATE messages SET ${free}, attempts = attempts + 1, due_at = ?, error = ? WHERE id = ?`,
        settlement.dueAt,
        toColumn(settlement.error),
        id,
      );
      return;
    case 'digest':
      connection.run(
        `UPDATE messages SET ${free}, due_at = ?, digest = ? WHERE id = ?`,
        settlement.dueAt,
        toColumn(settlement.digest),
        id,
      );
      return;
    case 'given-up':
      connection.run(
        `UPDATE messages SET ${free}, state = 'given-up', attempts = attempts + 1, error = ? WHERE id = ?`,
        toColumn(settlement.error),
        id,
      );
  }
}

function toMessage(row: MessageRow): Message {
  return {
    id: fromColumn(row.id),
    to: fromColumn(row.sink),
    alert: JSON.parse(row.alert) as Alert,
    createdAt: row.created_at,
    dueAt: row.due_at,
    ...(row.digest !== null && { digest: fromColumn(row.digest) }),
  };
}
