import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from '../../../../test/aws/loopback-s3.ts';
import { Problem } from '../../../base/problem.ts';
import { DAY, type EpochMs, HOUR, MINUTE } from '../../../base/units.ts';
import { liveSourceContract, markers, memoryCheckpoints, type Reading, reading } from './live-source.contract.ts';
import { type S3PrefixOptions, type S3PrefixSource, s3PrefixSource } from './s3-prefix.ts';
import { type TestClock, testClock, until } from './test-clock.cases.ts';

let s3: LoopbackS3;
beforeAll(async () => {
  s3 = await startLoopbackS3(3);
});
afterAll(() => s3.close());
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', s3.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  s3.buckets.set('logs', new Map());
  s3.faults.clear();
  s3.log.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

const put = (key: string, text: string = key) => void s3.buckets.get('logs')?.set(key, Buffer.from(text));

/** A log file's key as the AWS CloudTrail User Guide writes it. */
const keyOf = (marker: string, at: EpochMs, account = '123456789012', region = 'us-east-1', above = 'AWSLogs/') => {
  const iso = new Date(at).toISOString();
  const time = `${iso.slice(0, 16).replace(/[-:]/g, '')}Z`;
  return `${above}${account}/CloudTrail/${region}/${iso.slice(0, 10).replaceAll('-', '/')}/${account}_CloudTrail_${region}_${time}_${marker}.json.gz`;
};

for (const [name, key] of [
  ["a trail's bucket", (marker: string, at: EpochMs) => keyOf(marker, at)],
  ['a prefix without layout', (marker: string) => `drop/${marker}.json`],
] as const) {
  liveSourceContract(name, {
    resumes: true,
    repeats: true,
    prepare: async (context) => ({
      open: () => s3PrefixSource({ ...context, url: 's3://logs', from: context.clock.now() - HOUR }),
      add: async (marker) => put(key(marker, context.clock.now())),
      trouble: (on) => {
        if (on) s3.faults.set('logs', { status: 403, code: 'AccessDenied' });
        else s3.faults.delete('logs');
      },
      taken: () => s3.log.filter((line) => line.startsWith('GET')).length,
      remove: async () => {},
    }),
  });
}

describe('polling a bucket', () => {
  let clock: TestClock;
  let problems: Problem[];
  let checkpoints: ReturnType<typeof memoryCheckpoints>;
  let source: S3PrefixSource;
  let run: Reading | undefined;

  beforeEach(() => {
    clock = testClock();
    problems = [];
    checkpoints = memoryCheckpoints();
  });
  afterEach(async () => {
    await run?.stop();
    clock.stop();
  });

  const start = (options: Partial<S3PrefixOptions> = {}) => {
    source = s3PrefixSource({ url: 's3://logs', clock, checkpoints, onProblem: (problem) => problems.push(problem), ...options });
    run = reading(source);
    asked = run.ask();
    return run;
  };
  let asked: ReturnType<Reading['ask']>;
  /** Keys of all that comes until it sleeps, acknowledged; then so much time passes. */
  const takeAll = async (time = 0): Promise<string[]> => {
    if (time > 0) await clock.advance(time);
    const keys: string[] = [];
    for (;;) {
      const asleep = until(() => clock.sleepers > 0, 'it neither delivers nor sleeps').then(() => undefined);
      const delivery = await Promise.race([asked, asleep]);
      if (delivery === undefined) return keys;
      keys.push(delivery.file.replace('s3://logs/', ''));
      await delivery.ack();
      asked = (run as Reading).ask();
    }
  };
  /** The same, over and over, for so long. */
  const during = async (time: number): Promise<string[]> => {
    const keys: string[] = [];
    for (const end = clock.now() + time; clock.now() < end; ) keys.push(...(await takeAll(MINUTE)));
    return keys;
  };
  const lists = () => s3.log.filter((line) => line.startsWith('LIST'));

  test('every region of every account, with and without an organization, the oldest first', async () => {
    const now = clock.now();
    const keys = [
      keyOf('a', now, '123456789012', 'us-east-1'),
      keyOf('b', now + MINUTE, '111122223333', 'eu-west-1'),
      keyOf('c', now + 2 * MINUTE, '123456789012', 'us-east-1', 'org/AWSLogs/o-exampleorgid/'),
      keyOf('d', now + 3 * MINUTE, '111122223333', 'us-gov-west-1', 'org/AWSLogs/o-exampleorgid/'),
    ];
    for (const key of keys.toReversed()) put(key);
    start();
    expect(await takeAll()).toEqual(keys);
  });

  test('digests, files of other services, other accounts and regions are neither listed nor delivered', async () => {
    const now = clock.now();
    const wanted = keyOf('a', now);
    put(wanted);
    put('AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/15/d.json.gz');
    put('AWSLogs/123456789012/Config/us-east-1/2026/1/15/c.json.gz');
    put(keyOf('b', now, '111122223333'));
    put(keyOf('c', now, '123456789012', 'eu-west-1'));
    start({ accounts: ['123456789012'], regions: ['us-east-1'] });
    expect(await takeAll()).toEqual([wanted]);
    expect(lists().filter((line) => /Digest|Config\/|111122223333\/|eu-west-1/.test(line))).toEqual([]);
  });

  test('begins now: what was delivered before is left, however the clock stands to the minute', async () => {
    clock = testClock(Date.UTC(2026, 0, 15, 12, 5, 30));
    put(keyOf('old', clock.now() - 2 * MINUTE));
    put(keyOf('same-minute', clock.now()));
    start();
    expect(await takeAll()).toEqual([keyOf('same-minute', clock.now())]);
    put(keyOf('new', clock.now() + 4 * MINUTE));
    expect(await during(10 * MINUTE)).toHaveLength(1);
  });

  test('from a day on: what lies before is not listed', async () => {
    const now = clock.now();
    for (let day = 9; day >= 0; day--) put(keyOf('a', now - day * DAY));
    start({ from: now - 3 * DAY });
    expect(await takeAll()).toEqual([3, 2, 1, 0].map((day) => keyOf('a', now - day * DAY)));
    expect(lists().filter((line) => line.includes('2026/01/1') && !line.includes('after'))).toEqual([]);
  });

  test('a restart days later goes on where it was, and looks two days further back for late files', async () => {
    const begun = clock.now();
    put(keyOf('a', begun));
    start();
    await takeAll();
    for (let i = 0; i < 12; i++) await takeAll(6 * HOUR);
    await takeAll(HOUR);
    await run?.stop();
    const now = clock.now();
    clock.sleep(5 * DAY);
    await clock.advance(5 * DAY);
    const keys = [keyOf('late', now - DAY), keyOf('b', now + HOUR), keyOf('c', now + 4 * DAY)];
    for (const key of keys) put(key);
    put(keyOf('too-late', now - 4 * DAY));
    start();
    expect(await takeAll()).toEqual(keys);
  });

  test('a file that sorts before what was seen is found within a quarter of an hour', async () => {
    const now = clock.now();
    for (let i = 0; i < 5; i++) put(keyOf(`m${i}`, now + i * MINUTE));
    start({ from: now - DAY });
    expect(await takeAll()).toHaveLength(5);
    await during(5 * MINUTE);
    put(keyOf('late', now - 12 * HOUR));
    expect(await during(20 * MINUTE)).toEqual([keyOf('late', now - 12 * HOUR)]);
  });

  test('a busy region is listed from its end, and all days only now and then', async () => {
    const now = clock.now();
    for (let i = 0; i < 40; i++) put(keyOf('x', now - 20 * HOUR + i * 30 * MINUTE));
    start({ from: now - DAY });
    await takeAll();
    const before = source.requests().list;
    await takeAll(MINUTE);
    expect(source.requests().list - before).toBeLessThanOrEqual(2);
  });

  test('where nothing happens, it looks five times more seldom', async () => {
    put(keyOf('x', clock.now()));
    start();
    await takeAll();
    await during(2 * HOUR);
    const before = source.requests().list;
    await during(HOUR);
    // 12 looks, of which each fourth is at all days; and every 15 minutes a search for new regions (4 requests).
    expect(source.requests().list - before).toBeLessThanOrEqual(12 + 4 * 5);
  });

  test('a new account is found', async () => {
    put(keyOf('a', clock.now()));
    start();
    await takeAll();
    const key = keyOf('b', clock.now() + MINUTE, '111122223333', 'eu-west-1');
    put(key);
    expect(await during(20 * MINUTE)).toEqual([key]);
  });

  test('an empty bucket: the first log file of a trail is found', async () => {
    start();
    expect(await takeAll()).toEqual([]);
    const key = keyOf('a', clock.now() + MINUTE);
    put(key);
    expect(await during(20 * MINUTE)).toEqual([key]);
    const next = keyOf('b', clock.now());
    put(next);
    expect(await during(20 * MINUTE)).toEqual([next]);
  });

  test('a prefix without layout begins now with what comes, and forgets what is deleted', async () => {
    put('drop/old.json');
    start();
    expect(await takeAll()).toEqual([]);
    put('drop/new.json');
    expect(await takeAll(MINUTE)).toEqual(['drop/new.json']);
    const rows = checkpoints.size;
    s3.buckets.get('logs')?.delete('drop/old.json');
    await during(10 * MINUTE);
    expect(checkpoints.size).toBe(rows - 1);
  });

  test('what is remembered goes with the days', async () => {
    start();
    await takeAll();
    for (let day = 0; day < 6; day++) {
      for (let i = 0; i < 3; i++) put(keyOf(`x${i}`, clock.now() + i * MINUTE));
      await takeAll(DAY);
      await takeAll(DAY);
    }
    const rows = [...(await checkpoints.list()).keys()].filter((row) => row.startsWith('object '));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(9);
  });

  test('a region that is denied is told once a round and stops no other', async () => {
    const now = clock.now();
    const west = keyOf('a', now, '123456789012', 'us-west-1');
    put(keyOf('a', now, '123456789012', 'us-east-1'));
    put(west);
    const { createS3Reader } = await import('../../aws/use/s3.ts');
    const reader = createS3Reader();
    start({
      reader: {
        ...reader,
        async listObjects(request) {
          if (request.prefix.endsWith('us-east-1/')) throw new Problem('S3_DENIED', 'denied');
          return reader.listObjects(request);
        },
      },
    });
    expect(await takeAll()).toEqual([west]);
    expect(problems).toMatchObject([{ code: 'S3_DENIED' }]);
    expect(source.status().problem).toMatchObject({ code: 'S3_DENIED' });
  });

  test('a connection that breaks while listing loses nothing that was found', async () => {
    const now = clock.now();
    const keys = Array.from({ length: 8 }, (_, i) => keyOf('x', now + i * MINUTE));
    for (const key of keys) put(key);
    const { createS3Reader } = await import('../../aws/use/s3.ts');
    const reader = createS3Reader();
    let failures = 1;
    start({
      reader: {
        ...reader,
        async listObjects(request) {
          if (request.token !== undefined && failures-- > 0) throw new Problem('S3_FAILED', 'broken');
          return reader.listObjects(request);
        },
      },
    });
    const found = [...(await takeAll()), ...(await during(3 * MINUTE))];
    expect(found).toEqual(keys);
    expect(problems).toMatchObject([{ code: 'S3_FAILED' }]);
  });

  test('an object that can not be read comes again, and its neighbours do not wait for it', async () => {
    const now = clock.now();
    const bad = keyOf('marker-bad', now);
    put(bad);
    put(keyOf('marker-good', now));
    s3.faults.set(`logs/${bad}`, { status: 403, code: 'AccessDenied', times: 1 });
    start();
    const first = await asked;
    await expect(first?.open()).rejects.toMatchObject({ code: 'S3_DENIED' });
    await first?.retry(new Problem('S3_DENIED', 'denied'));
    asked = (run as Reading).ask();
    expect(await takeAll()).toEqual([keyOf('marker-good', now)]);
    const again = (await Promise.all([asked, clock.advance(1000)]))[0];
    expect(await markers(again as never)).toEqual(['marker-bad']);
  });

  test('tells what waits, since when, and how many requests it made', async () => {
    const now = clock.now();
    put(keyOf('a', now));
    put(keyOf('b', now + MINUTE));
    start();
    const first = await asked;
    clock.sleep(HOUR);
    await clock.advance(HOUR);
    expect(source.status()).toMatchObject({ depth: 2, lag: 3600 });
    await first?.ack();
    expect(source.status()).toMatchObject({ depth: 1, lag: 3540 });
    expect(source.requests()).toMatchObject({ list: lists().length, get: 2 });
  });

  test('many regions are listed eight at a time', async () => {
    let busy = 0;
    let busiest = 0;
    const now = clock.now();
    const regions = Array.from({ length: 40 }, (_, i) => `us-east-${i + 1}`);
    for (const region of regions) put(keyOf('a', now, '123456789012', region));
    const { createS3Reader } = await import('../../aws/use/s3.ts');
    const reader = createS3Reader();
    start({
      reader: {
        ...reader,
        async listObjects(request) {
          busiest = Math.max(busiest, ++busy);
          try {
            return await reader.listObjects(request);
          } finally {
            busy--;
          }
        },
      },
    });
    expect(await takeAll()).toHaveLength(40);
    expect(busiest).toBe(8);
  });

  test.each(['s3://', 's3:///key', 'bucket/key'])('%s names no bucket', (url) => {
    expect(() => start({ url })).toThrow(expect.objectContaining({ code: 'CONFIG_FIELD' }));
    run = undefined;
  });
});
