import { isJsonObject, type JsonObject, stringOf } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { pointTo } from '../pointing.ts';
import { parseTime } from '../time.ts';

/** Keys of CloudTrail's own objects in S3, whatever stands before `AWSLogs`. */
const TRAIL_KEY = /\/CloudTrail(-Insight|-Digest|-NetworkActivity)?\//;

/**
 * An EventBridge event, which is the shape that rules see, so it passes as it is. `{"version","id","detail-type",…,"detail"}`.
 *
 * One of them is two things: S3's `Object Created`. It tells where log content lies, and it is also an event that a rule may be
 * about ("an object in the audit bucket"). It is taken for a pointer where content is what it is sent for: inside a message
 * of a queue, or when the object is one of CloudTrail's. Everywhere else it is an event.
 */
export function readEventBridge(value: JsonObject, decoding: Decoding): boolean {
  const detailType = value['detail-type'];
  if (typeof detailType !== 'string') return false;
  const detail = value.detail;
  if (!isJsonObject(detail) || typeof value.source !== 'string') {
    decoding.reject('DECODE_FIELD', `the event has no ${isJsonObject(detail) ? 'source' : 'detail'}`);
    return true;
  }
  if (detailType === 'Object Created' && value.source === 'aws.s3') {
    const bucket = isJsonObject(detail.bucket) ? stringOf(detail.bucket.name) : undefined;
    const object = isJsonObject(detail.object) ? detail.object : {};
    const key = stringOf(object.key);
    if (bucket !== undefined && key !== undefined && (decoding.queued || (TRAIL_KEY.test(key) && key.endsWith('.gz')))) {
      pointTo(bucket, key, stringOf(object['version-id']), decoding);
      return true;
    }
  }
  // Only CloudTrail's `eventTime` is known to be the time of the event; in other details it may be anything.
  const recorded = detailType.endsWith(' via CloudTrail') ? stringOf(detail.eventTime) : undefined;
  const at = parseTime(recorded ?? '') ?? parseTime(stringOf(value.time) ?? '');
  if (at === undefined)
    decoding.reject('DECODE_FIELD', value.time === undefined ? 'the event has no time' : 'the event has a time that is no time');
  else decoding.envelope(value, at);
  return true;
}
