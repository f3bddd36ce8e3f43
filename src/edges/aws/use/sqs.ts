import { type EpochMs, SECOND, type Seconds } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import { parseQueueUrl } from './queue-url.ts';

/** At most so many messages or entries in one request. Source: Amazon SQS Developer Guide, "Message quotas". */
export const QUEUE_BATCH = 10;

/** What trailwatch does with one queue. All throw {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED. */
export interface Queue {
  /** Waits up to `wait` for the first message. IAM: sqs:ReceiveMessage, and kms:Decrypt for queues encrypted with a KMS key. */
  receive(request: ReceiveRequest): Promise<readonly QueueMessage[]>;
  /** At most `QUEUE_BATCH`. Returns those that could not be deleted. IAM: sqs:DeleteMessage. */
  remove(receipts: readonly string[]): Promise<readonly FailedReceipt[]>;
  /** At most `QUEUE_BATCH`. Returns those that could not be changed. IAM: sqs:ChangeMessageVisibility. */
  setVisibility(changes: readonly VisibilityChange[]): Promise<readonly FailedReceipt[]>;
  /** IAM: sqs:GetQueueAttributes. */
  attributes(): Promise<QueueAttributes>;
  close(): void;
}

export interface ReceiveRequest {
  /** 1 to `QUEUE_BATCH`. */
  readonly most: number;
  /** 0 to 20. */
  readonly wait: Seconds;
  /** How long nobody else gets what is received. */
  readonly visibility: Seconds;
  readonly signal?: AbortSignal | undefined;
}

export interface QueueMessage {
  readonly id: string;
  /** Names this receiving of the message; the next one has another. */
  readonly receipt: string;
  readonly body: string;
  /** How often it has been received, this time included. */
  readonly receiveCount: number;
  readonly sentAt: EpochMs;
  /** Messages of one group are in order in a FIFO queue. Elsewhere it says nothing about order. */
  readonly group?: string;
}

export interface VisibilityChange {
  readonly receipt: string;
  /** From now; 0: at once. */
  readonly visibility: Seconds;
}

export interface FailedReceipt {
  readonly receipt: string;
  /** The service says that another try is of no use: the receipt has expired, or the message is gone. */
  readonly forGood: boolean;
  readonly reason: string;
}

export interface QueueAttributes {
  readonly visibility: Seconds;
  /** Approximately. */
  readonly waiting: number;
}

/** Longer than the longest poll: a connection that died silently would hold it for ever. */
const REQUEST_TIMEOUT = 30 * SECOND;
const CONNECTION_TIMEOUT = 5 * SECOND;

/**
 * A queue by its URL, which also says its region and account. Loads the AWS SDK with the first request.
 * @throws {Problem} CONFIG_FIELD if it isn't the URL of a queue
 */
export function createQueue(url: string, access: AwsAccess = {}, environment: NodeJS.ProcessEnv = process.env): Queue {
  const { origin, region } = parseQueueUrl(url);
  const load = async () => {
    const sqs = await import('@aws-sdk/client-sqs');
    const settings = await clientSettings('SQS', { ...access, region: region ?? access.region ?? '' }, environment);
    const client = new sqs.SQSClient({
      endpoint: origin,
      ...settings,
      requestHandler: {
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
        connectionTimeout: CONNECTION_TIMEOUT,
      },
    });
    return { sqs, client };
  };
  let loading: ReturnType<typeof load> | undefined;
  const guard = async <T>(permission: string, ask: (sdk: Awaited<ReturnType<typeof load>>) => Promise<T>): Promise<T> => {
    try {
      loading ??= load();
      return await ask(await loading);
    } catch (error) {
      throw awsProblem(error, permission, url);
    }
  };

  return {
    receive: ({ most, wait, visibility, signal }) =>
      guard('sqs:ReceiveMessage', async ({ sqs, client }) => {
        const command = new sqs.ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: most,
          WaitTimeSeconds: wait,
          VisibilityTimeout: visibility,
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp', 'MessageGroupId'],
        });
        const { Messages = [] } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
        return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) => ({
          id: MessageId,
          receipt: ReceiptHandle,
          body: Body,
          receiveCount: Number(Attributes.ApproximateReceiveCount ?? 1),
          sentAt: Number(Attributes.SentTimestamp ?? 0),
          ...(Attributes.MessageGroupId !== undefined && { group: Attributes.MessageGroupId }),
        }));
      }),
    remove: (receipts) =>
      guard('sqs:DeleteMessage', async ({ sqs, client }) => {
        const Entries = receipts.map((receipt, i) => ({ Id: String(i), ReceiptHandle: receipt }));
        const { Failed } = await client.send(new sqs.DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
        return failures(Failed, receipts);
      }),
    setVisibility: (changes) =>
      guard('sqs:ChangeMessageVisibility', async ({ sqs, client }) => {
        const Entries = changes.map(({ receipt, visibility }, i) => ({
          Id: String(i),
          ReceiptHandle: receipt,
          VisibilityTimeout: visibility,
        }));
        const { Failed } = await client.send(new sqs.ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
        return failures(
          Failed,
          changes.map(({ receipt }) => receipt),
        );
      }),
    attributes: () =>
      guard('sqs:GetQueueAttributes', async ({ sqs, client }) => {
        const AttributeNames = ['VisibilityTimeout' as const, 'ApproximateNumberOfMessages' as const];
        const { Attributes = {} } = await client.send(new sqs.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
        return {
          visibility: Number(Attributes.VisibilityTimeout ?? DEFAULT_VISIBILITY),
          waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
        };
      }),
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}

/** What a queue has if nobody says another. Source: Amazon SQS API Reference, "CreateQueue". */
export const DEFAULT_VISIBILITY: Seconds = 30;

interface FailedEntry {
  readonly Id?: string | undefined;
  readonly SenderFault?: boolean | undefined;
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

function failures(failed: readonly FailedEntry[] | undefined, receipts: readonly string[]): FailedReceipt[] {
  return (failed ?? []).flatMap(({ Id, SenderFault, Code = '', Message = '' }) => {
    const receipt = receipts[Number(Id)];
    if (receipt === undefined) return [];
    return { receipt, forGood: SenderFault === true, reason: [Code, Message].filter((part) => part !== '').join(': ') };
  });
}
