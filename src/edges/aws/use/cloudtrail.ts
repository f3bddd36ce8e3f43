import type { Event } from '@aws-sdk/client-cloudtrail';
import type { JsonObject } from '../../../base/json.ts';
import type { Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import type { SdkError } from './sdk-error.ts';

/** Reading an account's event history in one region. */
export interface TrailReader {
  /**
   * One page of at most 50 management events, the newest first. AWS allows two requests a second per account and region, and keeps
   * 90 days. Tries once: pace and repetition are the caller's.
   * IAM: cloudtrail:LookupEvents.
   * Source: AWS CloudTrail API Reference, "LookupEvents".
   * @throws {Problem} AWS_DENIED, AWS_CREDENTIALS, AWS_FAILED
   */
  lookupEvents(request: LookupRequest): Promise<LookupPage>;
  close(): void;
}

export interface LookupRequest {
  /** Both inclusive. AWS counts whole seconds. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** From the page before, with the same times. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LookupPage {
  readonly events: readonly LookedUpEvent[];
  /** Undefined on the last page. */
  readonly token: string | undefined;
}

export interface LookedUpEvent {
  readonly id: string | undefined;
  readonly at: EpochMs | undefined;
  /** As `aws cloudtrail lookup-events` prints it: `{"EventId", "EventName", "EventTime", "CloudTrailEvent": "<record>", …}`. */
  readonly json: JsonObject;
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;

/** One of ours was too many: AWS wants the caller to wait. */
export function isThrottled(problem: Problem): boolean {
  const { name = '', $metadata } = (problem.cause ?? {}) as SdkError;
  return THROTTLED.test(name) || $metadata?.httpStatusCode === 429;
}

/** The token of a page is too old, or none of theirs: to be read from the first page again. */
export function isTokenExpired(problem: Problem): boolean {
  return (problem.cause as SdkError | undefined)?.name === 'InvalidNextTokenException';
}

/** Loads the AWS SDK with the first request. */
export function createTrailReader(access: AwsAccess, environment: NodeJS.ProcessEnv = process.env): TrailReader {
  let loading: ReturnType<typeof load> | undefined;
  let close = () => {};
  const sdk = () => {
    loading ??= load(access, environment).then((loaded) => {
      close = () => loaded.client.destroy();
      return loaded;
    });
    return loading;
  };
  return {
    async lookupEvents({ from, to, token, signal }) {
      try {
        const { client, LookupEventsCommand } = await sdk();
        const page = await client.send(
          new LookupEventsCommand({ StartTime: new Date(from), EndTime: new Date(to), NextToken: token }),
          { ...(signal && { abortSignal: signal }) },
        );
        return { events: (page.Events ?? []).map(lookedUp), token: page.NextToken };
      } catch (error) {
        throw awsProblem(error, 'cloudtrail:LookupEvents', `the event history of ${access.region ?? 'the default region'}`);
      }
    },
    close: () => close(),
  };
}

function lookedUp(event: Event): LookedUpEvent {
  const { EventTime, Resources, ...rest } = event;
  const at = EventTime?.getTime();
  return {
    id: event.EventId,
    at,
    json: {
      ...rest,
      ...(at !== undefined && { EventTime: new Date(at).toISOString() }),
      ...(Resources !== undefined && { Resources: Resources.map((resource) => ({ ...resource })) }),
    },
  };
}

async function load(access: AwsAccess, environment: NodeJS.ProcessEnv) {
  const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
  const settings = await clientSettings('CLOUDTRAIL', access, environment);
  return { client: new CloudTrailClient({ ...settings, maxAttempts: 1 }), LookupEventsCommand };
}
