import { isJsonObject } from '../../../base/json.ts';
import { Problem } from '../../../base/problem.ts';
import { targetsOfEvent } from '../../../engine/findings/targets/targets-of-event.ts';
import { targetsOfNotification } from '../../../engine/findings/targets/targets-of-notification.ts';
import type { Envelope } from '../../../model/event.ts';
import type { Target } from '../../../model/target.ts';
import { readResponseRequest } from '../../responders/response-request.ts';

/** What a message asks to have looked at. */
export interface Asked {
  readonly targets: readonly Target[];
  /** Where trailwatch itself asks. */
  readonly findingId?: string;
}

/**
 * The targets in a message: trailwatch's own, S3's notification, or an event of EventBridge; also in SNS's wrapper. What an event did
 * to something is looked at, not who did it.
 * @param account that S3's notifications came in
 * @throws {Problem} DECODE_JSON, DECODE_SHAPE
 */
export function targetsIn(text: string, account: string): Asked {
  const body = unwrapped(parsed(text));
  const request = readResponseRequest(body);
  if (request !== undefined) return { targets: [request.target], findingId: request.finding };
  if (isJsonObject(body)) {
    // Sent once, when the notification is set up.
    if (body.Event === 's3:TestEvent') return { targets: [] };
    if (Array.isArray(body.Records)) return { targets: targetsOfNotification(body, account).map(({ target }) => target) };
    if (typeof body['detail-type'] === 'string' && typeof body.source === 'string' && isJsonObject(body.detail)) {
      const at = Date.parse(String(body.detail.eventTime ?? body.time));
      const event = { envelope: body as unknown as Envelope, at: Number.isNaN(at) ? 0 : at };
      return { targets: targetsOfEvent(event).filter(({ as }) => as === 'named') };
    }
  }
  throw new Problem('DECODE_SHAPE', 'no message that a responder knows', {
    hint: 'It takes notifications of S3, events of EventBridge, and what trailwatch itself sends',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('DECODE_JSON', 'the message is not JSON', { cause: error });
  }
}

/** Source: Amazon SNS Developer Guide, "Amazon SNS message and JSON formats". */
function unwrapped(body: unknown): unknown {
  if (!isJsonObject(body) || body.Type !== 'Notification' || typeof body.Message !== 'string') return body;
  return parsed(body.Message);
}
