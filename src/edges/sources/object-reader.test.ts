import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from '../../../test/aws/loopback-s3.ts';
import { createS3Reader, type GetRequest, type S3Reader } from '../aws/use/s3.ts';
import { createObjectReader } from './object-reader.ts';
import { AHEAD_LIMIT } from './s3-delivery.ts';

async function content(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('over the real SDK', () => {
  let s3: LoopbackS3;
  beforeAll(async () => {
    s3 = await startLoopbackS3();
    vi.stubEnv('AWS_ENDPOINT_URL', s3.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await s3.close();
  });
  beforeEach(() => {
    s3.buckets.set('logs', new Map());
    s3.faults.clear();
  });
  const put = (key: string, bytes: Uint8Array) => s3.buckets.get('logs')?.set(key, bytes);
  const open = (key: string, versionId?: string) =>
    createObjectReader(createS3Reader()).open({ bucket: 'logs', key, ...(versionId !== undefined && { versionId }) });

  test('a small object is whole', async () => {
    put('a b+c%20&d=ä.json.gz', Buffer.from('content'));
    expect(Buffer.from((await open('a b+c%20&d=ä.json.gz')) as Uint8Array).toString()).toBe('content');
  });

  test('an empty one too', async () => {
    put('empty', Buffer.alloc(0));
    expect(await content(await open('empty'))).toHaveLength(0);
  });

  test('a large one comes in pieces, and is taken up where its connection breaks', async () => {
    const bytes = Buffer.alloc(AHEAD_LIMIT + 3_000_000, 'abcdefg');
    put('large', bytes);
    s3.faults.set('logs/large', { breakAfter: AHEAD_LIMIT + 1_000_000, times: 1 });
    const body = await open('large');
    expect(body).not.toBeInstanceOf(Uint8Array);
    expect(Buffer.compare(await content(body), bytes)).toBe(0);
  });

  test.each([
    ['gone', undefined, { status: 404, code: 'NoSuchKey' }, 'S3_NOT_FOUND', /deleted/],
    ['denied', undefined, { status: 403, code: 'AccessDenied' }, 'S3_DENIED', /Allow s3:GetObject on arn:aws:s3:::logs\/\*/],
    ['denied', 'v1', { status: 403, code: 'AccessDenied' }, 'S3_DENIED', /Allow s3:GetObjectVersion on arn:aws:s3:::logs\/\*/],
    ['gone', 'v1', { status: 404, code: 'NoSuchVersion' }, 'S3_NOT_FOUND', /deleted/],
  ])('%s, version %s', async (key, versionId, fault, code, hint) => {
    s3.faults.set(`logs/${key}`, fault);
    await expect(open(key, versionId)).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(hint) as string,
      at: { file: `s3://logs/${key}` },
    });
  });
});

describe('what is asked for', () => {
  const asked: GetRequest[] = [];
  let left = false;
  const reader: S3Reader = {
    listObjects: async () => ({ objects: [], folders: [], token: undefined }),
    async getObject(request) {
      asked.push(request);
      return { etag: undefined, chunks: endless() };
    },
  };
  async function* endless() {
    try {
      for (;;) yield Buffer.alloc(1_000_000);
    } finally {
      left = true;
    }
  }
  beforeEach(() => {
    asked.length = 0;
    left = false;
  });

  test('the version that the notification names', async () => {
    await createObjectReader(reader).open({ bucket: 'logs', key: 'a', versionId: 'v1' });
    expect(asked).toMatchObject([{ bucket: 'logs', key: 'a', versionId: 'v1' }]);
  });

  test('no more than is wanted: a stream that is left ends its connection', async () => {
    const body = (await createObjectReader(reader).open({ bucket: 'logs', key: 'a' })) as AsyncIterable<Uint8Array>;
    for await (const _ of body) break;
    expect(left).toBe(true);
  });
});
