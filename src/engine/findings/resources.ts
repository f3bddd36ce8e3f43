import { isJsonObject } from '../../base/json.ts';
import type { Envelope } from '../../model/event.ts';
import { fieldOf } from './value-text.ts';

/** Of one event. */
const MOST_ARNS = 20;
/** Values looked at in one event, so that a huge request costs no more than a large one. */
const MOST_VALUES = 1000;
const LONGEST_ARN = 2048;
const DEEPEST = 6;

/**
 * The ARNs that an event names: its `resources`, and those in `requestParameters` and `responseElements`. In the order in which
 * they stand, without repeats.
 */
export function resourcesOf(envelope: Envelope): string[] {
  const found = new Set<string>();
  let left = MOST_VALUES;
  const visit = (value: unknown, depth: number): void => {
    if (left-- <= 0 || found.size >= MOST_ARNS) return;
    if (typeof value === 'string') {
      if (isArn(value)) found.add(value);
    } else if (depth < DEEPEST) {
      if (Array.isArray(value)) {
        for (let i = 0; i < value.length && left > 0; i++) visit(value[i], depth + 1);
      } else if (isJsonObject(value)) {
        for (const key in value) {
          if (left <= 0) return;
          visit(value[key], depth + 1);
        }
      }
    }
  };
  const detail: unknown = envelope.detail;
  visit(fieldOf(detail, 'resources'), 0);
  visit(envelope.resources, 0);
  visit(fieldOf(detail, 'requestParameters'), 0);
  visit(fieldOf(detail, 'responseElements'), 0);
  return [...found];
}

/** `arn:partition:service:region:account:resource`: six parts. */
function isArn(text: string): boolean {
  return text.startsWith('arn:') && text.length <= LONGEST_ARN && /^arn:[^:\s]*:[^:\s]+:[^:\s]*:[^:\s]*:./.test(text);
}
