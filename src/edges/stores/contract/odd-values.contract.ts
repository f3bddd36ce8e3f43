import { describe, expect, it } from 'vitest';
import { seenKey } from '../../../model/cell.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { cell, message, oddTexts, reject, seen, stored, T0, unit } from './sample-rows.cases.ts';

export function oddValuesContract(at: StoreUnderTest): void {
  describe('odd values', () => {
    it.each(oddTexts)('%s comes back as it was, wherever it stands', async (_name, odd) => {
      const row = seen(odd, odd, 'tw-rule');
      const told = stored('f1', { title: odd, actor: odd, ruleId: odd, resources: [odd] }, { memory: { [odd]: odd } });
      const sent = message('m1', 'f1', { digest: `d${odd}`, to: `s${odd}` });
      await at.store.commit([unit({ cells: [cell(`k${odd}`, 1, odd)], ledger: [row], findings: [told], messages: [sent] })], T0);
      await at.store.setCheckpoints('s3', new Map([[`k${odd}`, odd]]), T0);
      await at.store.addRejects([{ ...reject('r1', T0), message: odd, at: { file: odd } }]);
      await at.caughtUp();

      const loaded = await at.store.load({ cells: [`k${odd}`, 'k'], seen: [seenKey(row)], findings: ['f1'] });
      expect([...loaded.cells]).toEqual(
        odd === ''
          ? [['k', cell('k', 1, '')]]
          : [
              [`k${odd}`, cell(`k${odd}`, 1, odd)],
              ['k', undefined],
            ],
      );
      expect(loaded.seen.size).toBe(1);
      expect(loaded.findings.get('f1')).toEqual(told);
      // A service may refuse an empty key; nobody asks for one.
      if (odd !== '') expect((await at.store.findings({ actor: odd, limit: 10 })).findings).toEqual([told]);
      if (odd !== '') expect((await at.store.findings({ ruleId: odd, limit: 10 })).findings).toEqual([told]);
      expect([...(await at.store.listCheckpoints('s3'))]).toEqual([[`k${odd}`, odd]]);
      expect((await at.store.rejects({ limit: 1 })).rejects[0]).toMatchObject({ message: odd, at: { file: odd } });

      const [held] = await at.store.claim({ now: T0, lease: 1000, limit: 1, to: `s${odd}` });
      expect(held).toMatchObject({ id: 'm1', to: `s${odd}`, digest: `d${odd}` });
      await at.store.settle([{ id: 'm1', claim: held!.claim, kind: 'later', dueAt: T0, error: odd }], T0);
      await at.caughtUp();
      expect((await at.store.outbox({ state: 'waiting', limit: 1 }))[0]?.error).toBe(odd);
      const [again] = await at.store.claim({ now: T0, lease: 1000, limit: 1 });
      await at.store.settle([{ id: 'm1', claim: again!.claim, kind: 'sent', thread: odd }], T0);
      await at.store.commit([unit({ messages: [{ ...sent, id: 'm2' }] })], T0);
      await at.caughtUp();
      expect((await at.store.claim({ now: T0, lease: 1000, limit: 1 }))[0]?.thread).toBe(odd);
    });

    it('keys that differ by little are different', async () => {
      const keys = ['a', 'A', 'a ', ' a', 'a\0', '"a"', '\u00e9', 'e\u0301', 'a\ud800', 'a\ud801', 'a\ufffd'];
      const units = keys.map((key, i) => unit({ cells: [cell(key, 1, i)] }));
      expect(await at.store.commit(units, T0)).toEqual(keys.map(() => true));
      const { cells } = await at.store.load({ cells: keys, seen: [], findings: [] });
      expect(keys.map((key) => cells.get(key)?.value)).toEqual(keys.map((_, i) => i));
    });

    it.each([Number.POSITIVE_INFINITY, 0, -1, 8.64e15, T0 + 0.5, Number.MAX_SAFE_INTEGER])(
      'a cell may be valid until %d',
      async (validUntil) => {
        await at.store.commit([unit({ cells: [cell('a', 1, 1, validUntil)] })], T0);
        expect((await at.store.load({ cells: ['a'], seen: [], findings: [] })).cells.get('a')?.validUntil).toBe(validUntil);
      },
    );

    it.each([
      ['null', null],
      ['zero', 0],
      ['false', false],
      ['an empty text', ''],
      ['large and small numbers', [Number.MAX_SAFE_INTEGER, -1e308, 5e-324, 0.1]],
      ['deep nesting', { a: [{ b: [[{ c: {} }]] }] }],
      ['names of Object', JSON.parse('{"__proto__":1,"constructor":2}')],
      ['64 KB', 'é'.repeat(32 * 1024 - 1)],
    ])('a cell may hold %s', async (_name, value) => {
      await at.store.commit([unit({ cells: [cell('a', 1, value)] })], T0);
      const back = (await at.store.load({ cells: ['a'], seen: [], findings: [] })).cells.get('a');
      expect(JSON.stringify(back?.value)).toBe(JSON.stringify(value));
    });
  });
}
