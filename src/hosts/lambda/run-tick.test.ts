import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../base/problem.ts';
import { HOUR, MINUTE } from '../../base/units.ts';
import { createMemoryStore } from '../../edges/stores/memory-store.ts';
import { type FunctionWorld, functionWorld, s3Notice, sqsCall, trailRecord } from './function-world.cases.ts';
import { homeOf } from './run-tick.ts';

let world: FunctionWorld;
beforeEach(() => {
  world = functionWorld();
});
afterEach(() => world.close());

const hear = (at: number) => {
  const eventTime = new Date(at).toISOString();
  return world.processor(sqsCall({ Records: [trailRecord(`e-${at}`, 'DescribeTrails', { eventTime, readOnly: true })] }));
};
const ruleIds = async () =>
  (await world.store.findings({ limit: 9 })).findings.map(({ finding }) => [finding.ruleId, finding.status]);

describe('silent sources', () => {
  /** So many hours with an event each, and a tick in each minute that matters. */
  const busyHours = async (hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      world.now.at += HOUR - MINUTE;
      await hear(world.now.at);
      for (let minute = 0; minute < 6; minute++) await tickAfter(0);
      await tickAfter(MINUTE);
    }
  };
  const tickAfter = async (time: number) => {
    world.now.at += time;
    await world.tick();
  };
  const tickFor = async (time: number) => {
    for (let passed = 0; passed < time; passed += 5 * MINUTE) await tickAfter(5 * MINUTE);
  };

  it('an account and region that sent for hours and stops is a finding, although functions start anew all the time', async () => {
    await tickFor(HOUR);
    for (let hour = 0; hour < 14; hour++) {
      await tickFor(HOUR);
      await hear(world.now.at);
      world.restart();
    }
    await tickFor(5.5 * HOUR);
    expect(await ruleIds()).toEqual([]);
    world.restart();
    await tickFor(HOUR);
    expect(await ruleIds()).toEqual([['trailwatch-silent-source', 'open']]);
    await hear(world.now.at);
    await tickFor(5 * MINUTE);
    expect(await ruleIds()).toEqual([['trailwatch-silent-source', 'closed']]);
  });

  it.each([
    ['what can not be read is not silent', new Problem('S3_DENIED', 'S3 denied s3:GetObject'), 0],
    ['junk does not hide a silence', Buffer.from('junk'), 1],
  ])('%s', async (_name, content, count) => {
    world.bucket.set('trail/a.json.gz', content);
    await tickFor(HOUR);
    for (let hour = 0; hour < 14; hour++) {
      await tickFor(HOUR);
      await hear(world.now.at);
    }
    for (let minutes = 0; minutes < 7 * 60; minutes += 5) {
      await world.processor(sqsCall(s3Notice('trail', 'a.json.gz')));
      await tickFor(5 * MINUTE);
    }
    expect(await ruleIds()).toHaveLength(count);
  });

  it('ticks that did not come say nothing of the time between', async () => {
    await busyHours(14);
    world.now.at += 7 * HOUR;
    await world.tick();
    expect(await ruleIds()).toEqual([]);
  });
});

it('one part that fails stops no other, and the call fails', async () => {
  const store = createMemoryStore();
  let swept = 0;
  const pendingFeeds = () => Promise.reject(new Problem('STORE_FAILED', 'throttled'));
  const sweep: typeof store.sweep = (now, retention) => {
    swept++;
    return store.sweep(now, retention);
  };
  const broken = functionWorld({ RETENTION_DAYS: '7' }, { store: { ...store, pendingFeeds, sweep } });
  await expect(broken.tick()).rejects.toMatchObject({ code: 'STORE_FAILED' });
  broken.now.at += HOUR;
  await expect(broken.tick()).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(swept).toBe(1);
  expect(broken.lines.map(({ text }) => text)).toContain('what ended calls left failed');
  broken.close();
});

it('sweeps once an hour, as long as RETENTION_DAYS says', async () => {
  const store = createMemoryStore();
  const asked: unknown[] = [];
  const sweep: typeof store.sweep = (now, retention) => {
    asked.push(retention.findings / (24 * HOUR));
    return store.sweep(now, retention);
  };
  const own = functionWorld({ RETENTION_DAYS: '7' }, { store: { ...store, sweep } });
  for (let minutes = 0; minutes <= 125; minutes++) {
    await own.tick();
    own.now.at += MINUTE;
  }
  expect(asked).toEqual([7, 7]);
  own.close();
});

it('alerts to sinks that are gone are given up, once they have waited long enough for all functions to know', async () => {
  const alert = { finding: { id: 'f' }, change: 'opened', at: 0, rule: {} } as never;
  const message = { id: 'm', to: 'gone', alert, createdAt: world.now.at, dueAt: world.now.at };
  await world.store.commit([{ cells: [], ledger: [], findings: [], messages: [message], feeds: [] }], world.now.at);
  await world.tick();
  expect(await world.store.outbox({ state: 'waiting', limit: 9 })).toHaveLength(1);
  world.now.at += 11 * MINUTE;
  await world.tick();
  expect(await world.store.outbox({ state: 'given-up', limit: 9 })).toHaveLength(1);
  expect(world.metrics.get('AlertsGivenUp')).toBe(1);
});

it('account and region are those of the function', () => {
  expect(homeOf('arn:aws:lambda:eu-west-1:123456789012:function:tick')).toEqual({ account: '123456789012', region: 'eu-west-1' });
});
