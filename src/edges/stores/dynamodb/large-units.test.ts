import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../base/units.ts';
import { Random } from '../../../simulation/random.ts';
import { seenKey } from '../../../model/cell.ts';
import { cell, feed, message, seen, stored, T0, unit } from '../contract/sample-rows.cases.ts';
import type { Store, StoreCommit } from '../store.ts';
import { type MemoryTable, memoryTable } from './memory-table.cases.ts';
import { storeOver } from './open-dynamodb-store.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const writes = new Set(['put', 'update', 'remove', 'transact']);

const ledger = numbers(200).map((i) => seen(`e${i}`));
const cellKeys = numbers(60).map((i) => `cell ${i}`);
const findingIds = numbers(5).map((i) => `f${i}`);
const messages = [message('m1', 'f1'), message('m2', 'f2')];
const feeds = numbers(120).map((i) => feed(`feed ${i}`));

/** Load, conclude, commit, as a delivery makes it happen: nothing where the ledger has all of it. */
async function deliver(store: Store, now = T0): Promise<'in' | 'known' | 'conflict'> {
  const loaded = await store.load({ cells: cellKeys, seen: ledger.map(seenKey), findings: findingIds });
  const rows = ledger.filter((row) => !loaded.seen.has(seenKey(row)));
  if (rows.length === 0) return 'known';
  const next = (version: number | undefined) => (version ?? 0) + 1;
  const commit: StoreCommit = unit({
    cells: cellKeys.map((key) => {
      const before = loaded.cells.get(key);
      return cell(key, next(before?.version), ((before?.value as number | undefined) ?? 0) + rows.length);
    }),
    findings: findingIds.map((id) => {
      const before = loaded.findings.get(id);
      const version = next(before?.version);
      return stored(id, { count: (before?.finding.count ?? 0) + rows.length }, { version });
    }),
    ledger: rows,
    messages,
    feeds,
  });
  return (await store.commit([commit], now))[0] ? 'in' : 'conflict';
}

async function stateOf(store: Store) {
  const { cells, seen, findings } = await store.load({ cells: cellKeys, seen: ledger.map(seenKey), findings: findingIds });
  return {
    cells: [...cells.values()],
    seen: seen.size,
    findings: [...findings.values()],
    listed: (await store.findings({ limit: 100 })).findings.map(({ finding }) => finding.id),
    messages: (await store.outbox({ state: 'waiting', limit: 1000 })).map(({ id }) => id),
    feeds: (await store.pendingFeeds(T0 + 1, 1000)).length,
  };
}

const clockAt = (now: number) => ({ now: () => now, sleep: async () => {} });
/** A store whose process dies at its `dieAt`th write: before it has an effect, or after, and its answer is lost. */
async function dyingStore(table: MemoryTable, dieAt: number, effect: 'none' | 'done') {
  let count = 0;
  const dead = () => {
    throw new Error('dead');
  };
  const dying = new Proxy(table, {
    get(target, name: keyof MemoryTable) {
      if (!writes.has(name)) return count >= dieAt ? dead : target[name];
      return async (...given: never[]) => {
        if (++count < dieAt) return (target[name] as (...given: never[]) => unknown)(...given);
        if (count === dieAt && effect === 'done') await (target[name] as (...given: never[]) => unknown)(...given);
        return dead();
      };
    },
  });
  return { store: await storeOver(dying, { clock: clockAt(T0) }), writes: () => count };
}

/** Nothing of a unit's own is left: no record, no log, no lock. */
const leftovers = (table: MemoryTable) =>
  table.items().filter((item) => item.pk.startsWith('unit#') || item.lockedBy !== undefined);

describe('a unit larger than a transaction', () => {
  it('leaves nothing behind, and takes no transaction of more than 91 items', async () => {
    const table = memoryTable();
    const store = await storeOver(table, { clock: clockAt(T0) });
    expect(await deliver(store)).toBe('in');
    expect(await deliver(store)).toBe('known');
    expect(leftovers(table)).toEqual([]);
    expect(table.largestTransaction()).toBe(91);
    expect(await stateOf(store)).toMatchObject({ seen: 200, messages: ['m1', 'm2'], feeds: 120, listed: findingIds });
  });

  it('whose writer dies at any write ends the same when it comes again', async () => {
    const whole = memoryTable();
    const expected = await storeOver(whole, { clock: clockAt(T0) });
    await deliver(expected);
    const end = await stateOf(expected);
    const { store: counted, writes: total } = await dyingStore(memoryTable(), Number.POSITIVE_INFINITY, 'none');
    await deliver(counted);
    expect(total()).toBeGreaterThan(200);
    for (const effect of ['none', 'done'] as const) {
      // Each of the first and the last, where the steps are; some of those that are alike.
      for (let dieAt = 1; dieAt <= total(); dieAt += dieAt < 20 || dieAt > total() - 8 ? 1 : 17) {
        const table = memoryTable();
        const { store: dying } = await dyingStore(table, dieAt, effect);
        await expect(deliver(dying)).rejects.toThrow('dead');
        const store = await storeOver(table, { clock: clockAt(T0 + 31 * SECOND) });
        expect(['in', 'known']).toContain(await deliver(store, T0));
        expect([effect, dieAt, await stateOf(store)]).toEqual([effect, dieAt, end]);
        // A sweep takes what nobody met again.
        await (await storeOver(table, { clock: clockAt(T0 + 120 * SECOND) })).pendingFeeds(0, 1);
        expect([dieAt, leftovers(table).filter(({ sk }) => !sk.startsWith('log#'))]).toEqual([dieAt, []]);
      }
    }
  }, 60_000);

  it('that is under way holds others up, and shows them nothing', async () => {
    const table = memoryTable();
    const { store: dying } = await dyingStore(table, 6, 'none');
    await expect(deliver(dying)).rejects.toThrow('dead');
    expect(leftovers(table).some(({ lockedBy }) => lockedBy !== undefined)).toBe(true);
    const store = await storeOver(table, { clock: clockAt(T0 + 29 * SECOND) });
    expect(await stateOf(store)).toMatchObject({ seen: 0, messages: [], feeds: 0, listed: [] });
    expect(await store.commit([unit({ cells: [cell('cell 1', 1)] })], T0)).toEqual([false]);
    expect(await deliver(store)).toBe('conflict');
    const later = await storeOver(table, { clock: clockAt(T0 + 30 * SECOND) });
    expect(await deliver(later, T0)).toBe('in');
  });

  it('a writer that was taken for dead has lost, however far it was', async () => {
    for (let pauseAt = 1; pauseAt < 8; pauseAt++) {
      const table = memoryTable();
      let now = T0;
      const store = await storeOver(table, { clock: { now: () => now, sleep: async () => {} } });
      let count = 0;
      let late: Promise<unknown> | undefined;
      const other = async () => {
        now += 60 * SECOND;
        await store.load({ cells: cellKeys, seen: ledger.map(seenKey), findings: findingIds });
      };
      table.before = async (call) => {
        if (!writes.has(call) || late !== undefined || ++count !== pauseAt) return;
        late = other();
        await late;
      };
      const first = await deliver(store);
      expect(['in', 'conflict']).toContain(first);
      if (first === 'conflict') expect(await deliver(store)).toBe('in');
      expect(await stateOf(store)).toMatchObject({ seen: 200, messages: ['m1', 'm2'], feeds: 120 });
      expect((await stateOf(store)).cells.map((each) => each?.value)).toEqual(cellKeys.map(() => 200));
    }
  });

  it('is counted once, however the steps of several writers interleave', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = new Random(seed, 'interleaving');
      const table = memoryTable();
      table.before = async () => {
        for (let turns = random.below(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      };
      let now = T0;
      // Time runs so fast that some are taken for dead in the midst of their work.
      const clock = { now: () => (now += random.below(1500)), sleep: async () => {} };
      const writer = async () => {
        const store = await storeOver(table, { clock });
        for (let attempt = 0; attempt < 200; attempt++) {
          if ((await deliver(store)) !== 'conflict') return;
        }
        throw new Error('never in');
      };
      await Promise.all([writer(), writer(), writer()]);
      now += 1e6;
      const store = await storeOver(table, { clock });
      const end = await stateOf(store);
      expect([seed, end.cells.map((each) => each?.value)]).toEqual([seed, cellKeys.map(() => 200)]);
      expect([end.seen, end.messages, end.feeds]).toEqual([200, ['m1', 'm2'], 120]);
    }
  }, 60_000);
});
