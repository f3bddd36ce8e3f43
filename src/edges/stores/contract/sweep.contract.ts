import { describe, expect, it } from 'vitest';
import { DAY } from '../../../base/units.ts';
import { seenKey } from '../../../model/cell.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { cell, feed, message, reject, seen, stored, T0, unit } from './sample-rows.cases.ts';

const retention = { findings: 90 * DAY, ledger: 40 * DAY };
const none = { findings: 0, ledger: 0, cells: 0, messages: 0, rejects: 0 };

export function sweepContract(at: StoreUnderTest): void {
  describe('sweep', () => {
    it('of an empty store finds nothing', async () => {
      expect(await at.store.sweep(T0, retention)).toEqual(none);
    });

    it('forgets findings by their last change, and what hangs on them', async () => {
      const old = stored('old', {}, { updatedAt: T0 });
      const young = stored('young', {}, { updatedAt: T0 + 1 });
      await at.store.commit([unit({ findings: [old, young], messages: [message('m1', 'old', { createdAt: T0 + 5 })] })], T0);
      const [held] = await at.store.claim({ now: T0, lease: 1, limit: 1 });
      await at.store.settle([{ id: 'm1', claim: held!.claim, kind: 'given-up', error: 'no' }], T0);
      await at.caughtUp();
      expect(await at.store.sweep(T0 + 90 * DAY - 1, retention)).toMatchObject({ findings: 0, messages: 0 });
      expect(await at.store.sweep(T0 + 90 * DAY, retention)).toMatchObject({ findings: 1, messages: 1 });
      await at.caughtUp();
      expect(await at.store.finding('old')).toBeUndefined();
      expect((await at.store.findings({ limit: 10 })).findings.map(({ finding }) => finding.id)).toEqual(['young']);
      expect(await at.store.outbox({ state: 'given-up', limit: 10 })).toEqual([]);
    });

    it('takes a swept finding as new, without its old thread', async () => {
      await at.store.commit([unit({ findings: [stored('f1')], messages: [message('m1', 'f1')] })], T0);
      const [held] = await at.store.claim({ now: T0, lease: 1, limit: 1 });
      await at.store.settle([{ id: 'm1', claim: held!.claim, kind: 'sent', thread: '1700.1' }], T0);
      await at.store.sweep(T0 + 90 * DAY, retention);
      expect(await at.store.commit([unit({ findings: [stored('f1')], messages: [message('m2', 'f1')] })], T0)).toEqual([true]);
      expect((await at.store.claim({ now: T0, lease: 1, limit: 1 }))[0]).not.toHaveProperty('thread');
    });

    it('never forgets a finding that somebody is still to be told of', async () => {
      await at.store.commit([unit({ findings: [stored('f1')], messages: [message('m1', 'f1')] })], T0);
      await at.caughtUp();
      expect(await at.store.sweep(T0 + 1000 * DAY, retention)).toMatchObject({ findings: 0, messages: 0 });
      const [held] = await at.store.claim({ now: T0, lease: 1, limit: 1 });
      expect(held?.id).toBe('m1');
      expect(await at.store.sweep(T0 + 1000 * DAY, retention)).toMatchObject({ findings: 0 });
      await at.store.settle([{ id: 'm1', claim: held!.claim, kind: 'sent' }], T0);
      await at.caughtUp();
      expect(await at.store.sweep(T0 + 1000 * DAY, retention)).toMatchObject({ findings: 1 });
    });

    it('forgets rejects and given-up messages by age', async () => {
      const young = stored('f1', {}, { updatedAt: T0 + 80 * DAY });
      const messages = [message('m1', 'f1'), message('m2', 'f1', { createdAt: T0 + 1 })];
      await at.store.commit([unit({ findings: [young], messages })], T0);
      const held = await at.store.claim({ now: T0, lease: 1, limit: 2 });
      await at.store.settle(
        held.map(({ id, claim }) => ({ id, claim, kind: 'given-up', error: 'no' })),
        T0,
      );
      await at.store.addRejects([reject('r1', T0), reject('r2', T0 + 1)]);
      await at.caughtUp();
      expect(await at.store.sweep(T0 + 90 * DAY, retention)).toMatchObject({ findings: 0, messages: 1, rejects: 1 });
      await at.caughtUp();
      expect((await at.store.outbox({ state: 'given-up', limit: 10 })).map(({ id }) => id)).toEqual(['m2']);
      expect((await at.store.rejects({ limit: 10 })).rejects.map(({ id }) => id)).toEqual(['r2']);
    });

    it('keeps the ledger for its own time, from when a row was stored', async () => {
      const keys = ['e1', 'e2'].map((id) => seenKey(seen(id)));
      const seenNow = async () => [...(await at.store.load({ cells: [], seen: keys, findings: [] })).seen];
      // An event of long ago: its own time counts for nothing.
      await at.store.commit([unit({ ledger: [{ ...seen('e1'), at: 0 }] })], T0);
      await at.store.commit([unit({ ledger: [seen('e2')] })], T0 + 1);
      await at.store.sweep(T0 + 40 * DAY - 1, { ...retention, findings: 1 });
      expect(await seenNow()).toEqual(keys);
      const swept = await at.store.sweep(T0 + 40 * DAY, retention);
      if (at.sweepsAll) expect([swept.ledger, await seenNow()]).toEqual([1, [keys[1]]]);
    });

    it('keeps the ledger for 30 days, whatever it is told', async () => {
      await at.store.commit([unit({ ledger: [seen('e1')] })], T0);
      await at.store.sweep(T0 + 30 * DAY - 1, { findings: DAY, ledger: DAY });
      const { seen: found } = await at.store.load({ cells: [], seen: [seenKey(seen('e1'))], findings: [] });
      expect(found.size).toBe(1);
    });

    it('forgets a cell 14 days after it was stored and after it was needed, whichever is later', async () => {
      const cells = [
        cell('past', 1, 1, T0 - 1000 * DAY),
        cell('needed', 1, 1, T0 + 10 * DAY),
        cell('always', 1, 1, Number.POSITIVE_INFINITY),
      ];
      const keys = cells.map(({ key }) => key);
      const left = async () => {
        const loaded = await at.store.load({ cells: keys, seen: [], findings: [] });
        return keys.filter((key) => loaded.cells.get(key) !== undefined);
      };
      await at.store.commit([unit({ cells })], T0);
      await at.store.sweep(T0 + 14 * DAY - 1, retention);
      expect(await left()).toEqual(keys);
      const first = await at.store.sweep(T0 + 14 * DAY, retention);
      if (at.sweepsAll) expect([first.cells, await left()]).toEqual([1, ['needed', 'always']]);
      else expect((await left()).slice(-2)).toEqual(['needed', 'always']);
      const second = await at.store.sweep(T0 + 24 * DAY, retention);
      if (at.sweepsAll) expect([second.cells, await left()]).toEqual([1, ['always']]);
      await at.store.sweep(T0 + 100_000 * DAY, retention);
      expect((await left()).at(-1)).toBe('always');
    });

    it('counts the 14 days from the last commit of a cell', async () => {
      await at.store.commit([unit({ cells: [cell('a', 1, 1, 0)] })], T0);
      await at.store.commit([unit({ cells: [cell('a', 2, 2, 0)] })], T0 + DAY);
      await at.store.sweep(T0 + 15 * DAY - 1, retention);
      expect((await at.store.load({ cells: ['a'], seen: [], findings: [] })).cells.get('a')).toEqual(cell('a', 2, 2, 0));
    });

    it('leaves checkpoints and feeds alone', async () => {
      await at.store.setCheckpoints('s3', new Map([['a', 1]]), T0);
      await at.store.commit([unit({ feeds: [feed('x')] })], T0);
      await at.store.sweep(T0 + 1000 * DAY, retention);
      expect((await at.store.listCheckpoints('s3')).size).toBe(1);
      expect(await at.store.pendingFeeds(T0 + 1, 10)).toHaveLength(1);
    });

    it('takes more rows than one step', async () => {
      const rows = Array.from({ length: 1201 }, (_, i) => unit({ findings: [stored(`f${i}`)], ledger: [seen(`e${i}`)] }));
      await at.store.commit(rows, T0);
      await at.caughtUp();
      const swept = await at.store.sweep(T0 + 90 * DAY, retention);
      expect(swept.findings).toBe(1201);
      if (at.sweepsAll) expect(swept.ledger).toBe(1201);
    });
  });
}
