import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import { parseQueueUrl } from './queue-url.ts';

/** Sending to one queue. */
export interface QueueSender {
  /**
   * IAM: sqs:SendMessage, and kms:GenerateDataKey and kms:Decrypt for queues encrypted with a KMS key.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  send(body: string): Promise<void>;
  close(): void;
}

const CONNECTION_TIMEOUT: Milliseconds = 5 * SECOND;

/**
 * Loads the AWS SDK with the first message.
 * @throws {Problem} CONFIG_FIELD if it isn't the URL of a queue
 */
export function createQueueSender(url: string, access: AwsAccess = {}): QueueSender {
  const { origin, region } = parseQueueUrl(url);
  const load = async () => {
    const sqs = await import('@aws-sdk/client-sqs');
    const settings = await clientSettings('SQS', { ...access, region: region ?? access.region ?? '' });
    const client = new sqs.SQSClient({
      endpoint: origin,
      ...settings,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT },
    });
    return { sqs, client };
  };
  let loading: ReturnType<typeof load> | undefined;
  return {
    async send(body) {
      try {
        loading ??= load();
        const { sqs, client } = await loading;
        await client.send(new sqs.SendMessageCommand({ QueueUrl: url, MessageBody: body }));
      } catch (error) {
        throw awsProblem(error, 'sqs:SendMessage', url);
      }
    },
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}
