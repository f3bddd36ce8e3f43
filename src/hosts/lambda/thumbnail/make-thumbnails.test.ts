import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import type { StoredImage, Thumbnail } from '../../../edges/aws/use/image-objects.ts';
import type { Telemetry } from '../telemetry.ts';
import { images } from './images.cases.ts';
import { createThumbnails } from './make-thumbnails.ts';
import { readThumbnailSettings } from './thumbnail-settings.ts';

let stored: Map<string, StoredImage | Problem>;
let put: Thumbnail[];
let lines: { readonly level: string; readonly text: string; readonly fields: Record<string, unknown> }[];
let metrics: Map<string, number>;
let refusal: Problem | undefined;
beforeEach(() => {
  [stored, put, lines, metrics, refusal] = [new Map(), [], [], new Map(), undefined];
});

const telemetry: Telemetry = {
  log: (level, text, fields = {}) => void lines.push({ level, text, fields: { ...fields } }),
  always() {},
  add: (name, value) => metrics.set(name, (metrics.get(name) ?? 0) + value),
  begin() {},
  flush() {},
};
let now = 0;
const make = (event: unknown, environment: NodeJS.ProcessEnv = {}) =>
  createThumbnails({
    settings: readThumbnailSettings(environment),
    telemetry,
    clock: { now: () => (now += 10), sleep: async () => {} },
    objects: {
      async get({ bucket, key, versionId }, limit) {
        const found = stored.get(`${bucket}/${key}${versionId === undefined ? '' : `?${versionId}`}`);
        if (found === undefined) throw new Problem('S3_NOT_FOUND', 'no such object', { at: { file: `s3://${bucket}/${key}` } });
        if (found instanceof Problem) throw found;
        return found.size > limit ? { ...found, bytes: undefined } : found;
      },
      async put(thumbnail) {
        if (refusal !== undefined) throw refusal;
        put.push(thumbnail);
      },
    },
  })(event, 'request');
const record = (key: string, more: object = {}, bucket = 'photos') => ({
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object: { key, ...more } },
});
const put1 = (key: string, more: object = {}, bucket?: string) => ({ Records: [record(key, more, bucket)] });
const store = (name: string, bytes: Uint8Array, metadata = {}) => stored.set(name, { size: bytes.length, bytes, metadata });

describe('a new image', () => {
  it('becomes a thumbnail of the same key in <name>-resized, typed, cacheable and marked', async () => {
    store('photos/a/cat.jpg', await images.jpeg());
    expect(await make(put1('a/cat.jpg'))).toEqual({ done: 1, skipped: 0 });
    expect(put).toMatchObject([
      {
        bucket: 'photos-resized',
        key: 'a/cat.jpg',
        contentType: 'image/jpeg',
        cacheControl: 'public, max-age=86400',
        metadata: { 'trailwatch-thumbnail': 'true' },
      },
    ]);
    expect([...metrics]).toEqual([
      ['ImagesDone', 1],
      ['ImageMilliseconds', 10],
      ['ImagePixelsPerSecond', 640 * 480 * 100],
    ]);
  });

  it('is as large as THUMBNAIL_SIZE says, goes to TARGET_BUCKET, with CACHE_CONTROL', async () => {
    store('photos/cat.jpg', await images.jpeg());
    await make(put1('cat.jpg'), { THUMBNAIL_SIZE: '64', TARGET_BUCKET: 'small', CACHE_CONTROL: 'no-store' });
    expect(put).toMatchObject([{ bucket: 'small', cacheControl: 'no-store' }]);
    expect(await sharp(put[0]!.bytes).metadata()).toMatchObject({ width: 64, height: 48 });
  });

  it.each([
    ['holiday+in+Z%C3%BCrich.jpg', 'holiday in Zürich.jpg'],
    ['1%2B1%3D2.jpg', '1+1=2.jpg'],
    ['%F0%9F%90%88.jpg', '🐈.jpg'],
    ['100%.jpg', '100%.jpg'],
    ['a%252Fb.jpg', 'a%2Fb.jpg'],
  ])('with the key %s in the notification is %s', async (encoded, key) => {
    store(`photos/${key}`, await images.jpeg(10, 10));
    await make(put1(encoded));
    expect(put.map((each) => each.key)).toEqual([key]);
  });

  it('is the version that the notification names', async () => {
    store('photos/cat.jpg?v1', await images.jpeg(10, 10));
    expect(await make(put1('cat.jpg', { versionId: 'v1' }))).toEqual({ done: 1, skipped: 0 });
  });

  it('is also heard of through EventBridge, a topic, and a topic in a queue', async () => {
    store('photos/a b.jpg', await images.jpeg(10, 10));
    const notice = JSON.stringify(put1('a+b.jpg'));
    const detail = { bucket: { name: 'photos' }, object: { key: 'a b.jpg', 'version-id': '' } };
    expect(await make({ 'detail-type': 'Object Created', source: 'aws.s3', detail })).toEqual({ done: 1, skipped: 0 });
    await make({ Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'm', Message: notice } }] });
    const body = JSON.stringify({ Type: 'Notification', Message: notice });
    const queued = { Records: [{ eventSource: 'aws:sqs', messageId: 'q', body }] };
    expect(await make(queued)).toEqual({ batchItemFailures: [] });
    expect(put).toHaveLength(3);
  });
});

describe('skipped, with a reason', () => {
  it.each([
    ['a text', 'notes.txt', Buffer.from('hello'), {}, 'no image'],
    ['what the function wrote itself', 'cat.jpg', Buffer.from('x'), { 'trailwatch-thumbnail': 'true' }, 'made by this function'],
    ['a folder', 'album/', Buffer.from(''), {}, 'folder'],
  ])('%s', async (_, key, bytes, metadata, reason) => {
    store(`photos/${key}`, bytes, metadata);
    expect(await make(put1(key))).toEqual({ done: 0, skipped: 1 });
    expect(put).toEqual([]);
    expect(lines).toMatchObject([{ level: 'info', text: 'skipped', fields: { reason: expect.stringContaining(reason) } }]);
  });

  it.each([
    ['a removal', { Records: [{ ...record('cat.jpg'), eventName: 'ObjectRemoved:Delete' }] }],
    ["S3's test message", { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'photos' }],
  ])('%s tells of nothing', async (_, event) => {
    expect(await make(event)).toEqual({ done: 0, skipped: 0 });
  });
});

describe('what the user reads', () => {
  it.each([
    [
      'the bucket that is missing',
      {},
      new Problem('IMAGE_TARGET', 'no'),
      'no bucket is named photos-resized: thumbnails of photos go to photos-resized, by the scheme <name>-resized',
    ],
    [
      'a wrong TARGET_BUCKET',
      { TARGET_BUCKET: 'smal' },
      new Problem('IMAGE_TARGET', 'no'),
      'no bucket is named smal: thumbnails of photos go to smal, as TARGET_BUCKET says',
    ],
    [
      'a bucket that is closed, or of somebody else',
      {},
      new Problem('AWS_DENIED', 'no'),
      'S3 denied s3:PutObject: thumbnails of photos go to photos-resized, by the scheme <name>-resized',
    ],
  ])('%s', async (_, environment, problem, message) => {
    store('photos/cat.jpg', await images.jpeg(10, 10));
    refusal = problem;
    await expect(make(put1('cat.jpg'), environment)).rejects.toMatchObject({ code: 'IMAGE_TARGET', message });
  });

  it('a target that is the source would call itself for ever: refused before anything is read', async () => {
    await expect(make(put1('cat.jpg'), { TARGET_BUCKET: 'photos' })).rejects.toMatchObject({ code: 'IMAGE_TARGET' });
  });

  it.each([
    ['0 bytes', new Uint8Array(), 'IMAGE_UNREADABLE'],
    ['half an image', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'IMAGE_UNREADABLE'],
    ['100 megapixels', images.bomb(), 'IMAGE_TOO_LARGE'],
  ])('%s, with the place of the object', async (_, bytes, code) => {
    store('photos/cat.png', bytes);
    await expect(make(put1('cat.png'))).rejects.toMatchObject({ code, at: { file: 's3://photos/cat.png' } });
    expect(metrics.get('ImagesFailed')).toBe(1);
  });

  it('an object over MAX_BYTES is not read', async () => {
    store('photos/cat.jpg', await images.jpeg());
    await expect(make(put1('cat.jpg'), { MAX_BYTES: '100' })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  it('an object that is gone', async () => {
    await expect(make(put1('cat.jpg'))).rejects.toMatchObject({ code: 'S3_NOT_FOUND' });
  });

  it.each([[{}], [[]], [{ Records: [{ eventSource: 'aws:kinesis' }] }], ['text'], [null], [{ Records: [7] }]])(
    '%j is no notification',
    async (event) => {
      await expect(make(event)).rejects.toMatchObject({ code: 'DECODE_SHAPE' });
    },
  );
});

describe('one that fails stops no other', () => {
  it('of one notification: the failure is thrown when all are tried', async () => {
    store('photos/good.jpg', await images.jpeg(10, 10));
    await expect(make({ Records: [record('gone.jpg'), record('good.jpg')] })).rejects.toMatchObject({ code: 'S3_NOT_FOUND' });
    expect(put.map(({ key }) => key)).toEqual(['good.jpg']);
  });

  it('of a queue: it alone comes again', async () => {
    store('photos/good.jpg', await images.jpeg(10, 10));
    const message = (messageId: string, body: string) => ({ eventSource: 'aws:sqs', messageId, body });
    const Records = [
      message('1', JSON.stringify(put1('gone.jpg'))),
      message('2', JSON.stringify(put1('good.jpg'))),
      message('3', 'no JSON'),
    ];
    expect(await make({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '3' }] });
    expect(put.map(({ key }) => key)).toEqual(['good.jpg']);
  });
});

it('works on the console\'s test event "S3 Put": the object that it names is looked for', async () => {
  const event = JSON.parse(readFileSync('examples/events/s3-put-image.json', 'utf8'));
  await expect(make(event)).rejects.toMatchObject({ code: 'S3_NOT_FOUND', at: { file: 's3://example-bucket/test/key' } });
  store('example-bucket/test/key', await images.jpeg());
  expect(await make(event)).toEqual({ done: 1, skipped: 0 });
  expect(put).toMatchObject([{ bucket: 'example-bucket-resized', key: 'test/key' }]);
});

it.each([
  { THUMBNAIL_SIZE: '0' },
  { THUMBNAIL_SIZE: '200px' },
  { THUMBNAIL_SIZE: '5000' },
  { MAX_PIXELS: '1e99' },
  { MAX_BYTES: '-1' },
  { TARGET_BUCKET: 'No_Bucket' },
])('%j is refused by its name', (environment: Record<string, string>) => {
  const [name = ''] = Object.keys(environment);
  expect(() => readThumbnailSettings(environment)).toThrow(
    expect.objectContaining({ code: 'CONFIG_FIELD', message: expect.stringContaining(name) }),
  );
});
