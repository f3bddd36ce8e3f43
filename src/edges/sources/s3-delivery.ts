import { Problem } from '../../base/problem.ts';
import { type Bytes, MiB } from '../../base/units.ts';
import type { GetRequest, S3Reader } from '../aws/use/s3.ts';

/** Up to here objects are fetched whole and ahead of time; CloudTrail's own are hardly ever larger. */
export const AHEAD_LIMIT: Bytes = 8 * MiB;

const ATTEMPTS = 4;

/**
 * The chunks of an object. A connection that breaks in the middle is taken up where it broke; the SDK's own retries end when the
 * first byte has come.
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED
 */
export async function* objectChunks(reader: S3Reader, request: GetRequest): AsyncGenerator<Uint8Array, void> {
  let from = 0;
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
      if (request.signal?.aborted === true || attempt === ATTEMPTS) throw broken(request, error);
    }
  }
}

/** @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED */
export async function wholeObject(reader: S3Reader, request: GetRequest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of objectChunks(reader, request)) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

function broken({ bucket, key }: GetRequest, cause: unknown): Problem {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new Problem('S3_FAILED', `the connection broke while reading: ${code ?? message}`, {
    at: { file: `s3://${bucket}/${key}` },
    hint: 'Try again later',
    cause,
  });
}
