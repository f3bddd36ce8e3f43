import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CreateTopicCommand, SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { alertNotice, notices } from '../../src/edges/sinks/notice.cases.ts';
import { createSmsSink } from '../../src/edges/sinks/sms.ts';
import { createSnsSink } from '../../src/edges/sinks/sns.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

describe.runIf(hasEmulator())('telling by SNS', () => {
  let emulator: Emulator;
  let sns: SNSClient;
  let sqs: SQSClient;
  const { signal } = new AbortController();

  beforeAll(async () => {
    emulator = await startEmulator();
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    sns = new SNSClient(settings);
    sqs = new SQSClient(settings);
  });
  afterAll(async () => {
    sns?.destroy();
    sqs?.destroy();
    await emulator?.stop();
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());

  /** A topic, and a queue that is subscribed to it. */
  const topicWithQueue = async (name: string, attributes: Record<string, string> = {}) => {
    const fifo = name.endsWith('.fifo');
    const { TopicArn = '' } = await sns.send(
      new CreateTopicCommand({ Name: name, ...(fifo && { Attributes: { FifoTopic: 'true' } }) }),
    );
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, ...(fifo && { Attributes: { FifoQueue: 'true' } }) }),
    );
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn, ReturnSubscriptionArn: true }),
    );
    for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
      await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    }
    return { TopicArn, QueueUrl };
  };

  /** What a queue has got, unwrapped from SNS. */
  const received = async (QueueUrl: string) => {
    const bodies: Record<string, unknown>[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '{}' }) => JSON.parse(Body) as Record<string, unknown>));
    }
  };

  test('a queue gets every notice as JSON', async () => {
    const { TopicArn, QueueUrl } = await topicWithQueue('alerts');
    const sink = createSnsSink({ name: 'topic', topicArn: TopicArn });
    for (const notice of notices) await sink.send(notice, signal);
    await sink.close?.();
    const all = await received(QueueUrl);
    const ids = all.map(({ Message }) => (JSON.parse(String(Message)) as { id: string }).id);
    expect(ids.toSorted()).toEqual(notices.map(({ id }) => id).toSorted());
    expect(all[0]?.Subject).toMatch(/^[!-~][ -~]{0,98}$/);
  });

  test('a filter policy chooses by severity', async () => {
    const { TopicArn, QueueUrl } = await topicWithQueue('filtered', { FilterPolicy: JSON.stringify({ severity: ['critical'] }) });
    const sink = createSnsSink({ name: 'topic', topicArn: TopicArn });
    await sink.send({ ...alertNotice({ severity: 'low' }), id: 'low' }, signal);
    await sink.send({ ...alertNotice(), id: 'critical' }, signal);
    await sink.close?.();
    expect((await received(QueueUrl)).map(({ Message }) => JSON.parse(String(Message)))).toMatchObject([{ id: 'critical' }]);
  });

  test('a FIFO topic drops what is sent again', async () => {
    const { TopicArn, QueueUrl } = await topicWithQueue('ordered.fifo');
    const sink = createSnsSink({ name: 'topic', topicArn: TopicArn });
    await sink.send(alertNotice(), signal);
    await sink.send(alertNotice(), signal);
    await sink.close?.();
    expect(await received(QueueUrl)).toHaveLength(1);
  });

  test('a topic that does not exist is for good', async () => {
    const sink = createSnsSink({ name: 'topic', topicArn: 'arn:aws:sns:us-east-1:000000000000:missing' });
    await expect(sink.send(alertNotice(), signal)).rejects.toMatchObject({ code: 'SINK_REFUSED' });
    await sink.close?.();
  });

  test('a phone number is told without a topic', async () => {
    const sink = createSmsSink({ name: 'phone', phoneNumbers: ['+15550100'] });
    await sink.send(alertNotice(), signal);
    await sink.close?.();
  });
});
