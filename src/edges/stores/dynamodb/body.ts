import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ItemValue } from '../../aws/use/dynamodb.ts';

/** What fits into one write unit (1 KB) together with its keys costs the same however small it is, and stays readable. */
const SMALL = 700;

/** Any JSON value as an attribute: text, or compressed where that saves write units. */
export function toBody(value: unknown): ItemValue {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= SMALL ? text : deflateRawSync(text);
}

export function fromBody(body: ItemValue | undefined): unknown {
  return JSON.parse(typeof body === 'string' ? body : inflateRawSync(body as Uint8Array).toString());
}
