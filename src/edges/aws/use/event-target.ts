import { Problem } from '../../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** What an event rule hands events to, by its ARN. Requests aren't repeated by themselves. */
export interface EventTargetCalls {
  /** Asynchronous. IAM: lambda:InvokeFunction. @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
  invoke(functionArn: string, payload: string, signal: AbortSignal): Promise<void>;
  /** @param group of a FIFO queue. IAM: sqs:SendMessage. @throws {Problem} as `invoke` */
  sendMessage(
    queueArn: string,
    body: string,
    group: { readonly id: string; readonly group: string },
    signal: AbortSignal,
  ): Promise<void>;
}

const CONNECTION_TIMEOUT: Milliseconds = 5 * SECOND;
const requestHandler = { connectionTimeout: CONNECTION_TIMEOUT };

/** Loads the AWS SDK with the first request. */
export function createEventTargetCalls(environment: NodeJS.ProcessEnv = process.env): EventTargetCalls {
  return {
    async invoke(functionArn, payload, signal) {
      try {
        const [{ LambdaClient, InvokeCommand }, settings] = await Promise.all([
          import('@aws-sdk/client-lambda'),
          clientSettings('LAMBDA', { region: partsOf(functionArn).region }, environment),
        ]);
        const client = new LambdaClient({ ...settings, maxAttempts: 1, requestHandler });
        try {
          const command = new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: 'Event',
            Payload: Buffer.from(payload),
          });
          await client.send(command, { abortSignal: signal });
        } finally {
          client.destroy();
        }
      } catch (error) {
        throw awsProblem(error, 'lambda:InvokeFunction', functionArn);
      }
    },
    async sendMessage(queueArn, body, { id, group }, signal) {
      try {
        const { region, account, name } = partsOf(queueArn);
        const [{ SQSClient, SendMessageCommand }, settings] = await Promise.all([
          import('@aws-sdk/client-sqs'),
          clientSettings('SQS', { region }, environment),
        ]);
        const origin = 'endpoint' in settings ? settings.endpoint : `https://sqs.${region}.amazonaws.com`;
        const client = new SQSClient({ ...settings, maxAttempts: 1, requestHandler });
        try {
          const fifo = name.endsWith('.fifo') ? { MessageGroupId: group, MessageDeduplicationId: id } : {};
          const command = new SendMessageCommand({ QueueUrl: `${origin}/${account}/${name}`, MessageBody: body, ...fifo });
          await client.send(command, { abortSignal: signal });
        } finally {
          client.destroy();
        }
      } catch (error) {
        throw awsProblem(error, 'sqs:SendMessage', queueArn);
      }
    },
  };
}

/** @throws {Problem} AWS_NOT_FOUND */
function partsOf(arn: string): { readonly region: string; readonly account: string; readonly name: string } {
  const [, , , region, account, ...rest] = arn.split(':');
  if (!region || !account || rest.length === 0) throw new Problem('AWS_NOT_FOUND', `${arn} is no ARN`);
  return { region, account, name: rest.at(-1)! };
}
