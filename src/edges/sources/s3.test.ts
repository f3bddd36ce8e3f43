import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from '../../../test/aws/loopback-s3.ts';
import { s3Source } from './s3.ts';
import { BYTES_AHEAD, GETS_AT_ONCE } from './fetch-ahead.ts';
import { AHEAD_LIMIT } from './s3-delivery.ts';
import { collect, content, deliveries, problems, sourceContract } from './source.contract.ts';

let s3: LoopbackS3;
beforeAll(async () => {
  s3 = await startLoopbackS3(3);
});
afterAll(() => s3.close());
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', s3.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  s3.buckets.set('logs', new Map());
  s3.faults.clear();
  s3.log.length = 0;
  s3.pageSize = 3;
  s3.latency = 0;
  s3.reset();
});
afterEach(() => vi.unstubAllEnvs());

const put = (contents: Readonly<Record<string, string | Uint8Array>>) => {
  for (const [key, bytes] of Object.entries(contents)) s3.buckets.get('logs')?.set(key, Buffer.from(bytes));
};
const names = async (...args: Parameters<typeof s3Source>) =>
  deliveries(await collect(s3Source(...args))).map(({ file }) => file);

sourceContract('S3', {
  many: true,
  async prepare(contents, options) {
    put(contents);
    return { source: s3Source('s3://logs', options), fileOf: (name) => `s3://logs/${name}`, remove: async () => {} };
  },
});

describe('what is named', () => {
  test('a prefix stands for all that begins with it', async () => {
    put({ 'a/1': 'x', 'a/2': 'x', ab: 'x', b: 'x' });
    expect(await names('s3://logs/a')).toEqual(['s3://logs/a/1', 's3://logs/a/2', 's3://logs/ab']);
    expect(await names('s3://logs/a/')).toEqual(['s3://logs/a/1', 's3://logs/a/2']);
  });

  test('an object of that very name stands for itself', async () => {
    put({ 'a.json': 'x', 'a.json.gz': 'x' });
    expect(await names('s3://logs/a.json')).toEqual(['s3://logs/a.json']);
  });

  test('nothing there is a problem', async () => {
    const listed = problems(await collect(s3Source('s3://logs/none')));
    expect(listed).toMatchObject([{ code: 'S3_NOT_FOUND', at: { file: 's3://logs/none' } }]);
  });

  test.each(['s3://', 's3:///key', 's3:bucket', 'bucket/key'])('%s names no bucket', (url) => {
    expect(() => s3Source(url)).toThrow(expect.objectContaining({ code: 'CLI_USAGE' }));
  });

  test('what is known not to be a log is left out and said', async () => {
    put({
      'AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/01/d.json.gz': 'x',
      'AWSLogs/123456789012/CloudTrail/': '',
      'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/01/l.json.gz': 'x',
      'AWSLogs/123456789012/Config/us-east-1/2026/1/1/c.json.gz': 'x',
      'AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/01/01/v.log.gz': 'x',
    });
    const listed = await collect(s3Source('s3://logs/'));
    expect(listed.map((one) => (one.kind === 'ignored' ? one.reason : one.kind))).toEqual([
      'CloudTrail digest',
      'folder marker',
      'delivery',
      'logs of another service (Config)',
      'logs of another service (vpcflowlogs)',
    ]);
  });
});

describe('fetching', () => {
  const key = (i: number) => `k${String(i).padStart(3, '0')}`;
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [key(i), `content ${i}`]));

  test('many objects are on their way at once, in bounds, and come in the order of the listing', async () => {
    put(many(200));
    s3.pageSize = 1000;
    s3.latency = 20;
    const seen: string[] = [];
    for (const delivery of deliveries(await collect(s3Source('s3://logs')))) seen.push((await content(delivery)).toString());
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => `content ${i}`));
    expect(s3.busiest()).toBeGreaterThan(GETS_AT_ONCE / 2);
    expect(s3.busiest()).toBeLessThanOrEqual(GETS_AT_ONCE);
  });

  test('no more bytes are fetched than wait for their turn', async () => {
    const sizes = Array.from({ length: 12 }, (_, i) => [key(i), Buffer.alloc(AHEAD_LIMIT)] as const);
    put(Object.fromEntries(sizes));
    const listed = s3Source('s3://logs').list()[Symbol.asyncIterator]();
    const first = await listed.next();
    await first.value.delivery.open();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(s3.log.filter((line) => line.startsWith('GET'))).toHaveLength(BYTES_AHEAD / AHEAD_LIMIT);
    await listed.return?.();
  });

  test('leaving early ends what is on its way, and no more is asked for', async () => {
    put(many(200));
    s3.latency = 20;
    for await (const _ of s3Source('s3://logs').list()) break;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(s3.log.filter((line) => line.startsWith('GET')).length).toBeLessThanOrEqual(GETS_AT_ONCE);
  });

  test('the next page is listed while this one is read', async () => {
    put(many(9));
    const listed = s3Source('s3://logs').list()[Symbol.asyncIterator]();
    await listed.next();
    await vi.waitFor(() => expect(s3.log.filter((line) => line.startsWith('LIST'))).toHaveLength(3));
    await listed.return?.();
  });

  test('the signal ends what is on its way, with a problem that says so', async () => {
    const stop = new AbortController();
    put({ a: Buffer.alloc(100_000), b: 'x' });
    s3.faults.set('logs/a', { status: 503, code: 'SlowDown' });
    const listed = s3Source('s3://logs', { signal: stop.signal }).list()[Symbol.asyncIterator]();
    const first = await listed.next();
    const opening = first.value.delivery.open();
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'S3_FAILED', message: expect.stringContaining('interrupted') });
    expect(await listed.next()).toMatchObject({ done: true });
  });

  test('one failing object does not stop the others', async () => {
    put({ a: '1', b: '2', c: '3' });
    s3.faults.set('logs/b', { status: 403, code: 'AccessDenied' });
    const [a, b, c] = deliveries(await collect(s3Source('s3://logs')));
    expect((await content(a)).toString()).toBe('1');
    await expect(b?.open()).rejects.toMatchObject({ code: 'S3_DENIED', at: { file: 's3://logs/b' } });
    expect((await content(c)).toString()).toBe('3');
  });

  test.each([
    ['SlowDown', 503],
    ['InternalError', 500],
  ])('%s is tried again for longer than the SDK does', async (code, status) => {
    put({ a: 'content' });
    s3.faults.set('logs/a', { status, code, times: 4 });
    expect((await content(deliveries(await collect(s3Source('s3://logs')))[0])).toString()).toBe('content');
    expect(s3.log.filter((line) => line.startsWith('GET'))).toHaveLength(5);
  });

  test('a connection that is reset before the answer is tried again', async () => {
    put({ a: 'content' });
    s3.faults.set('logs/a', { reset: true, times: 4 });
    expect((await content(deliveries(await collect(s3Source('s3://logs')))[0])).toString()).toBe('content');
  });

  test('a listing that is throttled is tried again: what it lacks would be missing in silence', async () => {
    put({ a: 'content' });
    s3.faults.set('logs', { status: 503, code: 'SlowDown', times: 4 });
    expect(await names('s3://logs')).toEqual(['s3://logs/a']);
  });

  test.each([
    ['small', 100_000],
    ['large', AHEAD_LIMIT + 100_000],
  ])('a connection that breaks in a %s object is taken up where it broke', async (_, size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7) & 255);
    put({ a: bytes });
    s3.faults.set('logs/a', { breakAfter: 40_000, times: 2 });
    const read = await content(deliveries(await collect(s3Source('s3://logs')))[0]);
    expect(Buffer.compare(read, bytes)).toBe(0);
    expect(s3.log.some((line) => /^GET logs\/a from [1-9]/.test(line))).toBe(true);
  });

  test('one that always breaks is a problem', async () => {
    put({ a: Buffer.alloc(100_000) });
    s3.faults.set('logs/a', { breakAfter: 10 });
    await expect(content(deliveries(await collect(s3Source('s3://logs')))[0])).rejects.toMatchObject({ code: 'S3_FAILED' });
  });
});

describe('what S3 answers', () => {
  const problemOf = async (url = 's3://logs/x') => problems(await collect(s3Source(url)))[0];

  test('a bucket in another region is followed there', async () => {
    put({ a: 'x' });
    s3.regions.length = 0;
    s3.faults.set('logs', { status: 301, code: 'PermanentRedirect', region: 'eu-central-1', times: 1 });
    expect(await names('s3://logs/a')).toEqual(['s3://logs/a']);
    expect(s3.regions.slice(0, 2)).toEqual(['us-east-1', 'eu-central-1']);
  });

  test('no such bucket', async () => {
    expect(await problemOf('s3://nowhere')).toMatchObject({ code: 'S3_NOT_FOUND' });
  });

  test('denied: the permission is named', async () => {
    s3.faults.set('logs', { status: 403, code: 'AccessDenied' });
    const problem = await problemOf();
    expect(problem).toMatchObject({ code: 'S3_DENIED', hint: expect.stringContaining('s3:ListBucket on arn:aws:s3:::logs') });
  });

  test.each(['ExpiredToken', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'])(
    '%s: the ways to sign in are named',
    async (code) => {
      s3.faults.set('logs', { status: code === 'ExpiredToken' ? 400 : 403, code });
      expect(await problemOf()).toMatchObject({ code: 'S3_DENIED', hint: expect.stringContaining('AWS_PROFILE') });
    },
  );

  test('no credentials: the ways to sign in are named', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    expect(await problemOf()).toMatchObject({ code: 'S3_DENIED', hint: expect.stringContaining('aws sso login') });
  });

  test('archived objects', async () => {
    put({ a: 'x' });
    s3.faults.set('logs/a', { status: 403, code: 'InvalidObjectState' });
    const [a] = deliveries(await collect(s3Source('s3://logs')));
    await expect(a?.open()).rejects.toMatchObject({ code: 'S3_FAILED', hint: expect.stringContaining('restore') });
  });

  test('an endpoint where nobody listens', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    expect(await problemOf()).toMatchObject({ code: 'S3_FAILED', hint: expect.stringContaining('AWS_ENDPOINT_URL') });
  });
});
