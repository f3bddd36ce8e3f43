import { expect, it } from 'vitest';
import type { Clock } from '../base/clock.ts';
import { MINUTE, SECOND } from '../base/units.ts';
import type { Notice, Sink } from '../edges/sinks/sink.ts';
import { createMemoryStore } from '../edges/stores/memory-store.ts';
import type { Message } from '../model/alert.ts';
import { createOutbox } from './outbox.ts';

const START = Date.UTC(2026, 0, 31, 12);

/** A sink that takes so long for each message, on a clock that only it moves. */
function world(took: number, fails: (id: string) => boolean = () => false) {
  let now = START;
  const clock: Clock = { now: () => now, sleep: () => new Promise(() => {}) };
  const sent: string[] = [];
  const sink: Sink = {
    name: 'team',
    type: 'webhook',
    async send({ id }: Notice) {
      now += took;
      if (fails(id)) throw new Error('it is down');
      sent.push(id);
      return {};
    },
  } as Sink;
  const store = createMemoryStore();
  const problems: unknown[] = [];
  const listener = { sent() {}, failed() {}, givenUp() {}, problem: (error: unknown) => problems.push(error) };
  const outbox = createOutbox({
    store,
    sinks: new Map([['team', sink]]),
    clock,
    options: { sendTimeout: 10 * SECOND, stormLimit: 1000 },
    listener,
  });
  const put = (...messages: readonly (Partial<Message> & { readonly id: string })[]) => {
    const whole = messages.map(({ id, ...more }): Message => {
      const alert = {
        finding: { id, ruleId: 'r', severity: 'high' },
        change: 'opened',
        at: START,
        rule: {},
      } as unknown as Message['alert'];
      return { id, to: 'team', createdAt: START, dueAt: START, alert, ...more };
    });
    return store.commit([{ cells: [], ledger: [], findings: [], messages: whole, feeds: [] }], START);
  };
  const waiting = async () => (await store.outbox({ state: 'waiting', limit: 99 })).map(({ id }) => id);
  return { outbox, put, sent, waiting, problems, store, pass: (time: number) => (now += time), now: () => now };
}

it('sends what is due, and returns; what is due later waits', async () => {
  const { outbox, put, sent, waiting } = world(SECOND);
  await put({ id: 'a' }, { id: 'b' }, { id: 'later', dueAt: START + MINUTE });
  await outbox.flush(START + 10 * MINUTE);
  expect(sent.sort()).toEqual(['a', 'b']);
  expect(await waiting()).toEqual(['later']);
});

it('may be called again', async () => {
  const { outbox, put, sent, pass } = world(SECOND);
  await outbox.flush(START + MINUTE);
  await put({ id: 'a' });
  pass(5 * SECOND);
  await outbox.flush(START + 2 * MINUTE);
  expect(sent).toEqual(['a']);
});

it('begins nothing that may not end in time, and lets go of what it holds: others may send it at once', async () => {
  const { outbox, put, sent, store, now } = world(8 * SECOND);
  await put({ id: 'a' }, { id: 'b' }, { id: 'c' });
  await outbox.flush(START + 20 * SECOND);
  expect(sent).toHaveLength(2);
  const left = await store.claim({ now: now(), lease: MINUTE, limit: 9, to: 'team' });
  expect([...sent, ...left.map(({ id }) => id)].sort()).toEqual(['a', 'b', 'c']);
});

it('a sink that is down is left alone, and what it did not take is kept', async () => {
  const { outbox, put, sent, waiting, problems } = world(SECOND, () => true);
  await put({ id: 'a' }, { id: 'b' }, { id: 'c' });
  await outbox.flush(START + 10 * MINUTE);
  expect(sent).toEqual([]);
  expect((await waiting()).sort()).toEqual(['a', 'b', 'c']);
  expect(problems).toEqual([]);
});

it('what waits for a sink that is gone is given up after ten minutes, and not before', async () => {
  const { outbox, put, store, pass } = world(SECOND);
  await put({ id: 'a', to: 'gone' });
  await outbox.dropOrphans();
  expect(await store.outbox({ state: 'given-up', limit: 9 })).toEqual([]);
  pass(11 * MINUTE);
  await outbox.dropOrphans();
  expect((await store.outbox({ state: 'given-up', limit: 9 })).map(({ id }) => id)).toEqual(['a']);
});
