import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';

/**
 * One record of a stream: of Kinesis as Lambda gets it (`{"kinesis":{"data":"<base64>"}}`), or of Firehose (`{"data":"<base64>"}`).
 * Inside is what was put in: a subscription's gzip, or JSON.
 */
export function readStreamRecord(value: JsonObject, decoding: Decoding): boolean {
  const data = isJsonObject(value.kinesis) ? value.kinesis.data : value.recordId === undefined ? undefined : value.data;
  if (typeof data !== 'string') return false;
  decoding.within({ bytes: Buffer.from(data, 'base64') });
  return true;
}
