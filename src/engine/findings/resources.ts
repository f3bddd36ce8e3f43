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
export function resourcesOf(envelope: Envelope): readonly string[] {
  if (envelope === known) return knownArns;
  const { detail } = envelope as { readonly detail: unknown };
  const search: Search = { found: NONE, left: MOST_VALUES };
  visit(fieldOf(detail, 'resources'), 0, search);
  visit(envelope.resources, 0, search);
  visit(fieldOf(detail, 'requestParameters'), 0, search);
  visit(fieldOf(detail, 'responseElements'), 0, search);
  known = envelope;
  knownArns = search.found;
  return knownArns;
}

/** Remembered: several rules match one event, and each asks. */
let known: Envelope | undefined;
let knownArns: readonly string[] = [];

interface Search {
  found: readonly string[];
  left: number;
}

const NONE: readonly string[] = [];

function visit(value: unknown, depth: number, search: Search): void {
  if (search.left-- <= 0 || search.found.length >= MOST_ARNS) return;
  if (typeof value === 'string') {
    if (isArn(value) && !search.found.includes(value)) search.found = [...search.found, value];
  } else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length && search.left > 0; i++) visit(value[i], depth + 1, search);
    } else if (isJsonObject(value)) {
      for (const key in value) {
        if (search.left <= 0) return;
        visit(value[key], depth + 1, search);
      }
    }
  }
}

/** `arn:partition:service:region:account:resource`: six parts. */
function isArn(text: string): boolean {
  return text.startsWith('arn:') && text.length <= LONGEST_ARN && /^arn:[^:\s]*:[^:\s]+:[^:\s]*:[^:\s]*:./.test(text);
}
