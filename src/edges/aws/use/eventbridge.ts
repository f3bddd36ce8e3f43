import type { EpochMs, Milliseconds } from '../../../base/units.ts';
import { SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** Events of ours on an EventBridge bus. Requests aren't repeated by themselves. */
export interface EventBridge {
  /**
   * One event. Returns why the bus did not take it, undefined if it did.
   * IAM: events:PutEvents, on the bus.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  putEvent(event: PutEvent, signal?: AbortSignal): Promise<RefusedEvent | undefined>;
  close(): void;
}

export interface PutEvent {
  /** Name or ARN. */
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** JSON. */
  readonly detail: string;
  readonly resources: readonly string[];
  readonly time: EpochMs;
}

export interface RefusedEvent {
  /** As AWS calls it: `ThrottlingException`. */
  readonly code: string;
  readonly message: string;
}

const CONNECTION_TIMEOUT: Milliseconds = 5 * SECOND;

/** Loads the AWS SDK with the first request. */
export function createEventBridge(access: AwsAccess = {}, environment: NodeJS.ProcessEnv = process.env): EventBridge {
  const load = async () => {
    const sdk = await import('@aws-sdk/client-eventbridge');
    const settings = await clientSettings('EVENTBRIDGE', access, environment);
    const requestHandler = { connectionTimeout: CONNECTION_TIMEOUT };
    return { sdk, client: new sdk.EventBridgeClient({ ...settings, maxAttempts: 1, requestHandler }) };
  };
  let loading: ReturnType<typeof load> | undefined;

  return {
    async putEvent({ bus, source, detailType, detail, resources, time }, signal) {
      try {
        loading ??= load();
        const { sdk, client } = await loading;
        const command = new sdk.PutEventsCommand({
          Entries: [
            {
              EventBusName: bus,
              Source: source,
              DetailType: detailType,
              Detail: detail,
              Resources: [...resources],
              Time: new Date(time),
            },
          ],
        });
        const { FailedEntryCount = 0, Entries = [] } = await client.send(
          command,
          signal === undefined ? {} : { abortSignal: signal },
        );
        const [{ ErrorCode, ErrorMessage = '' } = {}] = Entries;
        if (FailedEntryCount === 0 && ErrorCode === undefined) return undefined;
        return { code: ErrorCode ?? 'InternalFailure', message: ErrorMessage };
      } catch (error) {
        throw awsProblem(error, 'events:PutEvents', bus);
      }
    },
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}
