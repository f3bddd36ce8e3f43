import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../../base/units.ts';
import type { ClaimedMessage } from '../../../model/alert.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { message, T0, unit } from './sample-rows.cases.ts';

const lease = MINUTE;
const ids = (messages: readonly { readonly id: string }[]) => messages.map(({ id }) => id);

export function outboxContract(at: StoreUnderTest): void {
  const put = async (...messages: Parameters<typeof message>[]) => {
    await at.store.commit([unit({ messages: messages.map((each) => message(...each)) })], T0);
    await at.caughtUp();
  };
  const claim = (now = T0, more: { readonly limit?: number; readonly to?: string } = {}) =>
    at.store.claim({ now, lease, limit: 10, ...more });
  const claimOne = async (now = T0): Promise<ClaimedMessage> => {
    const claimed = await claim(now);
    expect(claimed).toHaveLength(1);
    return claimed[0]!;
  };

  describe('outbox', () => {
    it('gives messages that are due, the earliest first', async () => {
      await put(['m1', 'f1', { dueAt: T0 + 2 }], ['m2', 'f1', { dueAt: T0 + 1 }], ['m3', 'f2', { dueAt: T0 + 9 }]);
      const claimed = await claim(T0 + 2);
      expect(ids(claimed)).toEqual(['m2', 'm1']);
      const { attempts, claim: held, ...rest } = claimed[0]!;
      expect([attempts, typeof held, rest]).toEqual([0, 'string', message('m2', 'f1', { dueAt: T0 + 1 })]);
    });

    it('gives at most as many as are asked for, of one sink where one is asked for', async () => {
      await put(['m1', 'f1'], ['m2', 'f1', { to: 'mail', dueAt: T0 - 5 }], ['m3', 'f2', { dueAt: T0 - 1 }]);
      expect(ids(await claim(T0, { to: 'chat', limit: 1 }))).toEqual(['m3']);
      expect(ids(await claim(T0, { to: 'mail' }))).toEqual(['m2']);
      expect(ids(await claim(T0, { to: 'nobody' }))).toEqual([]);
      expect(ids(await claim())).toEqual(['m1']);
    });

    it('nobody else gets a claimed message until the lease runs out', async () => {
      await put(['m1', 'f1']);
      const other = await at.another();
      const [first] = await claim();
      expect(await other.claim({ now: T0 + lease - 1, lease, limit: 10 })).toEqual([]);
      const [second] = await other.claim({ now: T0 + lease, lease, limit: 10 });
      expect(second?.id).toBe('m1');
      expect(second?.claim).not.toBe(first?.claim);
    });

    it('two that claim at the same time never get the same', async () => {
      await put(...Array.from({ length: 30 }, (_, i): [string, string] => [`m${i}`, 'f1']));
      const others = [at.store, await at.another(), await at.another()];
      const claimed = await Promise.all(others.map((store) => store.claim({ now: T0, lease, limit: 10 })));
      const all = claimed.flat();
      expect(new Set(ids(all)).size).toBe(all.length);
      const rest = await at.store.claim({ now: T0, lease, limit: 100 });
      expect(new Set([...ids(all), ...ids(rest)]).size).toBe(30);
    });

    it('forgets what was sent', async () => {
      await put(['m1', 'f1']);
      const { id, claim: held } = await claimOne();
      await at.store.settle([{ id, claim: held, kind: 'sent' }], T0);
      await at.caughtUp();
      expect(await claim(T0 + 2 * lease)).toEqual([]);
      expect(await at.store.outbox({ state: 'waiting', limit: 10 })).toEqual([]);
    });

    it('gives a message again when it is due again, with the attempts that failed', async () => {
      await put(['m1', 'f1']);
      for (const attempt of [0, 1]) {
        const now = T0 + attempt * 5000;
        const { attempts, claim: held } = await claimOne(now);
        expect(attempts).toBe(attempt);
        await at.store.settle([{ id: 'm1', claim: held, kind: 'later', dueAt: now + 5000, error: `no ${attempt}` }], now);
        await at.caughtUp();
        expect(await claim(now + 4999)).toEqual([]);
      }
      const [row] = await at.store.outbox({ state: 'waiting', limit: 10 });
      expect(row).toEqual({ ...message('m1', 'f1', { dueAt: T0 + 10_000 }), attempts: 2, error: 'no 1' });
    });

    it('puts a message off into a digest without counting an attempt', async () => {
      await put(['m1', 'f1']);
      const { claim: held } = await claimOne();
      await at.store.settle([{ id: 'm1', claim: held, kind: 'digest', dueAt: T0 + 9, digest: 'storm' }], T0);
      await at.caughtUp();
      expect(await claim(T0 + 8)).toEqual([]);
      expect(await claimOne(T0 + 9)).toMatchObject({ digest: 'storm', attempts: 0, dueAt: T0 + 9 });
    });

    it('keeps what was given up, until somebody wants it tried again', async () => {
      await put(['m1', 'f1'], ['m2', 'f2', { dueAt: T0 + 1 }]);
      const { claim: held } = await claimOne();
      await at.store.settle([{ id: 'm1', claim: held, kind: 'given-up', error: 'for good' }], T0);
      await at.caughtUp();
      expect(ids(await claim(T0 + 10 * lease))).toEqual(['m2']);
      expect(ids(await at.store.outbox({ state: 'waiting', limit: 10 }))).toEqual(['m2']);
      const [row] = await at.store.outbox({ state: 'given-up', limit: 10 });
      expect(row).toEqual({ ...message('m1', 'f1'), attempts: 1, error: 'for good' });
      expect(await at.store.retryGivenUp(T0 + 7)).toBe(1);
      await at.caughtUp();
      expect(await at.store.retryGivenUp(T0 + 7)).toBe(0);
      expect(await claim(T0 + 6)).toEqual([]);
      expect(await claimOne(T0 + 7)).toMatchObject({ id: 'm1', attempts: 0, dueAt: T0 + 7 });
    });

    it.each(['sent', 'later', 'digest', 'given-up'] as const)(
      'ignores "%s" from a claim that another has taken',
      async (kind) => {
        await put(['m1', 'f1']);
        const stale = await claimOne();
        const fresh = await claimOne(T0 + lease);
        const more = { dueAt: T0, error: 'late', digest: 'late', thread: 'late' };
        await at.store.settle([{ id: 'm1', claim: stale.claim, kind, ...more }], T0 + lease);
        await at.caughtUp();
        expect(await claim(T0 + lease)).toEqual([]);
        expect(await at.store.outbox({ state: 'waiting', limit: 10 })).toEqual([{ ...message('m1', 'f1'), attempts: 0 }]);
        await at.store.settle([{ id: 'm1', claim: fresh.claim, kind: 'later', dueAt: T0, error: 'mine' }], T0 + lease);
        await at.caughtUp();
        expect(await claimOne(T0 + lease)).toMatchObject({ attempts: 1 });
      },
    );

    it('takes a settlement after the lease, where nobody else has claimed since', async () => {
      await put(['m1', 'f1']);
      const { claim: held } = await claimOne();
      await at.store.settle([{ id: 'm1', claim: held, kind: 'sent' }], T0 + 5 * lease);
      await at.caughtUp();
      expect(await claim(T0 + 5 * lease)).toEqual([]);
    });

    it('a settlement twice, or of what is not there, changes nothing', async () => {
      await put(['m1', 'f1']);
      const { claim: held } = await claimOne();
      const later = { id: 'm1', claim: held, kind: 'later', dueAt: T0, error: 'no' } as const;
      await at.store.settle([later, later, { ...later, id: 'm9' }], T0);
      await at.caughtUp();
      expect(await claimOne()).toMatchObject({ id: 'm1', attempts: 1 });
    });

    it('remembers the thread of a finding at a sink, the first that was opened', async () => {
      await put(['m1', 'f1']);
      const { claim: held, thread } = await claimOne();
      expect(thread).toBeUndefined();
      await at.store.settle([{ id: 'm1', claim: held, kind: 'sent', thread: '1700.1' }], T0);
      await put(['m2', 'f1'], ['m3', 'f2'], ['m4', 'f1', { to: 'mail' }]);
      const next = await claim();
      expect(next.map(({ id, thread }) => [id, thread]).sort()).toEqual([
        ['m2', '1700.1'],
        ['m3', undefined],
        ['m4', undefined],
      ]);
      const second = next.find(({ id }) => id === 'm2')!;
      await at.store.settle([{ id: 'm2', claim: second.claim, kind: 'sent', thread: '1700.2' }], T0);
      await put(['m5', 'f1']);
      expect(await claimOne()).toMatchObject({ id: 'm5', thread: '1700.1' });
    });

    it('lists the oldest first, and no more than asked for', async () => {
      await put(
        ['m1', 'f1', { createdAt: T0 + 2, dueAt: T0 }],
        ['m2', 'f1', { createdAt: T0 + 1, dueAt: T0 + 5 }],
        ['m3', 'f1', { createdAt: T0 + 3 }],
      );
      expect(ids(await at.store.outbox({ state: 'waiting', limit: 2 }))).toEqual(['m2', 'm1']);
    });
  });
}
