import { describe, expect, it } from 'vitest';
import { type Cell, type Seen, seenKey } from '../../model/cell.ts';
import type { CellStore } from './cell-store.ts';

const cell = (key: string, version: number, value: unknown = version): Cell => ({ key, version, value, validUntil: 1e15 });
const row: Seen = { ruleId: 'r', group: '["x"]', eventId: 'e', at: 0 };
const commit = (cells: Cell[], ledger: Seen[] = []) => ({ cells, ledger, updates: [], feeds: [] });

/** What every store of cells must do. Called by the tests of each. */
export function cellStoreContract(name: string, open: () => CellStore | Promise<CellStore>): void {
  describe(`${name} keeps cells`, () => {
    it('gives what was committed, and absent cells as undefined', async () => {
      const store = await open();
      expect(await store.commit(commit([cell('a', 1, { slots: [1] })]))).toBe(true);
      const { cells, seen } = await store.load({ cells: ['a', 'b'], seen: [seenKey(row)] });
      expect([...cells]).toEqual([
        ['a', cell('a', 1, { slots: [1] })],
        ['b', undefined],
      ]);
      expect(seen.size).toBe(0);
    });

    it('refuses a stale version, and then writes nothing of the commit', async () => {
      const store = await open();
      await store.commit(commit([cell('a', 1)]));
      expect(await store.commit(commit([cell('b', 1), cell('a', 1, 'other')], [row]))).toBe(false);
      const { cells, seen } = await store.load({ cells: ['a', 'b'], seen: [seenKey(row)] });
      expect([cells.get('a')?.value, cells.get('b'), seen.size]).toEqual([1, undefined, 0]);
    });

    it('refuses a version from the future', async () => {
      const store = await open();
      expect(await store.commit(commit([cell('a', 2)]))).toBe(false);
    });

    it('refuses a row of the ledger that is there already', async () => {
      const store = await open();
      expect(await store.commit(commit([], [row]))).toBe(true);
      expect([...(await store.load({ cells: [], seen: [seenKey(row)] })).seen]).toEqual([seenKey(row)]);
      expect(await store.commit(commit([cell('a', 1)], [row]))).toBe(false);
      expect((await store.load({ cells: ['a'], seen: [] })).cells.get('a')).toBeUndefined();
    });

    it('tells rows apart by rule, group and event', async () => {
      const store = await open();
      for (const other of [row, { ...row, ruleId: 'q' }, { ...row, group: '["y"]' }, { ...row, eventId: 'f' }])
        expect(await store.commit(commit([], [other]))).toBe(true);
    });
  });
}
