import { describe, expect, it } from 'vitest';
import type { Json } from '../../../base/json.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { message, reject, stored, T0, unit } from './sample-rows.cases.ts';

export function recordsContract(at: StoreUnderTest): void {
  describe('checkpoints', () => {
    it('are kept by source and key, until they are removed', async () => {
      const first = new Map<string, Json>([
        ['a', { offset: 12, seen: ['x'] }],
        ['b', null],
        ['c', 'text'],
      ]);
      await at.store.setCheckpoints('folder', first, T0);
      await at.store.setCheckpoints('sqs', new Map([['a', 1]]), T0);
      const other = await at.another();
      expect([...(await other.checkpoints('folder', ['a', 'b', 'z']))].sort()).toEqual([
        ['a', { offset: 12, seen: ['x'] }],
        ['b', null],
      ]);
      await at.store.setCheckpoints(
        'folder',
        new Map<string, Json | undefined>([
          ['a', 2],
          ['b', undefined],
          ['y', undefined],
        ]),
        T0,
      );
      await at.caughtUp();
      expect([...(await other.listCheckpoints('folder'))].sort()).toEqual([
        ['a', 2],
        ['c', 'text'],
      ]);
      expect([...(await other.listCheckpoints('sqs'))]).toEqual([['a', 1]]);
      expect((await other.listCheckpoints('none')).size).toBe(0);
    });

    it('take more keys than one request of a service does', async () => {
      const entries = new Map(Array.from({ length: 250 }, (_, i) => [`k${i}`, i]));
      await at.store.setCheckpoints('s3', entries, T0);
      expect((await at.store.checkpoints('s3', [...entries.keys()])).size).toBe(250);
    });
  });

  describe('rejects', () => {
    it('come newest first, then by id, in pages', async () => {
      await at.store.addRejects([reject('r1', T0), reject('r2', T0 + 1), reject('r0', T0), reject('r3', T0 - 1)]);
      await at.caughtUp();
      const ids: string[] = [];
      for (let cursor: string | undefined, page = 0; page < 10; page++) {
        const got = await at.store.rejects(cursor === undefined ? { limit: 1 } : { limit: 1, cursor });
        ids.push(...got.rejects.map(({ id }) => id));
        cursor = got.cursor;
        if (cursor === undefined) break;
      }
      expect(ids).toEqual(['r2', 'r0', 'r1', 'r3']);
      expect((await at.store.rejects({ limit: 10 })).rejects[0]).toEqual(reject('r2', T0 + 1));
    });

    it('that are there already stay as they are', async () => {
      await at.store.addRejects([reject('r1', T0)]);
      await at.store.addRejects([{ ...reject('r1', T0 + 9), message: 'other' }]);
      await at.caughtUp();
      expect(await at.store.rejects({ limit: 10 })).toEqual({ rejects: [reject('r1', T0)] });
    });

    it('are removed by id', async () => {
      await at.store.addRejects([reject('r1', T0), reject('r2', T0)]);
      await at.store.removeRejects(['r1', 'never there']);
      await at.caughtUp();
      expect((await at.store.rejects({ limit: 10 })).rejects.map(({ id }) => id)).toEqual(['r2']);
    });
  });

  it('counts what there is', async () => {
    expect(await at.store.stats()).toMatchObject({
      findings: { open: 0, acknowledged: 0, closed: 0 },
      outbox: { waiting: 0, givenUp: 0 },
      rejects: 0,
    });
    const findings = [stored('f1'), stored('f2', { status: 'closed' }), stored('f3', { shadow: true })];
    await at.store.commit([unit({ findings, messages: [message('m1', 'f1'), message('m2', 'f1', { dueAt: T0 + 1 })] })], T0);
    await at.store.addRejects([reject('r1', T0)]);
    const [held] = await at.store.claim({ now: T0, lease: 1000, limit: 1 });
    await at.store.settle([{ id: 'm1', claim: held!.claim, kind: 'given-up', error: 'no' }], T0);
    await at.caughtUp();
    expect(await at.store.stats()).toMatchObject({
      findings: { open: 2, acknowledged: 0, closed: 1 },
      outbox: { waiting: 1, givenUp: 1 },
      rejects: 1,
    });
  });
}
