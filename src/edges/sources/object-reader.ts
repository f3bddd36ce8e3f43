import type { Pointer } from '../../model/decoded.ts';
import type { S3Reader } from '../aws/use/s3.ts';
import { openObject } from './s3-delivery.ts';

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
    open: ({ bucket, key, versionId }, signal) => openObject(s3, { bucket, key, versionId, signal }),
  };
}
