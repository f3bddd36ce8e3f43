import type { JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { pointTo } from '../pointing.ts';

/**
 * CloudTrail's own message to a topic: `{"s3Bucket":"…","s3ObjectKey":["…", …]}`, one or more keys, not encoded.
 * Source: AWS CloudTrail User Guide, "Configuring Amazon SNS notifications for CloudTrail".
 */
export function readCloudTrailNotification(value: JsonObject, decoding: Decoding): boolean {
  const { s3Bucket, s3ObjectKey } = value;
  if (typeof s3Bucket !== 'string' || s3ObjectKey === undefined) return false;
  for (const key of Array.isArray(s3ObjectKey) ? s3ObjectKey : [s3ObjectKey]) {
    if (typeof key === 'string') pointTo(s3Bucket, key, undefined, decoding);
    else decoding.reject('DECODE_FIELD', 'the notification of CloudTrail has a key that is no text');
  }
  return true;
}

/** Sent once to a topic, when it is set up. */
export const VALIDATION_MESSAGE = 'CloudTrail validation message.';

/** A digest file lists log files with their hashes. It is for checking integrity and holds no events. */
export function readDigest(value: JsonObject, decoding: Decoding): boolean {
  if (value.digestStartTime === undefined || value.digestEndTime === undefined) return false;
  decoding.ignored('CloudTrail digest');
  return true;
}
