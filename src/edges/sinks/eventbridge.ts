import { forTerminal } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import { type Bytes, KiB } from '../../base/units.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { createEventBridge, type RefusedEvent } from '../aws/use/eventbridge.ts';
import { askAws } from './ask-aws.ts';
import type { Notice, Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { fitJson, noticeData } from './wording/notice-json.ts';

export interface EventBridgeOptions extends WordedSinkOptions {
  /** Name or ARN of the bus; of an ARN, the region is the bus's. @default `default` */
  readonly bus?: string;
  readonly access?: AwsAccess;
}

/** Of one entry: time, source, detail type, detail and resources. Source: EventBridge User Guide, "Event entry size". */
const LIMIT: Bytes = 256 * KiB;
const TIME_SIZE: Bytes = 14;
const SOURCE = 'trailwatch';
const detailTypes: Readonly<Record<Notice['kind'], string>> = {
  alert: 'trailwatch Finding',
  digest: 'trailwatch Digest',
  test: 'trailwatch Test',
};
const RESOURCES = 20;
const RESOURCE_LIMIT = 1024;
/** Source: EventBridge API Reference, PutEventsResultEntry: those that may be tried again. */
const PASSING = /Throttling|Internal|ServiceUnavailable/;

/**
 * Puts each notice as one event on a bus: source `trailwatch`, detail type `trailwatch Finding` (or `Digest`, `Test`), the alert as
 * detail, whose `id` tells repeats. IAM: events:PutEvents.
 */
export function createEventBridgeSink({ name, bus = 'default', access = {}, wording, timeout }: EventBridgeOptions): Sink {
  const region = /^arn:aws[a-z-]*:events:([a-z0-9-]+):/.exec(bus)?.[1];
  const bridge = createEventBridge({ ...access, ...(region !== undefined && { region }) });
  return {
    name,
    type: 'eventbridge',
    async send(notice, signal) {
      const resources = resourcesOf(notice);
      const detailType = detailTypes[notice.kind];
      const rest = [SOURCE, detailType, ...resources].reduce((size, text) => size + Buffer.byteLength(text), TIME_SIZE);
      const event = {
        bus,
        source: SOURCE,
        detailType,
        detail: fitJson(noticeData(notice, wording), LIMIT - rest),
        resources,
        time: notice.kind === 'digest' ? notice.to : notice.alert.at,
      };
      refuse(await askAws('EventBridge', (limit) => bridge.putEvent(event, limit), signal, timeout));
      return {};
    },
    async close() {
      bridge.close();
    },
  };
}

function resourcesOf(notice: Notice): readonly string[] {
  const alerts = notice.kind === 'digest' ? notice.alerts : [notice.alert];
  const all = new Set(alerts.flatMap(({ finding }) => finding.resources));
  return [...all].filter((arn) => arn.startsWith('arn:') && arn.length <= RESOURCE_LIMIT).slice(0, RESOURCES);
}

/** @throws {Problem} SINK_FAILED, SINK_REFUSED with AWS's reason */
function refuse(refused: RefusedEvent | undefined): void {
  if (refused === undefined) return;
  const said = forTerminal(`${refused.code}: ${refused.message}`).slice(0, 200);
  const passing = PASSING.test(refused.code);
  throw new Problem(passing ? 'SINK_FAILED' : 'SINK_REFUSED', `EventBridge did not take the event: ${said}`, {
    hint: passing ? 'It is tried again' : 'Check the name of the bus, and that events:PutEvents is allowed on it',
  });
}
