import { expect, test } from 'vitest';
import { Problem } from '../../base/problem.ts';
import type { S3Reader } from '../aws/use/s3.ts';
import { patientReader } from './patient-reader.ts';

const page = { objects: [], folders: [], token: undefined };
const patience = { first: 1, random: () => 0 };

/** Fails so many times for this reason. */
function failing(times: number, cause: unknown) {
  const asked = { count: 0 };
  const ask = async () => {
    if (asked.count++ < times) throw new Problem('S3_FAILED', 'failed', { cause });
    return page;
  };
  const reader = { listObjects: ask, getObject: ask } as unknown as S3Reader;
  return { asked, reader: patientReader(reader, patience) };
}

const request = { bucket: 'logs', prefix: '' };
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

test.each([
  ['an error of S3', status(500)],
  ['throttling', { name: 'SlowDown', ...status(503) }],
  ['too many requests', status(429)],
  ['a connection that was reset', { code: 'ECONNRESET' }],
  ['a connection that fell silent', { name: 'TimeoutError' }],
])('%s passes', async (_, cause) => {
  const { reader, asked } = failing(4, cause);
  expect(await reader.listObjects(request)).toBe(page);
  expect(asked.count).toBe(5);
});

test.each([
  ['what S3 denies', status(403)],
  ['what is not there', status(404)],
  ['an interruption', { name: 'AbortError', ...status(500) }],
  ['an address where nobody listens', { code: 'ECONNREFUSED' }],
  ['what has no cause', undefined],
])('%s is not asked for again', async (_, cause) => {
  const { reader, asked } = failing(4, cause);
  await expect(reader.listObjects(request)).rejects.toMatchObject({ code: 'S3_FAILED' });
  expect(asked.count).toBe(1);
});

test('what always fails is given up', async () => {
  const { reader, asked } = failing(Number.POSITIVE_INFINITY, status(500));
  await expect(reader.listObjects(request)).rejects.toMatchObject({ code: 'S3_FAILED' });
  expect(asked.count).toBe(5);
});

test('when nothing goes through any more, each request is made once; one that goes through ends that', async () => {
  const { reader, asked } = failing(32 * 5 + 10, status(500));
  for (let i = 0; i < 42; i++) await expect(reader.listObjects(request)).rejects.toMatchObject({ code: 'S3_FAILED' });
  expect(asked.count).toBe(32 * 5 + 10);
  expect(await reader.listObjects(request)).toBe(page);
});

test('the signal ends a pause', async () => {
  const stop = new AbortController();
  let count = 0;
  const listObjects = async () => {
    if (++count > 1) throw new Problem('S3_FAILED', 'interrupted', { cause: { name: 'AbortError' } });
    stop.abort();
    throw new Problem('S3_FAILED', 'failed', { cause: status(500) });
  };
  const reader = patientReader({ listObjects } as unknown as S3Reader, { first: 1e9, random: () => 1 });
  await expect(reader.listObjects({ ...request, signal: stop.signal })).rejects.toMatchObject({ message: 'interrupted' });
});
