import type { Alert } from '../../model/alert.ts';
import type { EpochMs } from '../../base/units.ts';

/** One thing to deliver. */
export type Notice =
  | {
      readonly kind: 'alert';
      /** The idempotency key: the same when it is sent again. Receivers get it in whatever way they can use. */
      readonly id: string;
      readonly alert: Alert;
      /** What this sink answered when it was first told of this finding. */
      readonly thread?: string;
    }
  | {
      readonly kind: 'digest';
      readonly id: string;
      /** Why these come together: `Digest` or `42 findings of "Unauthorized API call" in one hour`. */
      readonly title: string;
      /** The most severe first; at most 50. */
      readonly alerts: readonly Alert[];
      /** That are not among them. */
      readonly more: number;
      readonly from: EpochMs;
      readonly to: EpochMs;
    }
  /** `trailwatch sinks test`: says that it is one. */
  | { readonly kind: 'test'; readonly id: string; readonly alert: Alert };

/** What a sink answers. */
export interface Receipt {
  /** Where follow-ups about the same finding belong, if the service has such a thing. */
  readonly thread?: string;
}

/** A place where people (or their tools) hear of findings. Secrets come resolved; they are never in a problem's text. */
export interface Sink {
  /** As the configuration names it. */
  readonly name: string;
  /** `responder`: mends instead of telling; it gets alerts with a target. */
  readonly type: SinkType | 'responder';
  /**
   * Delivers, or throws. The caller retries what `retry` says, with back-off; a sink doesn't by itself. Ends within 30 s.
   * @throws {Problem} SINK_FAILED (again later), SINK_REFUSED (never)
   */
  send(notice: Notice, signal: AbortSignal): Promise<Receipt>;
  close?(): Promise<void>;
}

export const sinkTypes = [
  'sns',
  'email',
  'sms',
  'slack',
  'teams',
  'pagerduty',
  'webhook',
  'security-hub',
  'eventbridge',
  'file',
  'stdout',
] as const;
export type SinkType = (typeof sinkTypes)[number];

/** What sinks that write for people need to know besides the alert. */
export interface Wording {
  /** `https://trailwatch.example.com`: findings are linked where it is given. */
  readonly consoleUrl?: string;
  /** IANA name; times are said in it and in UTC. @default UTC */
  readonly timeZone?: string;
}
