import { isJsonObject, type JsonObject, stringOf } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { pointTo } from '../pointing.ts';

/**
 * One record of an S3 event notification: `{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name"},"object":{"key"}}}`.
 * The key is encoded as in a form (`+` is a space). Source: Amazon S3 User Guide, "Event message structure".
 */
export function readS3Notification(value: JsonObject, decoding: Decoding): boolean {
  if (value.eventSource !== 'aws:s3') return false;
  const s3 = isJsonObject(value.s3) ? value.s3 : {};
  const bucket = isJsonObject(s3.bucket) ? stringOf(s3.bucket.name) : undefined;
  const object = isJsonObject(s3.object) ? s3.object : {};
  const key = stringOf(object.key);
  const eventName = (stringOf(value.eventName) ?? '').replace(/^s3:/, '');
  if (!eventName.startsWith('ObjectCreated:'))
    decoding.ignored(`S3 notification of another kind${eventName === '' ? '' : `: ${eventName}`}`);
  else if (bucket === undefined || key === undefined)
    decoding.reject('DECODE_FIELD', `the S3 notification has no ${bucket === undefined ? 'bucket name' : 'object key'}`);
  else pointTo(bucket, decodeKey(key), stringOf(object.versionId), decoding);
  return true;
}

/** A key of a notification as S3 names the object. */
export function decodeKey(key: string): string {
  const spaced = key.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return key; // Not encoded after all: some stores that speak S3 send keys plain.
  }
}

/** What S3 sends to a target when notifications are switched on: `{"Service":"Amazon S3","Event":"s3:TestEvent",…}`. */
export function readS3Test(value: JsonObject, decoding: Decoding): boolean {
  if (value.Event !== 's3:TestEvent') return false;
  decoding.ignored('S3 test notification');
  return true;
}
