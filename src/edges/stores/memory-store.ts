import type { Json } from '../../base/json.ts';
import { outboxOf } from './memory/outbox.ts';
import { pagesOf } from './memory/pages.ts';
import { sweepOf } from './memory/sweep.ts';
import { copyOf, createTables, type Tables } from './memory/tables.ts';
import { unitsOf } from './memory/units.ts';
import type { Store } from './store.ts';

/** A store that ends with the process, for tests and trials. Pages and claims read all there is. */
export function createMemoryStore(): Store & Required<Pick<Store, 'search'>> {
  const tables = createTables();
  return {
    ...unitsOf(tables),
    ...outboxOf(tables),
    ...pagesOf(tables),
    ...sweepOf(tables),
    ...checkpointsOf(tables),
    async addRejects(rejects) {
      for (const reject of rejects) if (!tables.rejects.has(reject.id)) tables.rejects.set(reject.id, copyOf(reject));
    },
    async removeRejects(ids) {
      for (const id of ids) tables.rejects.delete(id);
    },
    async stats() {
      const findings = { open: 0, acknowledged: 0, closed: 0 };
      for (const copy of tables.findings.values()) findings[copy().finding.status]++;
      const outbox = { waiting: 0, givenUp: 0 };
      for (const { state } of tables.messages.values()) outbox[state === 'waiting' ? 'waiting' : 'givenUp']++;
      return { findings, outbox, rejects: tables.rejects.size };
    },
    close: async () => {},
  };
}

function checkpointsOf({ checkpoints }: Tables): Pick<Store, 'checkpoints' | 'setCheckpoints' | 'listCheckpoints'> {
  const all = (source: string) =>
    [...(checkpoints.get(source) ?? [])].map(([key, text]) => [key, JSON.parse(text) as Json] as const);
  return {
    checkpoints: async (source, keys) => new Map(all(source).filter(([key]) => keys.includes(key))),
    async setCheckpoints(source, entries) {
      const kept = checkpoints.get(source) ?? new Map<string, string>();
      for (const [key, value] of entries) {
        if (value === undefined) kept.delete(key);
        else kept.set(key, JSON.stringify(value));
      }
      checkpoints.set(source, kept);
    },
    listCheckpoints: async (source) => new Map(all(source)),
  };
}
