import { cutoffs } from '../retention.ts';
import type { Store } from '../store.ts';
import type { Tables } from './tables.ts';

export function sweepOf(tables: Tables): Pick<Store, 'sweep'> {
  return {
    async sweep(now, retention) {
      const past = cutoffs(now, retention);
      let messages = remove(tables.messages, ({ state, createdAt }) => state === 'given-up' && createdAt <= past.findings);
      const waited = new Set(
        [...tables.messages.values()].filter(({ state }) => state === 'waiting').map((row) => row.findingId),
      );
      const findings = remove(tables.findings, (copy, id) => {
        if (copy().updatedAt > past.findings || waited.has(id)) return false;
        messages += remove(tables.messages, ({ findingId }) => findingId === id);
        tables.threads.delete(id);
        return true;
      });
      return {
        findings,
        messages,
        ledger: remove(tables.ledger, (storedAt) => storedAt <= past.ledger),
        cells: remove(tables.cells, ({ neededUntil }) => neededUntil <= past.cells),
        rejects: remove(tables.rejects, (copy) => copy().foundAt <= past.findings),
      };
    },
  };
}

function remove<T>(table: Map<string, T>, isPast: (row: T, key: string) => boolean): number {
  let removed = 0;
  for (const [key, row] of table) {
    if (isPast(row, key)) {
      table.delete(key);
      removed++;
    }
  }
  return removed;
}
