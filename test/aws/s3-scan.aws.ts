import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { s3Source } from '../../src/edges/sources/s3.ts';
import { collect, content, deliveries, problems, sourceContract } from '../../src/edges/sources/source.contract.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

describe.runIf(hasEmulator())('reading from S3', () => {
  let emulator: Emulator;
  let client: S3Client;
  let buckets = 0;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new S3Client({
      endpoint: emulator.endpoint,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());

  const bucketWith = async (contents: Readonly<Record<string, Uint8Array>>): Promise<string> => {
    const bucket = `trail-${++buckets}`;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const [key, bytes] of Object.entries(contents)) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    }
    return bucket;
  };

  sourceContract('S3', {
    many: true,
    async prepare(contents, options) {
      const bucket = await bucketWith(contents);
      return { source: s3Source(`s3://${bucket}`, options), fileOf: (name) => `s3://${bucket}/${name}`, remove: async () => {} };
    },
  });

  const log = (name: string) => gzipSync(JSON.stringify({ Records: [{ eventID: name }] }));
  const file = (account: string, region: string, day: string) =>
    `AWSLogs/${account}/CloudTrail/${region}/2026/01/${day}/log.json.gz`;

  test('follows the layout of a trail to the wanted days, accounts and regions', async () => {
    const accounts = ['111122223333', '123456789012'];
    const days = ['01', '02', '03', '04', '05'];
    const keys = accounts.flatMap((account) =>
      ['eu-west-1', 'us-east-1'].flatMap((region) => days.map((day) => file(account, region, day))),
    );
    const digest = 'AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/02/d.json.gz';
    const bucket = await bucketWith(Object.fromEntries([...keys, digest].map((key) => [key, log(key)])));
    const from = Date.UTC(2026, 0, 2, 5);
    const to = Date.UTC(2026, 0, 3);
    const listed = await collect(s3Source(`s3://${bucket}`, { from, to, accounts: ['123456789012'], regions: ['us-east-1'] }));
    const found = deliveries(listed);
    const expected = ['02', '03', '04'].map((day) => file('123456789012', 'us-east-1', day));
    expect(found.map((one) => one.file)).toEqual(expected.map((key) => `s3://${bucket}/${key}`));
    expect(await content(found[0])).toEqual(log(expected[0] as string));
    expect(listed.filter(({ kind }) => kind === 'ignored')).toHaveLength(1);
  });

  test('reads more than a page of objects, all of them', async () => {
    const names = Array.from({ length: 1100 }, (_, i) => `p/${String(i).padStart(4, '0')}.json`);
    const bucket = await bucketWith(Object.fromEntries(names.map((name) => [name, Buffer.from(name)])));
    let i = 0;
    for await (const one of s3Source(`s3://${bucket}/p/`).list()) {
      if (one.kind !== 'delivery') throw new Error(`unexpected ${one.kind}`);
      expect((await content(one.delivery)).toString()).toBe(names[i++]);
    }
    expect(i).toBe(names.length);
  });

  test('says that a bucket does not exist', async () => {
    expect(problems(await collect(s3Source('s3://no-such-bucket')))).toMatchObject([{ code: 'S3_NOT_FOUND' }]);
  });

  test('finds its region when none is set', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const bucket = await bucketWith({ 'a.json': Buffer.from('{}') });
    expect(deliveries(await collect(s3Source(`s3://${bucket}/a.json`)))).toHaveLength(1);
  });

  test('the scan command finds in a bucket what is there', async () => {
    const record = {
      eventVersion: '1.11',
      eventID: '6f1b2c3d-0000-4000-8000-000000000001',
      eventTime: '2026-01-02T03:04:05Z',
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion: 'us-east-1',
      eventType: 'AwsApiCall',
      recipientAccountId: '123456789012',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::123456789012:user/mallory',
        accountId: '123456789012',
        userName: 'mallory',
      },
      sourceIPAddress: '198.51.100.7',
    };
    const key = file('123456789012', 'us-east-1', '02');
    const bucket = await bucketWith({ [key]: gzipSync(JSON.stringify({ Records: [record] })) });
    const options = ['--emit', 'matches', '--format', 'jsonl', '--from', '2026-01-01', '--to', '2026-01-31'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/hosts/cli/main.js', 'scan', `s3://${bucket}`, ...options],
      { env: { ...process.env, ...emulator.environment } },
    );
    const matches = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(matches.length).toBeGreaterThan(0);
    for (const match of matches) {
      expect(match).toMatchObject({ eventName: 'StopLogging', eventId: record.eventID, file: `s3://${bucket}/${key}` });
    }
  });
});
