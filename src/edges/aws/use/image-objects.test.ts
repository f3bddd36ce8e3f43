import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createImageObjects, type ImageObjects } from './image-objects.ts';

/** What S3 answers, over the real SDK. */
let server: Server;
let objects: ImageObjects;
let answer: { readonly status: number; readonly code?: string; readonly body?: Buffer };
let asked: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, unknown>> }[];
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    request.resume().on('end', () => {
      const body =
        answer.code === undefined ? (answer.body ?? '') : `<Error><Code>${answer.code}</Code><Message>no</Message></Error>`;
      response
        .writeHead(answer.status, {
          'content-length': Buffer.byteLength(body),
          'content-type': 'application/xml',
          'x-amz-meta-trailwatch-thumbnail': 'true',
        })
        .end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const { port } = server.address() as AddressInfo;
  objects = createImageObjects({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const thumbnail = {
  bucket: 'photos-resized',
  key: 'a b/🐈+.jpg',
  bytes: Buffer.from('small'),
  contentType: 'image/jpeg',
  cacheControl: 'no-cache',
  metadata: { 'trailwatch-thumbnail': 'true' },
};

it('gets bytes and metadata, of the version that is asked for', async () => {
  answer = { status: 200, body: Buffer.from('image') };
  const image = await objects.get({ bucket: 'photos', key: 'a+b 🐈.jpg', versionId: 'v1' }, 100);
  expect({ ...image, bytes: Buffer.from(image.bytes!).toString() }).toEqual({
    size: 5,
    bytes: 'image',
    metadata: { 'trailwatch-thumbnail': 'true' },
  });
  expect(asked[0]!.url).toContain('/photos/a%2Bb%20%F0%9F%90%88.jpg?versionId=v1');
});

it('reads nothing of what is over the limit', async () => {
  answer = { status: 200, body: Buffer.alloc(1000) };
  expect(await objects.get({ bucket: 'photos', key: 'k' }, 999)).toMatchObject({ size: 1000, bytes: undefined });
});

it('puts with type, caching and mark', async () => {
  answer = { status: 200 };
  await objects.put(thumbnail);
  expect(asked[0]).toMatchObject({
    method: 'PUT',
    headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-cache', 'x-amz-meta-trailwatch-thumbnail': 'true' },
  });
  expect(asked[0]!.url).toContain('/photos-resized/a%20b/%F0%9F%90%88%2B.jpg');
});

it.each([
  [404, 'NoSuchBucket', 'IMAGE_TARGET', 'no bucket is named photos-resized'],
  [403, 'AccessDenied', 'AWS_DENIED', 'AWS denied s3:PutObject'],
])('putting, %i %s is %s', async (status, code, problem, message) => {
  answer = { status, code };
  await expect(objects.put(thumbnail)).rejects.toMatchObject({ code: problem, message });
});

it.each([
  [404, 'NoSuchKey', 'S3_NOT_FOUND'],
  [403, 'AccessDenied', 'S3_DENIED'],
])('getting, %i %s is %s', async (status, code, problem) => {
  answer = { status, code };
  await expect(objects.get({ bucket: 'photos', key: 'k' }, 100)).rejects.toMatchObject({ code: problem });
});
