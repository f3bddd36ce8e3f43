import { describe, expect, it } from 'vitest';
import { seenKey } from '../../../model/cell.ts';
import type { Store } from '../store.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { cell, feed, message, seen, stored, T0, unit } from './sample-rows.cases.ts';

const everything = (store: Store, { cells = [], seen = [], findings = [] }: Partial<Parameters<Store['load']>[0]>) =>
  store.load({ cells, seen, findings });

export function commitsContract(at: StoreUnderTest): void {
  describe('commits', () => {
    it('gives what was committed, and absent things as undefined', async () => {
      const whole = stored('f1', {}, { memory: { slots: [1, 2] }, told: { change: 'opened', severity: 'low', count: 1 } });
      const noted = { ...whole, notes: [{ at: T0, by: 'alice', text: 'mine' }] };
      const commit = unit({ cells: [cell('a', 1, { slots: [1] })], ledger: [seen('e1')], findings: [noted] });
      expect(await at.store.commit([commit], T0)).toEqual([true]);
      const loaded = await (await at.another()).load({
        cells: ['a', 'b'],
        seen: [seenKey(seen('e1')), seenKey(seen('e2'))],
        findings: ['f1', 'f2'],
      });
      expect([...loaded.cells]).toEqual([
        ['a', cell('a', 1, { slots: [1] })],
        ['b', undefined],
      ]);
      expect([...loaded.seen]).toEqual([seenKey(seen('e1'))]);
      expect([...loaded.findings]).toEqual([
        ['f1', noted],
        ['f2', undefined],
      ]);
      expect(await at.store.finding('f1')).toEqual(noted);
      expect(await at.store.finding('f2')).toBeUndefined();
    });

    it('commits nothing, and an empty unit', async () => {
      expect(await at.store.commit([], T0)).toEqual([]);
      expect(await at.store.commit([unit({})], T0)).toEqual([true]);
    });

    it('keeps nothing of an earlier version of a finding', async () => {
      await at.store.commit([unit({ findings: [stored('f1', {}, { memory: { a: 1 }, notes: [] })] })], T0);
      expect(await at.store.commit([unit({ findings: [stored('f1', { count: 2 }, { version: 2 })] })], T0)).toEqual([true]);
      expect(await at.store.finding('f1')).toEqual(stored('f1', { count: 2 }, { version: 2 }));
    });

    it.each([
      ['a cell of an older version', unit({ cells: [cell('b', 1), cell('a', 1, 'other')] })],
      ['a cell that is two versions on', unit({ cells: [cell('b', 1), cell('a', 3)] })],
      ['a new cell that is not the first version', unit({ cells: [cell('b', 2)] })],
      ['a finding of an older version', unit({ cells: [cell('b', 1)], findings: [stored('f1', { count: 9 })] })],
      ['a finding from the future', unit({ cells: [cell('b', 1)], findings: [stored('f2', {}, { version: 2 })] })],
      ['a ledger row that is there already', unit({ cells: [cell('b', 1)], ledger: [seen('e2'), seen('e1')] })],
    ])('refuses %s, and writes nothing of its unit', async (_name, bad) => {
      await at.store.commit([unit({ cells: [cell('a', 1)], ledger: [seen('e1')], findings: [stored('f1')] })], T0);
      const more = { messages: [message('m1', 'f1')], feeds: [feed('x')], ledger: [...bad.ledger, seen('e3')] };
      expect(await at.store.commit([{ ...bad, ...more }], T0)).toEqual([false]);
      const keys = ['e2', 'e3'].map((id) => seenKey(seen(id)));
      const loaded = await everything(at.store, { cells: ['a', 'b'], seen: keys, findings: ['f1', 'f2'] });
      expect([...loaded.cells.values()]).toEqual([cell('a', 1), undefined]);
      expect([...loaded.findings.values()]).toEqual([stored('f1'), undefined]);
      expect(loaded.seen.size).toBe(0);
      await at.caughtUp();
      expect(await at.store.outbox({ state: 'waiting', limit: 10 })).toEqual([]);
      expect(await at.store.pendingFeeds(T0 + 1, 10)).toEqual([]);
    });

    it('a unit that fails stops no other', async () => {
      await at.store.commit([unit({ cells: [cell('a', 1)] })], T0);
      const units = ['b', 'a', 'c'].map((key) => unit({ cells: [cell(key, 1, key)], ledger: [seen(key)] }));
      expect(await at.store.commit(units, T0)).toEqual([true, false, true]);
      const { cells } = await everything(at.store, { cells: ['a', 'b', 'c'] });
      expect([...cells.values()].map((each) => each?.value)).toEqual([1, 'b', 'c']);
    });

    it('of two units over the same version, the first is in', async () => {
      const units = ['first', 'second'].map((value) => unit({ cells: [cell('a', 1, value)] }));
      expect(await at.store.commit(units, T0)).toEqual([true, false]);
      expect((await everything(at.store, { cells: ['a'] })).cells.get('a')?.value).toBe('first');
    });

    it('tells ledger rows apart by rule, group and event', async () => {
      const rows = [seen('e'), seen('e', '["b"]'), seen('e', '["a"]', 'tw-other'), seen('e2')];
      expect(
        await at.store.commit(
          rows.map((row) => unit({ ledger: [row] })),
          T0,
        ),
      ).toEqual([true, true, true, true]);
      expect(
        await at.store.commit(
          rows.map((row) => unit({ ledger: [row] })),
          T0,
        ),
      ).toEqual([false, false, false, false]);
    });

    it('messages and feeds that are there already stay as they are', async () => {
      await at.store.commit([unit({ messages: [message('m1', 'f1')], feeds: [feed('x')] })], T0);
      const again = unit({
        messages: [message('m1', 'f2', { dueAt: T0 + 5 }), message('m2', 'f1')],
        feeds: [feed('x'), feed('y')],
      });
      expect(await at.store.commit([again], T0 + 1)).toEqual([true]);
      await at.caughtUp();
      const waiting = await at.store.outbox({ state: 'waiting', limit: 10 });
      expect(waiting.map(({ id, dueAt, alert }) => [id, dueAt, alert.finding.id])).toEqual([
        ['m1', T0, 'f1'],
        ['m2', T0, 'f1'],
      ]);
      expect((await at.store.pendingFeeds(T0 + 2, 10)).map(({ feed }) => feed.eventId)).toEqual(['x', 'y']);
    });

    it('gives feeds that were committed before a moment, oldest first, until they are dropped', async () => {
      for (const [i, name] of ['c', 'a', 'b'].entries()) await at.store.commit([unit({ feeds: [feed(name)] })], T0 + i);
      await at.store.commit([unit({ feeds: [feed('c', -1)] })], T0 + 3);
      await at.caughtUp();
      const pending = await at.store.pendingFeeds(T0 + 3, 10);
      expect(pending.map(({ feed }) => feed.eventId)).toEqual(['c', 'a', 'b']);
      expect(pending[0]?.feed).toEqual(feed('c'));
      expect((await at.store.pendingFeeds(T0 + 3, 2)).map(({ feed }) => feed.eventId)).toEqual(['c', 'a']);
      await at.store.dropFeeds([...pending.map(({ id }) => id), 'never there']);
      await at.caughtUp();
      expect((await at.store.pendingFeeds(T0 + 9, 10)).map(({ feed }) => feed)).toEqual([feed('c', -1)]);
    });

    it('takes units larger than a transaction of DynamoDB, whole', async () => {
      const ledger = Array.from({ length: 250 }, (_, i) => seen(`e${i}`));
      const large = { ledger, findings: [stored('f1')], cells: [cell('a', 1)], messages: [message('m1', 'f1')] };
      expect(await at.store.commit([unit(large)], T0)).toEqual([true]);
      expect((await everything(at.store, { seen: ledger.map(seenKey) })).seen.size).toBe(250);
      const fresh = Array.from({ length: 250 }, (_, i) => seen(`g${i}`));
      const bad = unit({ ledger: [...fresh, seen('e249')], findings: [stored('f2')], cells: [cell('b', 1)] });
      expect(await at.store.commit([bad], T0)).toEqual([false]);
      const after = await everything(at.store, { cells: ['b'], seen: fresh.map(seenKey), findings: ['f2'] });
      expect([after.cells.get('b'), after.seen.size, after.findings.get('f2')]).toEqual([undefined, 0, undefined]);
    });

    it('several handles that count in one cell lose nothing', async () => {
      const handles = [at.store, await at.another(), await at.another()];
      const count = async (store: Store) => {
        for (let done = 0; done < 20; ) {
          const now = (await everything(store, { cells: ['n'] })).cells.get('n');
          const next = cell('n', (now?.version ?? 0) + 1, ((now?.value as number | undefined) ?? 0) + 1);
          if ((await store.commit([unit({ cells: [next] })], T0))[0]) done++;
        }
      };
      await Promise.all(handles.map(count));
      expect((await everything(at.store, { cells: ['n'] })).cells.get('n')).toEqual(cell('n', 60, 60));
    });

    it('of several handles that commit one match, one does', async () => {
      const handles = [at.store, await at.another(), await at.another()];
      for (let round = 0; round < 10; round++) {
        const done = await Promise.all(handles.map((store) => store.commit([unit({ ledger: [seen(`r${round}`)] })], T0)));
        expect(done.flat().sort()).toEqual([false, false, true]);
      }
    });

    it('what it gave out or was given can be changed without changing the store', async () => {
      const given = { list: [1] };
      await at.store.commit([unit({ cells: [cell('a', 1, given)] })], T0);
      given.list.push(2);
      ((await everything(at.store, { cells: ['a'] })).cells.get('a')!.value as { list: number[] }).list.push(3);
      expect((await everything(at.store, { cells: ['a'] })).cells.get('a')?.value).toEqual({ list: [1] });
    });
  });
}
