import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../base/units.ts';
import type { Finding } from '../../../model/finding.ts';
import type { FindingQuery, Store } from '../store.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { stored, T0, unit } from './sample-rows.cases.ts';

const iso = (at: number) => new Date(at).toISOString();

/** All pages, with what a caller may do between them. */
export async function follow(
  store: Pick<Store, 'findings'>,
  query: FindingQuery,
  between: (page: number) => Promise<void> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 100; page++) {
    const got = await store.findings(cursor === undefined ? query : { ...query, cursor });
    expect(got.findings.length).toBeLessThanOrEqual(query.limit);
    ids.push(...got.findings.map(({ finding }) => finding.id));
    if (got.cursor === undefined) return ids;
    cursor = got.cursor;
    await between(page);
  }
  throw new Error('the pages never end');
}

export function pagesContract(at: StoreUnderTest): void {
  const put = async (...rows: readonly (readonly [string, Partial<Finding>])[]) => {
    const units = rows.map(([id, more]) => unit({ findings: [stored(id, more)] }));
    expect(await at.store.commit(units, T0)).toEqual(rows.map(() => true));
    await at.caughtUp();
  };

  describe('pages of findings', () => {
    it('come newest first, then by id', async () => {
      const times = [3, 1, 2, 2, 2, 3, 0];
      await put(...times.map((hour, i) => [`f${i}`, { lastAt: iso(T0 + hour * HOUR) }] as const));
      const order = ['f0', 'f5', 'f2', 'f3', 'f4', 'f1', 'f6'];
      for (const limit of [1, 2, 3, 7, 100]) expect(await follow(at.store, { limit })).toEqual(order);
    });

    it('compare times, however they are written', async () => {
      await put(
        ['f1', { lastAt: '2026-03-01T12:00:00Z' }],
        ['f2', { lastAt: '2026-03-01T12:00:00.500Z' }],
        ['f3', { lastAt: '2026-03-01T11:59:59.999Z' }],
      );
      expect(await follow(at.store, { limit: 10 })).toEqual(['f2', 'f1', 'f3']);
    });

    it('hold whole findings', async () => {
      const whole = stored('f1', {}, { memory: { a: 1 }, notes: [{ at: T0, by: 'alice', text: 'seen' }] });
      await at.store.commit([unit({ findings: [whole] })], T0);
      await at.caughtUp();
      expect(await at.store.findings({ limit: 10 })).toEqual({ findings: [whole] });
    });

    it('of an empty store are empty', async () => {
      expect(await at.store.findings({ limit: 10 })).toEqual({ findings: [] });
    });

    it.each([
      ['status', { status: 'acknowledged' }, { status: 'open' }],
      ['ruleId', { ruleId: 'tw-a' }, { ruleId: 'tw-A' }],
      ['actor', { actor: 'arn:aws:iam::123456789012:root' }, { actor: 'arn:aws:iam::111122223333:root' }],
      ['account', { account: '111122223333' }, { account: '123456789012' }],
      ['severity', { severity: 'critical' }, { severity: 'high' }],
    ] as const)('by %s hold only those', async (_field, wanted, other) => {
      await put(
        ...Array.from({ length: 9 }, (_, i) => [`f${i}`, { ...(i % 3 === 0 ? wanted : other), lastAt: iso(T0 - i) }] as const),
      );
      for (const limit of [1, 2, 10]) expect(await follow(at.store, { ...wanted, limit })).toEqual(['f0', 'f3', 'f6']);
    });

    it('by several fields hold those that fit all', async () => {
      await put(
        ...Array.from(
          { length: 40 },
          (_, i) =>
            [
              `f${String(i).padStart(2, '0')}`,
              {
                lastAt: iso(T0 - i * MINUTE),
                severity: i % 2 === 0 ? ('high' as const) : ('low' as const),
                status: i % 3 === 0 ? ('closed' as const) : ('open' as const),
                account: i % 5 === 0 ? '111122223333' : '123456789012',
              },
            ] as const,
        ),
      );
      const query = { severity: 'high', status: 'closed', account: '111122223333' } as const;
      for (const limit of [1, 2, 10]) expect(await follow(at.store, { ...query, limit })).toEqual(['f00', 'f30']);
      const from = T0 - 30 * MINUTE;
      expect(await follow(at.store, { ...query, from, limit: 10 })).toEqual(['f00', 'f30']);
      expect(await follow(at.store, { ...query, from: from + 1, limit: 10 })).toEqual(['f00']);
    });

    it('from a moment on, and before another', async () => {
      await put(...[0, 1, 2, 3].map((i) => [`f${i}`, { lastAt: iso(T0 + i) }] as const));
      expect(await follow(at.store, { from: T0 + 1, to: T0 + 3, limit: 1 })).toEqual(['f2', 'f1']);
      expect(await follow(at.store, { from: T0 + 3, limit: 10 })).toEqual(['f3']);
      expect(await follow(at.store, { to: T0 + 1, limit: 10 })).toEqual(['f0']);
      expect(await follow(at.store, { from: T0 + 4, limit: 10 })).toEqual([]);
      expect(await follow(at.store, { status: 'open', from: T0 + 1, to: T0 + 3, limit: 10 })).toEqual(['f2', 'f1']);
    });

    it('leave out suppressed, shadow and merged ones unless they are asked for', async () => {
      await put(['f1', { suppressedBy: 'known scanner' }], ['f2', { shadow: true }], ['f3', { mergedInto: 'f4' }], ['f4', {}]);
      expect(await follow(at.store, { limit: 1 })).toEqual(['f4']);
      expect(await follow(at.store, { account: '123456789012', limit: 10 })).toEqual(['f4']);
      expect(await follow(at.store, { limit: 2, hidden: true })).toEqual(['f1', 'f2', 'f3', 'f4']);
    });

    it('show a finding where it is now, once', async () => {
      await put(['f1', { lastAt: iso(T0) }], ['f2', { lastAt: iso(T0 + 1) }]);
      const changed = stored('f1', { lastAt: iso(T0 + 2), status: 'closed', severity: 'high' }, { version: 2 });
      await at.store.commit([unit({ findings: [changed] })], T0);
      await at.caughtUp();
      expect(await follow(at.store, { limit: 1 })).toEqual(['f1', 'f2']);
      expect(await follow(at.store, { status: 'open', limit: 10 })).toEqual(['f2']);
      expect(await follow(at.store, { severity: 'high', limit: 10 })).toEqual(['f1']);
      expect(await follow(at.store, { severity: 'medium', limit: 10 })).toEqual(['f2']);
    });

    it('show each that was there all the time once, while others come and change', async () => {
      const there = Array.from({ length: 30 }, (_, i) => `f${String(i).padStart(2, '0')}`);
      // Ties of three.
      await put(...there.map((id, i) => [id, { lastAt: iso(T0 - Math.floor(i / 3)) }] as const));
      const seen = await follow(at.store, { limit: 4 }, async (page) => {
        await put([`a-new${page}`, { lastAt: iso(T0 - page) }], [`z-new${page}`, { lastAt: iso(T0 - page) }]);
        const changed = there[page * 3]!;
        const row = (await at.store.finding(changed))!;
        const finding = { ...row.finding, status: 'acknowledged' as const };
        expect(await at.store.commit([unit({ findings: [{ ...row, finding, version: row.version + 1 }] })], T0)).toEqual([true]);
        await at.caughtUp();
      });
      expect(seen.filter((id) => id.startsWith('f'))).toEqual(there);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('end without a cursor when the last one was just full', async () => {
      await put(['f1', {}], ['f2', {}]);
      const first = await at.store.findings({ limit: 2 });
      expect(first.findings).toHaveLength(2);
      if (first.cursor !== undefined)
        expect(await at.store.findings({ limit: 2, cursor: first.cursor })).toEqual({ findings: [] });
    });

    it.each(['', 'nonsense', 'e30', 'WzFd', Buffer.from('["a","b"]').toString('base64url')])(
      'refuse the cursor %j',
      async (cursor) => {
        await put(['f1', {}]);
        await expect(at.store.findings({ limit: 1, cursor })).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
      },
    );
  });
}
