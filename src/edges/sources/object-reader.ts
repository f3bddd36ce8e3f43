import type { Pointer } from '../../model/decoded.ts';
import type { S3Reader } from '../aws/use/s3.ts';
import { AHEAD_LIMIT, objectChunks } from './s3-delivery.ts';

/** Opens what a notification points to. */
export interface ObjectReader {
  /**
   * The content as stored: whole where it is small, else a stream in constant memory. With a version, exactly that one: a log that
   * was overwritten after its notification is not what was announced.
   * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED; a stream may throw them later
   */
  open(pointer: Pointer, signal?: AbortSignal): Promise<Uint8Array | AsyncIterable<Uint8Array>>;
}

export function createObjectReader(s3: S3Reader): ObjectReader {
  return {
    async open({ bucket, key, versionId }, signal) {
      const chunks = objectChunks(s3, { bucket, key, versionId, signal });
      const head: Uint8Array[] = [];
      let size = 0;
      // A notification's word for the size isn't taken: what has been read tells.
      while (size <= AHEAD_LIMIT) {
        const next = await chunks.next();
        if (next.done === true) return head.length === 1 ? (head[0] as Uint8Array) : Buffer.concat(head);
        head.push(next.value);
        size += next.value.length;
      }
      return rejoined(head, chunks);
    },
  };
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
