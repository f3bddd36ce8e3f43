import type { JsonObject } from '../../base/json.ts';
import type { Place } from '../../base/problem.ts';
import type { TargetInput, TargetInputFields } from '../../engine/event-targets/target-input.ts';
import type { Schedule } from '../../engine/schedules/schedule.ts';

/** A rule of `event-rules/`, in EventBridge's own shape, understood. */
export interface EventRuleFile {
  readonly name: string;
  readonly description: string | undefined;
  readonly state: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  /** Only for the deployment: here, all events come from the sources. */
  readonly busName: string | undefined;
  readonly trigger: EventTrigger | ScheduleTrigger;
  readonly targets: readonly EventTarget[];
  readonly place: Place;
}

export interface EventTrigger {
  readonly kind: 'event';
  /** As it was written. */
  readonly pattern: JsonObject;
  readonly matches: (event: object) => boolean;
}

export interface ScheduleTrigger {
  readonly kind: 'schedule';
  readonly expression: string;
  readonly schedule: Schedule;
  /** Undefined: a rule of EventBridge, UTC. */
  readonly timeZone: string | undefined;
}

/** Where it goes: the first three are trailwatch's own, the others AWS's. */
export type TargetKind = 'sink' | 'responder' | 'summary' | 'lambda' | 'sqs' | 'bus' | 'topic';

/** What only trailwatch can do. On AWS its functions do that, and EventBridge the rest. */
export const ownKinds: ReadonlySet<TargetKind> = new Set(['sink', 'responder', 'summary']);

export interface EventTarget {
  readonly id: string;
  readonly kind: TargetKind;
  /** As it was written: `sink:team`, `arn:aws:sqs:…`. */
  readonly arn: string;
  /** The name of a sink or responder; the ARN of everything else. */
  readonly name: string;
  readonly fields: TargetInputFields;
  readonly input: TargetInput;
  readonly roleArn: string | undefined;
}
