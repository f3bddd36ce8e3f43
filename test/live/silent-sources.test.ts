import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/base/units.ts';
import { createMemoryStore } from '../../src/edges/stores/memory-store.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import { noPolicy } from '../../src/engine/findings/policy.ts';
import type { TrailEvent } from '../../src/model/event.ts';
import { watchSilence } from '../../src/pipeline/silent-sources.ts';
import { tellOne, testClock } from './watching.ts';

const START = Date.UTC(2026, 2, 1);
const judgement = { policy: noPolicy, tell: tellOne };

const event = (at: number, region = 'us-east-1') =>
  ({ at, envelope: { account: '123456789012', region, detail: {} } }) as unknown as TrailEvent;

async function open(store: Store = createMemoryStore(), now = START) {
  const clock = testClock(now);
  return { store, clock, silence: await watchSilence(store, clock) };
}

/** An event each hour, for two days. */
function busy(silence: { heard(event: TrailEvent): void }): number {
  for (let hour = 0; hour < 48; hour++) silence.heard(event(START + hour * HOUR));
  return START + 47 * HOUR;
}

describe('an account and region that used to send', () => {
  it('and does not any more is a finding, once; when it sends again, the finding is closed', async () => {
    const { store, clock, silence } = await open();
    const last = busy(silence);
    clock.set(last + 5 * HOUR);
    expect(await silence.tick(judgement, { threshold: 6 * HOUR })).toEqual([]);
    clock.set(last + 6 * HOUR + MINUTE);
    const opened = await silence.tick(judgement, { threshold: 6 * HOUR });
    expect(opened).toMatchObject([{ change: 'opened', finding: { ruleId: 'trailwatch-silent-source', region: 'us-east-1' } }]);
    expect(await silence.tick(judgement, { threshold: 6 * HOUR })).toEqual([]);
    expect(await store.outbox({ state: 'waiting', limit: 10 })).toHaveLength(1);

    silence.heard(event(clock.now()));
    const closed = await silence.tick(judgement, { threshold: 6 * HOUR });
    expect(closed).toMatchObject([{ change: 'resolved', finding: { status: 'closed' } }]);
    expect(await silence.tick(judgement, { threshold: 6 * HOUR })).toEqual([]);
  });

  it('is remembered over a restart, and so is its silence', async () => {
    const store = createMemoryStore();
    const first = await open(store);
    const last = busy(first.silence);
    await first.silence.tick(judgement, { threshold: 6 * HOUR });
    const second = await open(store, last + HOUR);
    second.clock.set(last + 8 * HOUR);
    expect(await second.silence.tick(judgement, { threshold: 6 * HOUR })).toHaveLength(1);
    const third = await open(store, last + 9 * HOUR);
    expect(await third.silence.tick(judgement, { threshold: 6 * HOUR })).toEqual([]);
    third.silence.heard(event(last + 9 * HOUR));
    expect(await third.silence.tick(judgement, { threshold: 6 * HOUR })).toMatchObject([{ change: 'resolved' }]);
  });

  it('is not called silent for the time in which nobody listened', async () => {
    const { clock, silence } = await open();
    const last = busy(silence);
    clock.set(last + 10 * HOUR);
    silence.interrupted();
    expect(await silence.tick(judgement, { threshold: 6 * HOUR })).toEqual([]);
    clock.set(last + 16 * HOUR + MINUTE);
    expect(await silence.tick(judgement, { threshold: 6 * HOUR })).toHaveLength(1);
  });

  it('and others that still send are told apart', async () => {
    const { clock, silence } = await open();
    const last = busy(silence);
    for (let hour = 0; hour < 60; hour++) silence.heard(event(START + hour * HOUR, 'eu-west-1'));
    clock.set(last + 7 * HOUR);
    expect(await silence.tick(judgement, { threshold: 6 * HOUR })).toMatchObject([{ finding: { region: 'us-east-1' } }]);
  });

  it('says nothing where that is switched off', async () => {
    const { clock, silence } = await open();
    clock.set(busy(silence) + 48 * HOUR);
    expect(await silence.tick(judgement, { threshold: undefined })).toEqual([]);
  });
});
