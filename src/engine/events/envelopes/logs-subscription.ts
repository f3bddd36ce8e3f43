import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';

/**
 * A CloudWatch Logs subscription as Lambda gets it: `{"awslogs":{"data":"<base64 of gzip>"}}`.
 * Source: Amazon CloudWatch Logs User Guide, "Log group-level subscription filters".
 */
export function readLogsPayload(value: JsonObject, decoding: Decoding): boolean {
  if (!isJsonObject(value.awslogs) || typeof value.awslogs.data !== 'string') return false;
  decoding.within({ bytes: Buffer.from(value.awslogs.data, 'base64') });
  return true;
}

/**
 * A row of a query in CloudWatch Logs Insights, as the console downloads it: `{"@timestamp","@message":"<record>"}`.
 * Source: Amazon CloudWatch Logs User Guide, "Supported logs and discovered fields".
 */
export function readInsightsRow(value: JsonObject, decoding: Decoding): boolean {
  const message = value['@message'];
  if (typeof message === 'string') readLogLine({ message }, {}, decoding);
  else if (isJsonObject(message)) decoding.within({ value: message });
  else return false;
  return true;
}

/** To see whether a destination answers, CloudWatch Logs sends one line that starts like this. */
const PROBE = 'CWL CONTROL MESSAGE';

/** Is this the frame of log lines whose lines aren't log? `{"messageType":"CONTROL_MESSAGE","logEvents":[…]}`. */
export function isControlMessage(frame: JsonObject): boolean {
  return frame.messageType === 'CONTROL_MESSAGE';
}

/** One log line: `{"id","timestamp","message":"<record>"}`. The group may hold other lines than CloudTrail's. */
export function readLogLine(value: unknown, frame: JsonObject, decoding: Decoding): void {
  const message = isJsonObject(value) ? value.message : undefined;
  if (typeof message !== 'string') {
    decoding.reject('DECODE_FIELD', 'the log line has no message');
    return;
  }
  if (isControlMessage(frame) || message.startsWith(PROBE)) {
    decoding.ignored('CloudWatch Logs control message');
    return;
  }
  if (!message.trimStart().startsWith('{')) {
    decoding.ignored('a log line that is no JSON');
    return;
  }
  decoding.within({ text: message });
}
