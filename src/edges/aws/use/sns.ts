import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** Publishing to topics and phone numbers. */
export interface SnsPublisher {
  /**
   * One request, not repeated by itself. IAM: sns:Publish (of a phone number: on resource `*`), and kms:GenerateDataKey and
   * kms:Decrypt for topics encrypted with a KMS key.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  publish(request: PublishRequest): Promise<void>;
  close(): void;
}

export interface PublishRequest {
  readonly to: { readonly topicArn: string } | { readonly phoneNumber: string };
  readonly message: string;
  /** The message is JSON with a text for each protocol. */
  readonly json?: boolean;
  readonly subject?: string;
  /** All of type String. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Of FIFO topics only. */
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly signal?: AbortSignal;
}

const CONNECTION_TIMEOUT: Milliseconds = 5 * SECOND;

/** Loads the AWS SDK with the first request. */
export function createSnsPublisher(access: AwsAccess = {}, environment: NodeJS.ProcessEnv = process.env): SnsPublisher {
  const load = async () => {
    const sns = await import('@aws-sdk/client-sns');
    const settings = await clientSettings('SNS', access, environment);
    const client = new sns.SNSClient({ ...settings, maxAttempts: 1, requestHandler: { connectionTimeout: CONNECTION_TIMEOUT } });
    return { sns, client };
  };
  let loading: ReturnType<typeof load> | undefined;

  return {
    async publish({ to, message, json, subject, attributes = {}, groupId, deduplicationId, signal }) {
      const target = 'topicArn' in to ? to.topicArn : '*';
      try {
        loading ??= load();
        const { sns, client } = await loading;
        const command = new sns.PublishCommand({
          ...('topicArn' in to ? { TopicArn: to.topicArn } : { PhoneNumber: to.phoneNumber }),
          Message: message,
          MessageStructure: json === true ? 'json' : undefined,
          Subject: subject,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
          ),
          MessageGroupId: groupId,
          MessageDeduplicationId: deduplicationId,
        });
        await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        throw awsProblem(error, 'sns:Publish', target);
      }
    },
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}
