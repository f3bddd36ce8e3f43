import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Decoding } from './decoding.ts';
import { readCloudTrailNotification, readDigest } from './envelopes/cloudtrail-notification.ts';
import { readCloudTrail } from './envelopes/cloudtrail.ts';
import { readEventBridge } from './envelopes/eventbridge.ts';
import { readFilebeat } from './envelopes/filebeat.ts';
import { readLakeObject, readLakeRow } from './envelopes/lake.ts';
import { readInsightsRow, readLogLine, readLogsPayload } from './envelopes/logs-subscription.ts';
import { readLookupEvent } from './envelopes/lookup-events.ts';
import { readQueueMessage, readReceivedMessage, readTopicMessage } from './envelopes/queue.ts';
import { readS3Notification, readS3Test } from './envelopes/s3-notification.ts';
import { readSecurityLake } from './envelopes/security-lake.ts';
import { readStreamRecord } from './envelopes/stream.ts';

/**
 * Lists that hold what we are after, by the key under which they lie in the outermost object. `Records` alone means five things
 * (a log file, an S3 notification, a batch of a queue, of a topic, of a stream): what its elements are, each says for itself.
 */
export const CONTAINERS = ['Records', 'Events', 'logEvents', 'QueryResultRows', 'records', 'events', 'Messages'] as const;
export type Container = (typeof CONTAINERS)[number];

/** Asked in this order; the first that knows the shape reads it, be it into an event or into a reject. */
const SHAPES: readonly ((value: JsonObject, decoding: Decoding) => boolean)[] = [
  readS3Notification,
  readQueueMessage,
  readTopicMessage,
  readStreamRecord,
  readEventBridge,
  readLogsPayload,
  readInsightsRow,
  readCloudTrailNotification,
  readS3Test,
  readDigest,
  readLookupEvent,
  readReceivedMessage,
  readSecurityLake,
  readFilebeat,
  readCloudTrail,
  readLakeObject,
  readConfigSnapshot,
];

/** What a JSON value is, told by its content: events, pointers, something to ignore, or a reject. */
export function interpret(value: unknown, decoding: Decoding): void {
  decoding.structured = true;
  if (Array.isArray(value)) {
    interpretList(value, decoding);
    return;
  }
  if (typeof value === 'string') {
    interpretText(value, decoding);
    return;
  }
  if (!isJsonObject(value)) {
    decoding.reject('DECODE_SHAPE', `${value === null ? 'null' : `a bare ${typeof value}`} is no event`);
    return;
  }
  if (isPlainRecord(value)) {
    readCloudTrail(value, decoding);
    return;
  }
  if (interpretContainers(value, decoding)) return;
  for (const read of SHAPES) if (read(value, decoding)) return;
  const keys = Object.keys(value)
    .slice(0, 5)
    .map((key) => JSON.stringify(key.slice(0, 40)));
  decoding.reject(
    'DECODE_SHAPE',
    `no known shape of event: an object with ${keys.length === 0 ? 'no keys' : `the keys ${keys.join(', ')}`}`,
  );
}

function interpretContainers(value: JsonObject, decoding: Decoding): boolean {
  let found = false;
  for (const key of Object.keys(value)) {
    const list = value[key];
    if (!Array.isArray(list) || !isContainer(key)) continue;
    found = true;
    decoding.text = undefined;
    for (const element of list) interpretElement(element, key, value, decoding);
  }
  return found;
}

export function isContainer(key: string): key is Container {
  return (CONTAINERS as readonly string[]).includes(key);
}

/** One element of a container. `frame`: the object around the list, or as much of it as has been read. */
export function interpretElement(value: unknown, container: Container, frame: JsonObject, decoding: Decoding): void {
  decoding.structured = true;
  if (isJsonObject(value)) {
    if (isPlainRecord(value)) {
      readCloudTrail(value, decoding);
      return;
    }
    if (container === 'logEvents' || (container === 'events' && typeof value.message === 'string')) {
      readLogLine(value, frame, decoding);
      return;
    }
    if (container === 'records' && typeof value.data === 'string') {
      decoding.within({ bytes: Buffer.from(value.data, 'base64') });
      return;
    }
  }
  decoding.within({ value });
}

/** The common case by far, told by two fields. S3 notifications have both too, but their source is `aws:s3`. */
function isPlainRecord(value: JsonObject): boolean {
  if (typeof value.eventTime !== 'string' || typeof value.eventName !== 'string') return false;
  const source = value.eventSource;
  return typeof source === 'string' && source.charCodeAt(3) !== 58;
}

function interpretList(list: readonly unknown[], decoding: Decoding): void {
  if (readLakeRow(list, decoding)) return;
  decoding.text = undefined;
  for (const element of list) {
    if (isJsonObject(element) && isPlainRecord(element)) readCloudTrail(element, decoding);
    else decoding.within({ value: element });
  }
}

/** JSON inside a JSON string, as `--query 'Events[].CloudTrailEvent'` prints it. */
function interpretText(text: string, decoding: Decoding): void {
  decoding.within({ text });
}

/** AWS Config writes its snapshots into the same buckets. */
function readConfigSnapshot(value: JsonObject, decoding: Decoding): boolean {
  if (!Array.isArray(value.configurationItems)) return false;
  decoding.ignored('AWS Config snapshot');
  return true;
}
