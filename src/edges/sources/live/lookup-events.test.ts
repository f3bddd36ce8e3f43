import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../../../base/units.ts';
import { decodeWhole } from '../../../engine/events/decode.ts';
import type { LiveDelivery } from '../live-source.ts';
import { content } from '../source.contract.ts';
import { liveSourceContract, markers, memoryCheckpoints, type Reading, reading } from './live-source.contract.ts';
import { type LookupEventsOptions, lookupEventsSource } from './lookup-events.ts';
import { type LoopbackCloudTrail, startLoopbackCloudTrail } from './loopback-cloudtrail.cases.ts';
import { type TestClock, testClock, until } from './test-clock.cases.ts';

const useLoopback = (endpoint: string) => {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
};
afterEach(() => vi.unstubAllEnvs());

liveSourceContract('the event history', {
  resumes: true,
  repeats: true,
  async prepare(context) {
    const aws = await startLoopbackCloudTrail(() => context.clock.now(), 5);
    useLoopback(aws.endpoint);
    return {
      open: () => lookupEventsSource({ ...context, accounts: [{ name: 'prod', regions: ['us-east-1'] }] }),
      add: async (marker) => void aws.events.push({ id: marker, at: context.clock.now() - SECOND }),
      trouble: (on) => {
        aws.alwaysFails = on ? { status: 500, type: 'InternalFailure' } : undefined;
      },
      taken: () => aws.given(),
      remove: () => aws.close(),
    };
  },
});

describe('following the event history', () => {
  let aws: LoopbackCloudTrail;
  let clock: TestClock;
  let problems: Problem[];
  let checkpoints: ReturnType<typeof memoryCheckpoints>;
  let run: Reading;
  let asked: Promise<LiveDelivery | undefined> | undefined;

  beforeEach(async () => {
    asked = undefined;
    clock = testClock();
    aws = await startLoopbackCloudTrail(() => clock.now(), 5);
    useLoopback(aws.endpoint);
    problems = [];
    checkpoints = memoryCheckpoints();
  });
  afterEach(async () => {
    await run?.stop();
    clock.stop();
    await aws.close();
  });

  const open = (options: Partial<LookupEventsOptions> = {}) =>
    lookupEventsSource({
      clock,
      checkpoints,
      onProblem: (problem) => problems.push(problem),
      accounts: [{ name: 'prod', regions: ['us-east-1'] }],
      ...options,
    });
  const start = (options: Partial<LookupEventsOptions> = {}) => {
    run = reading(open(options));
    asked = undefined;
    return run;
  };
  const add = (id: string, age: number, visibleAfter = 0, region?: string) =>
    aws.events.push({
      id,
      at: clock.now() - age,
      visibleFrom: clock.now() - age + visibleAfter,
      ...(region !== undefined && { region }),
    });
  /** Ids of all that comes while so much time passes; acknowledged. */
  const during = async (time: number): Promise<string[]> => {
    const end = clock.now() + time;
    const found: string[] = [];
    let stop = false;
    const take = async () => {
      while (!stop) {
        const delivery = await Promise.race([
          asked,
          new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 5)),
        ]);
        if (delivery === undefined) continue;
        found.push(...(await markers(delivery)));
        await delivery.ack();
        asked = run.ask();
      }
    };
    asked ??= run.ask();
    clock.run();
    const taking = take();
    await until(() => clock.now() >= end, 'time does not pass');
    clock.stop();
    stop = true;
    await taking;
    return found;
  };

  test('a page reads like what the command line tool prints', async () => {
    add('marker-a', MINUTE);
    const delivery = await start().next();
    const bytes = await content(delivery);
    expect(JSON.parse(bytes.toString())).toMatchObject({
      Events: [{ EventId: 'marker-a', EventName: 'StopLogging', EventTime: '2026-01-15T11:59:00.000Z', ReadOnly: 'false' }],
    });
    const decoded = decodeWhole(bytes, delivery.file);
    expect(decoded).toHaveLength(1);
    expect(decoded?.[0]?.kind === 'event' && decoded[0].record.event().id).toBe('marker-a');
    expect(delivery.file).toMatch(/^lookup-events:\/\/prod\/us-east-1\//);
    expect(delivery.size).toBe(bytes.length);
  });

  test('begins an hour ago, with nothing before', async () => {
    add('marker-old', 61 * MINUTE);
    add('marker-a', 59 * MINUTE);
    start();
    expect(await during(2 * MINUTE)).toEqual(['marker-a']);
  });

  test('each event comes once, although all is read again for 15 minutes', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `marker-${i + 10}`);
    for (const [i, id] of ids.entries()) add(id, i * SECOND);
    start();
    expect((await during(30 * MINUTE)).sort()).toEqual(ids);
    expect(aws.given()).toBeGreaterThan(ids.length * 5);
  });

  test('an event that appears 14 minutes late is found', async () => {
    start();
    add('marker-late', 0, 14 * MINUTE);
    expect(await during(13 * MINUTE)).toEqual([]);
    expect(await during(3 * MINUTE)).toEqual(['marker-late']);
  });

  test('never more than two requests a second to one region', async () => {
    for (let i = 0; i < 100; i++) add(`marker-${i + 100}`, i * SECOND);
    start();
    await during(MINUTE);
    const times = aws.requests.map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(20);
    for (let i = 2; i < times.length; i++)
      expect((times[i] as EpochMs) - (times[i - 2] as EpochMs)).toBeGreaterThanOrEqual(SECOND);
  });

  test('throttling is waited out, and told only if it goes on', async () => {
    add('marker-a', MINUTE);
    aws.faults.push(...Array.from({ length: 3 }, () => ({ status: 400, type: 'ThrottlingException' })));
    start();
    expect(await during(MINUTE)).toEqual(['marker-a']);
    expect(problems).toEqual([]);
    aws.faults.push(...Array.from({ length: 7 }, () => ({ status: 400, type: 'ThrottlingException' })));
    await during(5 * MINUTE);
    expect(problems.length).toBeGreaterThan(0);
    expect(run.source.status().problem).toBeUndefined();
  });

  test('a token that has expired: the window is read again, and nothing comes twice', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `marker-${i + 10}`);
    for (const [i, id] of ids.entries()) add(id, MINUTE + i * SECOND);
    const source = start();
    const first = await source.next();
    aws.faults.push({ status: 400, type: 'InvalidNextTokenException' });
    await first.ack();
    const found = [...(await markers(first)), ...(await during(MINUTE))];
    expect(found.sort()).toEqual(ids);
  });

  test('a restart in the middle of a window reads the window again', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `marker-${i + 10}`);
    for (const [i, id] of ids.entries()) add(id, MINUTE + i * SECOND);
    await (await start().next()).ack();
    await run.stop();
    expect(await checkpoints.list()).toEqual(new Map());
    start();
    expect((await during(MINUTE)).sort()).toEqual(ids);
    await run.stop();
    start();
    expect(await during(MINUTE)).toEqual([]);
  });

  test('what happened while it was away is read in windows of an hour, the oldest first', async () => {
    add('marker-a', MINUTE);
    start();
    await during(2 * MINUTE);
    await run.stop();
    const stoppedAt = clock.now();
    aws.requests.length = 0;
    for (const [i, id] of ['marker-b', 'marker-c', 'marker-d'].entries()) {
      aws.events.push({ id, at: stoppedAt + (i + 1) * 3 * HOUR });
    }
    clock.sleep(DAY);
    await clock.advance(DAY);
    start();
    expect(await during(2 * MINUTE)).toEqual(['marker-b', 'marker-c', 'marker-d']);
    for (const { from, to } of aws.requests) expect(to - from).toBeLessThanOrEqual(75 * MINUTE);
  });

  test('longer away than AWS keeps events: said, and read from there', async () => {
    add('marker-a', MINUTE);
    start();
    await during(2 * MINUTE);
    await run.stop();
    const stoppedAt = clock.now();
    clock.sleep(100 * DAY);
    await clock.advance(100 * DAY);
    start();
    run.ask();
    // A request that the stop broke off may arrive later still.
    const since = () => aws.requests.find(({ to }) => to > stoppedAt);
    await until(() => since() !== undefined, 'nothing is asked');
    expect(since()?.from).toBe(clock.now() - 90 * DAY);
    expect(problems).toMatchObject([{ code: 'SOURCE_FAILED', message: expect.stringContaining('90 days') }]);
    expect(() => open({ startAt: 91 * DAY })).toThrow(expect.objectContaining({ code: 'CONFIG_FIELD' }));
  });

  test('each region of each account is followed by itself; one that is denied stops no other', async () => {
    add('marker-east', MINUTE, 0, 'us-east-1');
    add('marker-west', MINUTE, 0, 'eu-west-1');
    const denied = {
      lookupEvents: async () => {
        throw new Problem('AWS_DENIED', 'denied');
      },
      close: () => {},
    };
    const { createTrailReader } = await import('../../aws/use/cloudtrail.ts');
    start({
      accounts: [
        { name: 'prod', regions: ['us-east-1', 'eu-west-1'] },
        { name: 'test', access: { profile: 'other' }, regions: ['us-east-1'] },
      ],
      reader: (access) => (access.profile === 'other' ? denied : createTrailReader(access)),
    });
    expect((await during(2 * MINUTE)).sort()).toEqual(['marker-east', 'marker-west']);
    expect(problems[0]).toMatchObject({ code: 'AWS_DENIED' });
    expect(run.source.status().problem).toMatchObject({ code: 'AWS_DENIED' });
    expect([...(await checkpoints.list()).keys()]).toEqual(['prod/eu-west-1', 'prod/us-east-1']);
  });

  test('a page that keeps failing keeps neither others nor time from going on, and the checkpoint waits for it', async () => {
    add('marker-bad', MINUTE);
    const bad = await start().next();
    await bad.retry(new Problem('STORE_FAILED', 'away'));
    clock.run();
    const doneTo = async () => JSON.stringify([...(await checkpoints.list()).values()]);
    for (let i = 0; i < 8; i++) {
      add(`marker-${i + 10}`, SECOND);
      for (let found = false; !found; ) {
        const delivery = await run.next();
        if ((await markers(delivery)).includes('marker-bad')) await delivery.retry(new Problem('STORE_FAILED', 'away'));
        else {
          await delivery.ack();
          found = true;
        }
      }
    }
    expect(await doneTo()).toBe('[]');
    expect(run.source.status().lag).toBeGreaterThan(60 * 60);
    await (await run.find('marker-bad')).ack();
    await until(async () => (await doneTo()) !== '[]', 'the checkpoint does not move');
    expect(run.source.status().lag).toBeLessThan(10 * 60);
  });

  test('a checkpoint that can not be written is a problem of that page, which may come again', async () => {
    add('marker-a', MINUTE);
    let broken = true;
    const flaky = {
      ...checkpoints,
      async set(entries: Parameters<typeof checkpoints.set>[0]) {
        if (broken) throw new Problem('STORE_BUSY', 'locked');
        await checkpoints.set(entries);
      },
    };
    clock.run();
    const delivery = await start({ checkpoints: flaky }).next();
    await expect(delivery.ack()).rejects.toMatchObject({ code: 'STORE_BUSY' });
    await delivery.retry(new Problem('STORE_BUSY', 'locked'));
    const again = await run.find('marker-a');
    broken = false;
    await again.ack();
    await until(() => checkpoints.size === 1, 'the checkpoint is not written');
  });

  test('says where the events of global services are', () => {
    const notes = (regions: string[]) => open({ accounts: [{ name: 'prod', regions }] }).notes;
    expect(notes(['eu-west-1'])).toEqual([expect.stringContaining('us-east-1')]);
    expect(notes(['eu-west-1', 'us-east-1'])).toEqual([]);
    expect(notes(['cn-north-1'])).toEqual([]);
  });
});
