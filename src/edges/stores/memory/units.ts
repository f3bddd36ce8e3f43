import type { EpochMs } from '../../../base/units.ts';
import { seenKey } from '../../../model/cell.ts';
import { feedId } from '../../../model/series.ts';
import type { Store, StoreCommit } from '../store.ts';
import { copyOf, type Tables } from './tables.ts';

export function unitsOf(tables: Tables): Pick<Store, 'load' | 'commit' | 'pendingFeeds' | 'dropFeeds'> {
  return {
    load: async (needs) => ({
      cells: new Map(needs.cells.map((key) => [key, tables.cells.get(key)?.cell()])),
      seen: new Set(needs.seen.filter((key) => tables.ledger.has(key))),
      findings: new Map(needs.findings.map((id) => [id, tables.findings.get(id)?.()])),
    }),
    commit: async (units, now) =>
      units.map((unit) => {
        const fits = judge(tables, unit);
        if (fits) write(tables, unit, now);
        return fits;
      }),
    pendingFeeds: async (before, limit) =>
      [...tables.feeds]
        .filter(([, { storedAt }]) => storedAt < before)
        .sort(([, a], [, b]) => a.storedAt - b.storedAt)
        .slice(0, limit)
        .map(([id, { feed }]) => ({ id, feed: feed() })),
    async dropFeeds(ids) {
      for (const id of ids) tables.feeds.delete(id);
    },
  };
}

function judge(tables: Tables, unit: StoreCommit): boolean {
  return (
    unit.ledger.every((seen) => !tables.ledger.has(seenKey(seen))) &&
    unit.cells.every(({ key, version }) => (tables.cells.get(key)?.version ?? 0) === version - 1) &&
    unit.findings.every(({ finding, version }) => (tables.findings.get(finding.id)?.().version ?? 0) === version - 1)
  );
}

function write(tables: Tables, unit: StoreCommit, now: EpochMs): void {
  for (const seen of unit.ledger) tables.ledger.set(seenKey(seen), now);
  for (const { key, version, value, validUntil } of unit.cells) {
    const kept = copyOf(value);
    const cell = () => ({ key, version, value: kept(), validUntil });
    tables.cells.set(key, { cell, version, neededUntil: Math.max(validUntil, now) });
  }
  for (const finding of unit.findings) tables.findings.set(finding.finding.id, copyOf(finding));
  for (const message of unit.messages) {
    if (tables.messages.has(message.id)) continue;
    const { to, alert, createdAt, dueAt, digest } = message;
    tables.messages.set(message.id, {
      message: copyOf(message),
      to,
      findingId: alert.finding.id,
      createdAt,
      dueAt,
      ...(digest !== undefined && { digest }),
      state: 'waiting',
      attempts: 0,
    });
  }
  for (const feed of unit.feeds) {
    const id = feedId(feed);
    if (!tables.feeds.has(id)) tables.feeds.set(id, { feed: copyOf(feed), storedAt: now });
  }
}
