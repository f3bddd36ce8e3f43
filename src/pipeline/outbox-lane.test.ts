import { afterEach, describe, expect, it } from 'vitest';
import { HOUR, type Milliseconds, MINUTE, SECOND } from '../base/units.ts';
import type { Notice } from '../edges/sinks/sink.ts';
import { fakeOutboxStore, sampleMessage, type SimulatedClock, simulatedClock } from './outbox-simulation.cases.ts';
import { type Answer, begin, end, endWorlds, failing, hanging, ids, messages, START, type Told } from './outbox-world.cases.ts';

afterEach(endWorlds);

describe('digests', () => {
  it('tells all that is due under one name as one notice, the most severe first, whose id is that of its messages', async () => {
    const build = async () => {
      const world = begin();
      world.store.add(
        sampleMessage({ id: 'a', finding: 'f-a', severity: 'low', at: START, digest: 'daily' }),
        sampleMessage({ id: 'b', finding: 'f-b', severity: 'high', at: START + 1, dueAt: START, digest: 'daily' }),
        sampleMessage({ id: 'c', finding: 'f-c', at: START, digest: 'weekly' }),
        sampleMessage({ id: 'd', finding: 'f-d', at: START, dueAt: START + HOUR, digest: 'daily' }),
      );
      await world.clock.advance(10 * SECOND);
      return world.told.map(({ notice }) => notice);
    };
    const notices = await build();
    expect(notices.map((notice) => notice.kind)).toEqual(['digest', 'digest']);
    const daily = notices[0] as Extract<Notice, { kind: 'digest' }>;
    expect(daily.alerts.map(({ finding }) => finding.id)).toEqual(['f-b', 'f-a']);
    expect(daily).toMatchObject({ title: 'Digest', more: 0, from: START, to: START + 1 });
    expect((await build())[0]?.id).toBe(daily.id);
    expect(notices[1]?.id).not.toBe(daily.id);
  });

  it('keeps all of a digest when it fails', async () => {
    let calls = 0;
    const world = begin({ answers: { desk: (notice, signal) => (++calls === 1 ? failing(notice, signal) : {}) } });
    world.store.add(...messages(120, { digest: 'daily', at: START }));
    await world.clock.advance(30 * SECOND);
    expect(world.told).toHaveLength(2);
    expect(world.told[1]!.notice).toEqual(world.told[0]!.notice);
    expect(world.told[0]!.notice).toMatchObject({ more: 70 });
    expect(world.store.waiting).toEqual([]);
  });

  it('lists a finding once, with the last that is to be said of it', async () => {
    const world = begin();
    const more = { finding: 'f-1', digest: 'daily', dueAt: START };
    world.store.add(
      sampleMessage({ ...more, id: 'b', change: 'repeated', at: START - 1 }),
      sampleMessage({ ...more, id: 'a', change: 'opened', at: START - 2 }),
    );
    await world.clock.advance(SECOND);
    const [{ notice }] = world.told as [Told];
    expect(notice).toMatchObject({ kind: 'digest', alerts: [{ change: 'repeated' }], more: 0 });
    expect(world.store.waiting).toEqual([]);
  });
});

describe('storms', () => {
  it('tells the first 20 of a rule in an hour by themselves, and the rest as one', async () => {
    const world = begin();
    world.store.add(...messages(1043));
    await world.clock.advance(4 * MINUTE);
    expect(ids(world.told)).toEqual(messages(20).map(({ id }) => id));
    await world.clock.advance(2 * MINUTE);
    expect(world.told).toHaveLength(21);
    const { notice, at } = world.told[20]!;
    expect(notice).toMatchObject({
      kind: 'digest',
      title: '1,023 more findings of "Unauthorized API call" in one hour',
      more: 973,
    });
    expect(at).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 31, 12, 20));
    expect(at).toBeLessThan(Date.UTC(2026, 0, 31, 12, 20, 3));
    expect(world.store.waiting).toEqual([]);
  });

  it('never puts two rules into one storm, and begins anew each hour', async () => {
    const world = begin({ options: { stormLimit: 2 } });
    world.store.add(
      ...messages(3, { ruleId: 'a' }).map((m) => ({ ...m, id: `a-${m.id}` })),
      ...messages(3, { ruleId: 'b' }).map((m) => ({ ...m, id: `b-${m.id}` })),
    );
    await world.clock.advance(10 * MINUTE);
    const kinds = () => world.told.map(({ notice }) => notice.kind);
    expect(kinds()).toEqual(['alert', 'alert', 'alert', 'alert', 'digest', 'digest']);
    await world.clock.advance(HOUR);
    world.store.add(sampleMessage({ id: 'later', finding: 'f-later', ruleId: 'a', at: world.clock.now() }));
    await world.clock.advance(10 * SECOND);
    expect(kinds().slice(6)).toEqual(['alert']);
  });

  it('counts a message that is tried again once', async () => {
    let calls = 0;
    const world = begin({ answers: { desk: (n, s) => (++calls <= 6 ? failing(n, s) : {}) }, options: { stormLimit: 2 } });
    world.store.add(...messages(2));
    await world.clock.advance(10 * MINUTE);
    expect(world.told.map(({ notice }) => notice.kind)).not.toContain('digest');
    expect(world.store.waiting).toEqual([]);
  });

  it('goes on after a restart', async () => {
    const store = fakeOutboxStore();
    const clock = simulatedClock(START);
    const first = begin({ store, clock });
    store.add(...messages(30));
    await clock.advance(10 * SECOND);
    await end(first);
    store.add(sampleMessage({ id: 'new', finding: 'f-new', at: clock.now() }));
    const second = begin({ store, clock });
    await clock.advance(10 * MINUTE);
    expect(second.told.map(({ notice }) => notice.kind)).toEqual(['digest']);
    expect(second.told[0]!.notice).toMatchObject({ title: expect.stringContaining('11 more findings') });
  });

  it('holds back nothing but what is opened', async () => {
    const world = begin({ options: { stormLimit: 1 } });
    world.store.add(...messages(5, { change: 'repeated' }));
    await world.clock.advance(10 * SECOND);
    expect(world.told.map(({ notice }) => notice.kind)).toEqual(Array(5).fill('alert'));
  });
});

describe('sinks for programs', () => {
  it('get each finding of a storm: one that is only counted would be missing', async () => {
    const world = begin({ answers: { desk: () => ({}) }, types: { desk: 'file' } });
    world.store.add(...messages(100));
    await world.clock.advance(10 * SECOND);
    expect(world.told.map(({ notice }) => notice.kind)).toEqual(Array(100).fill('alert'));
  });
});

describe('order within a finding', () => {
  const opened = sampleMessage({ id: 'o', change: 'opened', at: START });
  const repeated = sampleMessage({ id: 'r', change: 'repeated', at: START + SECOND });
  const resolved = sampleMessage({ id: 'x', change: 'resolved', at: START + 2 * SECOND });

  it('nothing overtakes what failed, also not over a restart', async () => {
    const store = fakeOutboxStore();
    const clock = simulatedClock(START + 3 * SECOND);
    const heard: string[] = [];
    let down = true;
    const answer: Answer = (notice, signal) => {
      if (down) return failing(notice, signal);
      heard.push(notice.id);
      return {};
    };
    store.add(opened);
    const first = begin({ store, clock, answers: { desk: answer } });
    await clock.advance(MINUTE);
    store.add(repeated);
    await clock.advance(5 * SECOND);
    await end(first);
    begin({ store, clock, answers: { desk: answer } });
    store.add(resolved);
    await clock.advance(MINUTE);
    down = false;
    await clock.advance(HOUR);
    expect(heard).toEqual(['o', 'r', 'x']);
  });

  it('gives follow-ups the thread of the first, also of the same look', async () => {
    const world = begin({ answers: { desk: ({ id }) => (id === 'o' ? { thread: 't-1' } : {}) } });
    world.store.add(resolved, repeated, opened);
    await world.clock.advance(10 * SECOND);
    world.store.add(sampleMessage({ id: 'e', change: 'escalated', at: START + 5 * SECOND }));
    await world.clock.advance(10 * SECOND);
    const threads = world.told.map(({ notice }) => [notice.id, notice.kind === 'alert' ? notice.thread : '']);
    expect(threads).toEqual([
      ['o', undefined],
      ['r', 't-1'],
      ['x', 't-1'],
      ['e', 't-1'],
    ]);
  });

  it('what repeats a finding joins its storm, what escalates it does not wait, what resolves it comes after', async () => {
    const world = begin({ options: { stormLimit: 1 } });
    world.store.add(...messages(2));
    await world.clock.advance(2 * SECOND);
    const about = (change: 'repeated' | 'escalated' | 'resolved', seconds: number) =>
      sampleMessage({ id: change, finding: 'f-1', change, at: START + seconds * SECOND });
    world.store.add(about('repeated', 3), about('escalated', 4), about('resolved', 5));
    await world.clock.advance(10 * MINUTE);
    expect(world.told.map(({ notice }) => notice.kind)).toEqual(['alert', 'alert', 'digest', 'alert']);
    expect(world.told[1]!.notice.id).toBe('escalated');
    expect(world.told[2]!.notice).toMatchObject({ alerts: [{ change: 'repeated' }] });
    expect(world.told[3]!.notice.id).toBe('resolved');
  });
});

describe('stopping', () => {
  const slow =
    (clock: SimulatedClock, time: Milliseconds): Answer =>
    async () => {
      await clock.sleep(time);
      return {};
    };

  it('finishes what is in hand, and takes no more', async () => {
    const clock = simulatedClock(START);
    const world = begin({ clock, answers: { desk: slow(clock, 2 * SECOND) } });
    world.store.add(...messages(3));
    await clock.advance(SECOND);
    world.store.add(sampleMessage({ id: 'late', finding: 'f-late', at: START }));
    const drained = world.outbox.drain(clock.now() + 20 * SECOND);
    await clock.advance(20 * SECOND);
    await drained;
    expect(ids(world.told)).toEqual(['m-0', 'm-1', 'm-2']);
    expect(world.store.waiting.map(({ id }) => id)).toEqual(['late']);
  });

  it('lets go of what is not done by the deadline, so that the next process has it at once', async () => {
    const clock = simulatedClock(START);
    const world = begin({ clock, answers: { desk: hanging } });
    world.store.add(...messages(3));
    await clock.advance(SECOND);
    const drained = world.outbox.drain(clock.now() + 5 * SECOND);
    await clock.advance(5 * SECOND);
    await drained;
    expect(ids(world.told)).toEqual(['m-0']);
    const next = await world.store.claim({ now: clock.now(), lease: MINUTE, limit: 10 });
    expect(next.map(({ id }) => id).sort()).toEqual(['m-0', 'm-1', 'm-2']);
  });

  it('ends by the signal alone, when the sink has answered', async () => {
    const clock = simulatedClock(START);
    const world = begin({ clock, answers: { desk: slow(clock, 2 * SECOND) } });
    world.store.add(sampleMessage({ at: START }));
    await clock.advance(SECOND);
    world.stop.abort();
    await clock.advance(2 * SECOND);
    await world.running;
    expect(world.store.waiting).toEqual([]);
  });
});
