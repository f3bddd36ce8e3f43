import { Problem } from '../../base/problem.ts';
import { type EventTargetCalls, createEventTargetCalls } from '../../edges/aws/use/event-target.ts';
import { createEventBridge } from '../../edges/aws/use/eventbridge.ts';
import { createSnsPublisher } from '../../edges/aws/use/sns.ts';
import type { Sink } from '../../edges/sinks/sink.ts';
import type { EventRuleFile, EventTarget } from './event-rule.ts';
import { laneName } from './event-messages.ts';
import { placeOfArn } from './target-kind.ts';

/** The lanes of the outbox that targets on AWS need, one for each ARN: what fails is tried again, as alerts are. */
export function targetLanes(
  rules: readonly EventRuleFile[],
  calls: EventTargetCalls = createEventTargetCalls(),
): Map<string, Sink> {
  const targets = rules.flatMap((rule) => rule.targets).filter(({ kind }) => ['lambda', 'sqs', 'bus', 'topic'].includes(kind));
  return new Map(targets.map((target) => [laneName(target.arn), targetLane(target, calls)]));
}

/**
 * What a target gets is the summary of the alert that carries it.
 * @throws {Problem} from `send`: SINK_FAILED, SINK_REFUSED
 */
function targetLane({ kind, arn }: EventTarget, calls: EventTargetCalls): Sink {
  const { region } = placeOfArn(arn);
  const bridge = kind === 'bus' ? createEventBridge({ region }) : undefined;
  const topic = kind === 'topic' ? createSnsPublisher({ region }) : undefined;
  const deliver = async (id: string, rule: string, payload: string, at: number, signal: AbortSignal) => {
    if (bridge !== undefined) return putEvent(bridge, { bus: arn, rule, payload, at }, signal);
    if (topic !== undefined)
      return topic.publish({
        to: { topicArn: arn },
        message: payload,
        signal,
        ...(arn.endsWith('.fifo') && { groupId: rule, deduplicationId: id }),
      });
    if (kind === 'lambda') return calls.invoke(arn, payload, signal);
    return calls.sendMessage(arn, payload, { id, group: rule }, signal);
  };
  return {
    name: laneName(arn),
    // Never put together in a digest, like the sink of that type.
    type: 'eventbridge',
    async send(notice, signal) {
      const alerts = notice.kind === 'digest' ? notice.alerts : [notice.alert];
      for (const { finding, at } of alerts) {
        try {
          await deliver(notice.id, finding.title, finding.summary, at, signal);
        } catch (error) {
          throw asSinkProblem(error);
        }
      }
      return {};
    },
    async close() {
      bridge?.close();
      topic?.close();
    },
  };
}

interface BusEvent {
  readonly bus: string;
  readonly rule: string;
  readonly payload: string;
  readonly at: number;
}

/** Only AWS may send as `aws.…`: from here, an event goes to a bus as one of trailwatch that holds it. */
async function putEvent(
  bridge: ReturnType<typeof createEventBridge>,
  { bus, rule, payload, at }: BusEvent,
  signal: AbortSignal,
): Promise<void> {
  const detail = /^\s*\{/.test(payload) ? payload : JSON.stringify({ text: payload });
  const event = { bus, source: 'trailwatch.event-rules', detailType: rule, detail, resources: [], time: at };
  const refused = await bridge.putEvent(event, signal);
  if (refused !== undefined) throw new Problem('SINK_FAILED', `the bus did not take it: ${refused.code}: ${refused.message}`);
}

/** What may go through later is tried again for a day; what is denied or missing is told at once. */
function asSinkProblem(error: unknown): unknown {
  if (!(error instanceof Problem) || error.code.startsWith('SINK_')) return error;
  const { message, at, hint } = error;
  return new Problem(error.retry ? 'SINK_FAILED' : 'SINK_REFUSED', message, { at, hint, cause: error });
}
