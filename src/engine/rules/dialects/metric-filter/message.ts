import { isJsonObject, type Json } from '../../../../base/json.ts';
import { parseEvent } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';

/** A log message as what terms and fields are looked for in. */
export function messageText(message: string | object): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}

/** A log message as what properties are selected in: undefined if it is no JSON object. */
export function messageObject(message: string | object): Json | undefined {
  if (typeof message !== 'string') return isJsonObject(message) ? message : undefined;
  if (!/^\s*\{/.test(message)) return undefined;
  try {
    const event = parseEvent(message);
    return isJsonObject(event) ? event : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
