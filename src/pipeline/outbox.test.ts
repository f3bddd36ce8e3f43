import { afterEach, describe, expect, it } from 'vitest';
import { Problem } from '../base/problem.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/units.ts';
import type { Receipt } from '../edges/sinks/sink.ts';
import { createMemoryStore } from '../edges/stores/memory-store.ts';
import type { Message } from '../model/alert.ts';
import { createOutbox } from './outbox.ts';
import type { OutboxStore } from './outbox-parts.ts';
import { fakeOutboxStore, sampleMessage, simulatedClock } from './outbox-simulation.cases.ts';
import { type Answer, begin, end, endWorlds, failing, hanging, ids, messages, refusing, START } from './outbox-world.cases.ts';

afterEach(endWorlds);

describe('delivering', () => {
  it('brings each message to its sink once, with its id as the idempotency key, and forgets it', async () => {
    const world = begin({ answers: { desk: () => ({}), phone: () => ({}) } });
    world.store.add(sampleMessage({ id: 'a', at: START }), sampleMessage({ id: 'b', to: 'phone', at: START }));
    await world.clock.advance(10 * SECOND);
    expect(world.told.map(({ to, notice }) => [to, notice.kind, notice.id]).sort()).toEqual([
      ['desk', 'alert', 'a'],
      ['phone', 'alert', 'b'],
    ]);
    expect(world.store.waiting).toEqual([]);
  });

  it('sends at once when it is woken, and within the poll when it is not', async () => {
    const world = begin({ options: { poll: 3 * SECOND } });
    await world.clock.advance(SECOND);
    world.store.add(sampleMessage({ id: 'a', at: START }));
    world.outbox.wake();
    await world.clock.advance(0);
    expect(ids(world.told)).toEqual(['a']);
    world.store.add(sampleMessage({ id: 'b', finding: 'f-2', at: START }));
    await world.clock.advance(3 * SECOND);
    expect(ids(world.told)).toEqual(['a', 'b']);
  });

  it('sends nothing before it is due', async () => {
    const world = begin();
    world.store.add(sampleMessage({ at: START, dueAt: START + HOUR }));
    await world.clock.advance(HOUR - SECOND);
    expect(world.told).toEqual([]);
    await world.clock.advance(5 * SECOND);
    expect(world.told).toHaveLength(1);
  });

  it('refuses a lease that ends while a sink may still be asked', () => {
    const parts = { store: fakeOutboxStore() as OutboxStore, sinks: new Map(), clock: simulatedClock(0) };
    const listener = { sent: () => {}, failed: () => {}, givenUp: () => {}, problem: () => {} };
    const options = { lease: 30 * SECOND, sendTimeout: 30 * SECOND };
    expect(() => createOutbox({ ...parts, options, listener })).toThrow(RangeError);
  });
});

describe('failing', () => {
  it('waits longer after each failure, up to 15 minutes, with jitter', async () => {
    const world = begin({ answers: { desk: failing }, options: { random: () => 0.999999, poll: SECOND } });
    world.store.add(sampleMessage({ at: START }));
    await world.clock.advance(3 * HOUR);
    const gaps = world.told.slice(1).map(({ at }, i) => at - world.told[i]!.at);
    const expected = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900].map((seconds) => seconds * SECOND);
    for (const [i, gap] of expected.entries()) {
      expect(gaps[i]).toBeGreaterThan(gap - 2);
      expect(gaps[i]).toBeLessThanOrEqual(gap + 2 * SECOND);
    }
    expect(new Set(ids(world.told))).toEqual(new Set(['m-1']));
  });

  it('gives up after a day, with the reason, and not before', async () => {
    const world = begin({ answers: { desk: failing }, options: { poll: 30 * SECOND } });
    world.store.add(sampleMessage({ at: START }));
    await world.clock.advance(DAY - MINUTE);
    expect(world.givenUp).toEqual([]);
    await world.clock.advance(20 * MINUTE);
    expect(world.givenUp).toEqual([{ to: 'desk', ids: ['m-1'], reason: 'example.com answered 503' }]);
    expect(world.store.givenUp.map(({ id, error }) => [id, error])).toEqual([['m-1', 'example.com answered 503']]);
    const tries = world.told.length;
    await world.clock.advance(DAY);
    expect(world.told).toHaveLength(tries);
  });

  it('tries a message that was held back for days for at least half a day', async () => {
    const world = begin({ answers: { desk: failing }, options: { poll: 30 * SECOND } });
    world.store.add(sampleMessage({ at: START - 7 * DAY, dueAt: START, digest: 'weekly' }));
    await world.clock.advance(11 * HOUR);
    expect(world.givenUp).toEqual([]);
    await world.clock.advance(14 * HOUR);
    expect(world.givenUp).toHaveLength(1);
  });

  it('does not give up a message of days ago after the first failure: the machine may have slept', async () => {
    const world = begin({ answers: { desk: failing } });
    world.store.add(sampleMessage({ at: START - 3 * DAY }));
    await world.clock.advance(MINUTE);
    expect(world.told.length).toBeGreaterThan(1);
    expect(world.givenUp).toEqual([]);
  });

  it('gives up at once what is refused, and goes on with the others', async () => {
    const world = begin({ answers: { desk: (notice, signal) => (notice.id === 'm-0' ? refusing(notice, signal) : {}) } });
    world.store.add(...messages(3));
    await world.clock.advance(5 * SECOND);
    expect(ids(world.told)).toEqual(['m-0', 'm-1', 'm-2']);
    expect(world.givenUp).toEqual([{ to: 'desk', ids: ['m-0'], reason: 'example.com answered 400' }]);
  });

  it('gives up messages to a sink that is gone, also those that fall due later', async () => {
    const world = begin();
    const gone = { to: 'pager "old"', at: START };
    world.store.add(sampleMessage({ ...gone, id: 'a' }), sampleMessage({ ...gone, id: 'b', dueAt: START + HOUR }));
    await world.clock.advance(SECOND);
    const reason = 'no sink is named "pager \\"old\\"" any more';
    expect(world.givenUp).toEqual([{ to: 'pager "old"', ids: ['a'], reason }]);
    await world.clock.advance(HOUR + 11 * MINUTE);
    expect(world.store.givenUp.map(({ id, error }) => [id, error])).toEqual([
      ['a', reason],
      ['b', reason],
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['an object whose text throws', { toString: () => expect.unreachable() }],
    ['a defect', new TypeError('x is not a function')],
    ['a problem of another kind', new Problem('AWS_DENIED', 'AWS denied sns:Publish')],
  ])('takes a sink that throws %s for one that failed', async (_, garbage) => {
    let calls = 0;
    const world = begin({
      answers: {
        desk: () => {
          if (++calls === 1) throw garbage;
          return undefined as unknown as Receipt;
        },
      },
    });
    world.store.add(sampleMessage({ at: START }));
    await world.clock.advance(20 * SECOND);
    expect(ids(world.told)).toEqual(['m-1', 'm-1']);
    expect(world.store.waiting).toEqual([]);
    expect(world.problems).toEqual([]);
  });

  it('asks a sink that is down little, however much waits and however often it is woken', async () => {
    const world = begin({ answers: { desk: failing }, options: { stormLimit: 1000 } });
    world.store.add(...messages(500));
    for (let i = 0; i < 100; i++) {
      world.outbox.wake();
      await world.clock.advance(100);
    }
    expect(world.told.length).toBeLessThanOrEqual(2 * (10 / 2 + 1));
  });
});

describe('sinks side by side', () => {
  it.each<[string, Answer]>([
    ['hangs', hanging],
    ['is down', failing],
    ['takes 20 s for each', (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({})))],
  ])('one that %s delays no other', async (_, answer) => {
    const world = begin({ answers: { bad: answer, good: () => ({}) }, options: { stormLimit: 1000 } });
    world.store.add(...messages(200, { to: 'bad' }).map((m) => ({ ...m, id: `bad-${m.id}` })), ...messages(200, { to: 'good' }));
    await world.clock.advance(3 * SECOND);
    expect(world.told.filter(({ to }) => to === 'good')).toHaveLength(200);
  });

  it('ends a send that takes too long, and tries again', async () => {
    const aborted: boolean[] = [];
    const world = begin({
      answers: {
        desk: (_, signal) => {
          signal.addEventListener('abort', () => aborted.push(true));
          return new Promise<never>(() => undefined);
        },
      },
    });
    world.store.add(sampleMessage({ at: START }));
    await world.clock.advance(29 * SECOND);
    expect(aborted).toEqual([]);
    await world.clock.advance(20 * SECOND);
    expect(aborted).toEqual([true]);
    expect(ids(world.told)).toEqual(['m-1', 'm-1']);
    expect(world.store.waiting[0]?.error).toBe('no answer within 30 s');
  });
});

describe('the store', () => {
  it('goes on when the store has failed, and tells of it', async () => {
    const world = begin();
    let broken = true;
    world.store.fail = () => {
      if (broken) throw new Problem('STORE_BUSY', 'locked');
    };
    world.store.add(sampleMessage({ at: START }));
    await world.clock.advance(10 * SECOND);
    expect(world.told).toEqual([]);
    expect(world.problems.length).toBeGreaterThan(1);
    broken = false;
    await world.clock.advance(10 * SECOND);
    expect(ids(world.told)).toEqual(['m-1']);
  });

  it('does not send again what it could not settle, as long as it lives', async () => {
    const world = begin();
    let broken = true;
    world.store.fail = (call) => {
      if (broken && call === 'settle') throw new Problem('STORE_BUSY', 'locked');
    };
    world.store.add(sampleMessage({ at: START }));
    await world.clock.advance(30 * SECOND);
    broken = false;
    await world.clock.advance(10 * MINUTE);
    expect(ids(world.told)).toEqual(['m-1']);
    expect(world.store.waiting).toEqual([]);
  });

  it('sends again, with the same id, what a crash left between sending and settling', async () => {
    const store = fakeOutboxStore();
    const clock = simulatedClock(START);
    store.add(...messages(3), ...messages(2, { digest: 'daily' }).map((m) => ({ ...m, id: `d-${m.id}` })));
    let dead = false;
    store.fail = (call) => {
      if (dead || call === 'settle') throw new Error('killed');
    };
    const first = begin({ store, clock });
    await clock.advance(SECOND);
    dead = true;
    await end(first);
    store.fail = () => undefined;
    const second = begin({ store, clock });
    await clock.advance(2 * MINUTE);
    expect(first.told.length).toBeGreaterThan(0);
    expect(ids(second.told)).toEqual(expect.arrayContaining(ids(first.told)));
    expect(store.waiting).toEqual([]);
  });

  it('works on the real store in memory: told, threaded, digested, given up', async () => {
    const clock = simulatedClock(START);
    const real = createMemoryStore();
    const refused = sampleMessage({ id: 'refused', finding: 'f-refused', at: START });
    const store = Object.assign(fakeOutboxStore(), {
      claim: real.claim.bind(real),
      settle: real.settle.bind(real),
      outbox: real.outbox.bind(real),
    });
    const world = begin({
      store,
      clock,
      answers: { desk: (notice, signal) => (notice.id === 'refused' ? refusing(notice, signal) : { thread: 't-1' }) },
    });
    const commit = (...given: Message[]) =>
      real.commit([{ cells: [], ledger: [], findings: [], messages: given, feeds: [] }], clock.now());
    await commit(sampleMessage({ id: 'o', at: START }), refused, ...messages(3, { digest: 'daily' }));
    await clock.advance(5 * SECOND);
    await commit(sampleMessage({ id: 'r', change: 'repeated', at: clock.now() }));
    await clock.advance(5 * SECOND);
    expect(world.told.map(({ notice }) => notice.kind).sort()).toEqual(['alert', 'alert', 'alert', 'digest']);
    expect(world.told.find(({ notice }) => notice.id === 'r')!.notice).toMatchObject({ thread: 't-1' });
    expect(await real.outbox({ state: 'waiting', limit: 10 })).toEqual([]);
    expect((await real.outbox({ state: 'given-up', limit: 10 })).map(({ id }) => id)).toEqual(['refused']);
    await end(world);
  });

  it('tells everything at least once under random failures, never by two at the same time, also when killed', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomFrom(seed);
      const store = fakeOutboxStore();
      const clock = simulatedClock(START);
      const held = new Set<string>();
      const twice: string[] = [];
      const heard = new Set<string>();
      const answer: Answer = async (notice, signal) => {
        if (held.has(notice.id)) twice.push(notice.id);
        held.add(notice.id);
        signal.addEventListener('abort', () => held.delete(notice.id));
        await clock.sleep(random() * 10 * SECOND, signal);
        held.delete(notice.id);
        if (signal.aborted || random() < 0.3) throw new Problem('SINK_FAILED', 'example.com answered 503');
        if (notice.kind === 'digest') for (const { finding } of notice.alerts) heard.add(finding.id);
        else heard.add(notice.alert.finding.id);
        if (random() < 0.1) throw new Problem('SINK_FAILED', 'the connection broke before the answer');
        return {};
      };
      store.fail = () => {
        if (random() < 0.1) throw new Problem('STORE_BUSY', 'locked');
      };
      const all = Array.from({ length: 40 }, (_, i) =>
        sampleMessage({
          id: `m-${i}`,
          finding: `f-${i}`,
          ruleId: `rule-${i % 3}`,
          at: START + i * SECOND,
          digest: i % 4 === 0 ? 'daily' : undefined,
          to: `sink-${i % 2}`,
        }),
      );
      store.add(...all);
      const answers = { 'sink-0': answer, 'sink-1': answer };
      const options = { random, stormLimit: 5, poll: 10 * SECOND };
      const one = begin({ store, clock, answers, options });
      const other = begin({ store, clock, answers, options });
      await clock.advance(random() * MINUTE);
      await end(one);
      await clock.advance(2 * HOUR);
      await end(other);
      expect(twice, `seed ${seed}`).toEqual([]);
      expect(heard.size, `seed ${seed}`).toBe(all.length);
      expect(store.waiting, `seed ${seed}`).toEqual([]);
    }
  });
});

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
