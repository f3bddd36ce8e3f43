import { Problem } from '../../base/problem.ts';
import { type Bytes, MiB } from '../../base/units.ts';
import type { GetRequest, S3Reader } from '../aws/use/s3.ts';
import { pause } from './patient-reader.ts';

/** Up to here objects are fetched whole and ahead of time; CloudTrail's own are hardly ever larger. */
export const AHEAD_LIMIT: Bytes = 8 * MiB;

const ATTEMPTS = 4;
/** Whoever gets on so far between two breaks has all attempts again: a large object over a bad line. */
const PROGRESS: Bytes = MiB;

/**
 * The chunks of an object. A connection that breaks in the middle is taken up where it broke; the SDK's own retries end when the
 * first byte has come.
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED
 */
export async function* objectChunks(reader: S3Reader, request: GetRequest): AsyncGenerator<Uint8Array, void> {
  let from = 0;
  let brokeAt = 0;
  let etag: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const body = await reader.getObject(from === 0 ? request : { ...request, resume: { from, etag } });
    etag ??= body.etag;
    try {
      for await (const chunk of body.chunks) {
        from += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (from - brokeAt >= PROGRESS) attempt = 1;
      brokeAt = from;
      if (request.signal?.aborted === true || attempt === ATTEMPTS) throw broken(request, error);
      await pause(attempt, request.signal);
    }
  }
}

/** @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED */
export async function wholeObject(reader: S3Reader, request: GetRequest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of objectChunks(reader, request)) chunks.push(chunk);
  return joined(chunks);
}

/**
 * The content as stored: whole where it is small, else a stream in constant memory. Nobody's word for the size is taken: what has been read
 * tells.
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED; a stream may throw them later
 */
export async function openObject(reader: S3Reader, request: GetRequest): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  const chunks = objectChunks(reader, request);
  const head: Uint8Array[] = [];
  let size = 0;
  while (size <= AHEAD_LIMIT) {
    const next = await chunks.next();
    if (next.done === true) return joined(head);
    head.push(next.value);
    size += next.value.length;
  }
  return rejoined(head, chunks);
}

/** In memory of its own: a chunk of the network is a small part of 64 KB, which would be held with it, and can't be handed to a thread. */
function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = Buffer.allocUnsafeSlow(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

async function* rejoined(head: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* head;
    yield* rest;
  } finally {
    // A generator that is left before `rest` began would leave its connection open.
    await rest.return();
  }
}

function broken({ bucket, key }: GetRequest, cause: unknown): Problem {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new Problem('S3_FAILED', `the connection broke while reading: ${code ?? message}`, {
    at: { file: `s3://${bucket}/${key}` },
    hint: 'Try again later',
    cause,
  });
}
