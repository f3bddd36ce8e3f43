import type { JsonObject } from '../../../base/json.ts';
import { isInsight } from '../cloudtrail-envelope.ts';
import type { Decoding } from '../decoding.ts';
import { parseTime, timeOf } from '../time.ts';

/** Names that CloudTrail records have and hardly anything else. */
const NAMES = ['eventVersion', 'eventName', 'eventSource', 'eventTime', 'eventID', 'eventType', 'awsRegion', 'userIdentity'];

/** A CloudTrail record as it stands in a log file. Also Insights and network activity, which are records like others. */
export function readCloudTrail(value: JsonObject, decoding: Decoding): boolean {
  const { eventTime, eventName } = value;
  if (typeof eventTime === 'string' && typeof eventName === 'string') {
    const at = parseTime(eventTime);
    if (at !== undefined) {
      decoding.record(value, at);
      return true;
    }
  }
  return readUnusual(value, decoding);
}

/** Records that lack what nearly all have: what is missing, said exactly. */
function readUnusual(value: JsonObject, decoding: Decoding): boolean {
  if (NAMES.filter((name) => value[name] !== undefined).length < 2) return false;
  if ((typeof value.eventName !== 'string' || value.eventName === '') && !isInsight(value)) {
    decoding.reject('DECODE_FIELD', 'the record has no eventName');
    return true;
  }
  const at = timeOf(value.eventTime);
  if (at === undefined) {
    const found = value.eventTime === undefined ? 'no eventTime' : 'an eventTime that is no time';
    decoding.reject('DECODE_FIELD', `the record has ${found}`);
    return true;
  }
  decoding.record(value, at);
  return true;
}
