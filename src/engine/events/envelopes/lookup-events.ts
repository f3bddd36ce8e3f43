import { isJsonObject, type Json, type JsonObject, stringOf } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { formatTime, timeOf } from '../time.ts';

/**
 * One event of `aws cloudtrail lookup-events`: `{"EventId","EventName","EventTime","Username","CloudTrailEvent":"<record>"}`.
 * The record is in `CloudTrailEvent`; a selection of columns (`--query`) may have left it out, then the rest is partial.
 * Source: AWS CloudTrail API Reference, "Event".
 */
export function readLookupEvent(value: JsonObject, decoding: Decoding): boolean {
  if (typeof value.CloudTrailEvent === 'string') {
    decoding.within({ text: value.CloudTrailEvent });
    return true;
  }
  if (isJsonObject(value.CloudTrailEvent)) {
    // Some tools unfold the string when they save the answer.
    decoding.within({ value: value.CloudTrailEvent });
    return true;
  }
  if (typeof value.EventName !== 'string' || (value.EventTime === undefined && value.EventId === undefined)) return false;
  const at = timeOf(value.EventTime);
  if (at === undefined) decoding.reject('DECODE_FIELD', 'the looked-up event has no EventTime that is a time');
  else decoding.record(toRecord(value, formatTime(at)), at, true, decoding.text ?? JSON.stringify(value));
  return true;
}

function toRecord(value: JsonObject, eventTime: string): JsonObject {
  const record: Record<string, Json> = { eventTime, eventName: stringOf(value.EventName) ?? '' };
  const identity: Record<string, Json> = {};
  if (typeof value.Username === 'string') identity.userName = value.Username;
  if (typeof value.AccessKeyId === 'string') identity.accessKeyId = value.AccessKeyId;
  if (Object.keys(identity).length > 0) record.userIdentity = identity;
  if (typeof value.EventId === 'string') record.eventID = value.EventId;
  if (typeof value.EventSource === 'string') record.eventSource = value.EventSource;
  if (value.ReadOnly === 'true' || value.ReadOnly === 'false') record.readOnly = value.ReadOnly === 'true';
  if (Array.isArray(value.Resources)) record.resources = value.Resources.filter(isJsonObject).map(toResource);
  return record;
}

/** A looked-up resource has a name, a record's an ARN. Only a name that is an ARN can be said to be one. */
function toResource(resource: JsonObject): JsonObject {
  return resourceOf(stringOf(resource.ResourceType), stringOf(resource.ResourceName));
}

export function resourceOf(type: string | undefined, name: string | undefined): JsonObject {
  return {
    ...(type === undefined || type === '' ? {} : { type }),
    ...(name === undefined || name === '' ? {} : name.startsWith('arn:') ? { ARN: name } : { resourceName: name }),
  };
}
