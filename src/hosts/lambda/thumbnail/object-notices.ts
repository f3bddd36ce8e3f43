import { isJsonObject, type Json, type JsonObject, stringOf } from '../../../base/json.ts';
import { Problem } from '../../../base/problem.ts';
import { decodeKey } from '../../../engine/events/envelopes/s3-notification.ts';

/** An object that S3 says is new. */
export interface ObjectNotice {
  readonly bucket: string;
  /** As S3 names it, decoded. */
  readonly key: string;
  readonly versionId: string | undefined;
}

/** A queue's message may hold a topic's message that holds S3's. */
const DEPTH = 2;

/**
 * The new objects that a message tells of: S3's own notification, the same in a message of SNS, or EventBridge's `Object Created`.
 * Deletions and S3's test message tell of none.
 * Source: S3 User Guide, "Event message structure" and "EventBridge: event message structure".
 * @throws {Problem} DECODE_SHAPE, DECODE_FIELD
 */
export function objectNotices(payload: unknown, depth = 0): ObjectNotice[] {
  if (!isJsonObject(payload as Json) || depth > DEPTH) throw shape();
  const event = payload as JsonObject;
  if (event.Event === 's3:TestEvent') return [];
  if (event['detail-type'] === 'Object Created' && event.source === 'aws.s3') return [fromEventBridge(event)];
  if (typeof event.Message === 'string') return objectNotices(parsed(event.Message), depth + 1);
  if (!Array.isArray(event.Records)) throw shape();
  return event.Records.flatMap((record): ObjectNotice[] => {
    if (!isJsonObject(record)) throw shape();
    return fromS3(record);
  });
}

function fromS3(record: JsonObject): ObjectNotice[] {
  if (record.eventSource !== 'aws:s3') throw shape();
  if (!(stringOf(record.eventName) ?? '').replace(/^s3:/, '').startsWith('ObjectCreated:')) return [];
  const s3 = isJsonObject(record.s3) ? record.s3 : {};
  const object = isJsonObject(s3.object) ? s3.object : {};
  return [notice(s3.bucket, { ...object, key: decodeKey(stringOf(object.key) ?? '') }, object.versionId)];
}

/** Its key is not encoded. */
function fromEventBridge({ detail }: JsonObject): ObjectNotice {
  const { bucket, object } = isJsonObject(detail) ? detail : ({} as JsonObject);
  return notice(bucket, object, isJsonObject(object) ? object['version-id'] : undefined);
}

function notice(bucket: Json | undefined, object: Json | undefined, versionId: Json | undefined): ObjectNotice {
  const name = isJsonObject(bucket) ? stringOf(bucket.name) : undefined;
  const key = isJsonObject(object) ? stringOf(object.key) : undefined;
  if (!name || !key) throw new Problem('DECODE_FIELD', `the S3 notification has no ${name ? 'object key' : 'bucket name'}`);
  return { bucket: name, key, versionId: stringOf(versionId) || undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('DECODE_JSON', 'the message is not JSON', { cause: error });
  }
}

function shape(): Problem {
  return new Problem('DECODE_SHAPE', 'the payload is no S3 notification', {
    hint: 'Use the test event "S3 Put", or examples/events/s3-put-image.json',
  });
}
