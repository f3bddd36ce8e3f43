import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { Problem } from '../../src/base/problem.ts';
import { createS3Reader } from '../../src/edges/aws/use/s3.ts';
import type { LiveDelivery } from '../../src/edges/sources/live-source.ts';
import { memoryCheckpoints, type Reading, reading } from '../../src/edges/sources/live/live-source.contract.ts';
import { sqsSource } from '../../src/edges/sources/live/sqs.ts';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { createObjectReader } from '../../src/edges/sources/object-reader.ts';
import { decodeWhole } from '../../src/engine/events/decode.ts';
import type { Pointer } from '../../src/model/decoded.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (time, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, time);
      signal?.addEventListener('abort', wake, { once: true });
    }),
};

describe.runIf(hasEmulator())('reading from a queue', () => {
  let emulator: Emulator;
  let s3: S3Client;
  let sqs: SQSClient;
  let sns: SNSClient;
  let serial = 0;
  const open: Reading[] = [];
  const problems: Problem[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    s3 = new S3Client({ ...settings, forcePathStyle: true });
    sqs = new SQSClient(settings);
    sns = new SNSClient(settings);
  });
  afterAll(async () => {
    for (const client of [s3, sqs, sns]) client?.destroy();
    await emulator?.stop();
  });
  beforeEach(() => {
    problems.length = 0;
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    for (const run of open.splice(0)) await run.stop();
    vi.unstubAllEnvs();
  });

  const queueWith = async (attributes: Record<string, string> = {}, suffix = '') => {
    const name = `trail-${++serial}${suffix}`;
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { url, arn: Attributes?.QueueArn ?? '' };
  };
  const start = (url: string) => {
    const source = sqsSource({
      url,
      clock,
      checkpoints: memoryCheckpoints(),
      onProblem: (problem) => problems.push(problem),
    });
    const run = reading(source);
    open.push(run);
    return run;
  };
  const waiting = async (url: string) => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  /** Follows the first pointer that comes. Test notifications of S3 are acknowledged on the way. */
  const firstPointer = async (run: Reading): Promise<{ readonly delivery: LiveDelivery; readonly pointer: Pointer }> => {
    for (;;) {
      const delivery = await run.next();
      const found = decodeWhole((await delivery.open()) as Uint8Array, delivery.file) ?? [];
      for (const one of found) if (one.kind === 'pointer') return { delivery, pointer: one.pointer };
      expect(found.map(({ kind }) => kind)).toEqual(['ignored']);
      await delivery.ack();
    }
  };
  const eventNames = async (pointer: Pointer) => {
    const body = (await createObjectReader(createS3Reader()).open(pointer)) as Uint8Array;
    return (decodeWhole(body, pointer.key) ?? []).map(
      (one) => one.kind === 'event' && one.record.event().envelope.detail.eventName,
    );
  };
  const log = (name: string) =>
    gzipSync(
      JSON.stringify({
        Records: [
          { eventTime: '2026-01-15T12:00:00Z', eventSource: 'cloudtrail.amazonaws.com', eventName: name, eventID: `id-${name}` },
        ],
      }),
    );
  const key = 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/15/a b+c.json.gz';

  test('an object put into S3 comes as a message, and leads to its content', async () => {
    const { url, arn } = await queueWith();
    const bucket = `trail-${++serial}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { QueueConfigurations: [{ QueueArn: arn, Events: ['s3:ObjectCreated:*'] }] },
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: log('StopLogging') }));
    const run = start(url);
    const { delivery, pointer } = await firstPointer(run);
    expect(pointer).toMatchObject({ bucket, key });
    expect(await eventNames(pointer)).toEqual(['StopLogging']);
    await delivery.ack();
    await run.stop();
    expect(await waiting(url)).toBe(0);
    expect(problems).toEqual([]);
  });

  test('by a topic too', async () => {
    const { url, arn } = await queueWith();
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `trail-${++serial}` }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }));
    const bucket = `trail-${++serial}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { TopicConfigurations: [{ TopicArn, Events: ['s3:ObjectCreated:*'] }] },
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: log('DeleteTrail') }));
    const { delivery, pointer } = await firstPointer(start(url));
    expect(await eventNames(pointer)).toEqual(['DeleteTrail']);
    await delivery.ack();
  });

  test('the version that was announced is read, whatever was written over it', async () => {
    const bucket = `trail-${++serial}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const { VersionId: versionId = '' } = await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: log('StopLogging') }),
    );
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: log('GetObject') }));
    expect(await eventNames({ bucket, key, versionId })).toEqual(['StopLogging']);
    expect(await eventNames({ bucket, key })).toEqual(['GetObject']);
  });

  test('what can not be read ends in the dead-letter queue, by the redrive of the queue', async () => {
    const dead = await queueWith();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 });
    const { url } = await queueWith({ RedrivePolicy });
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'good' }));
    const run = start(url);
    for (let i = 0; i < 3; i++) {
      const delivery = await run.next();
      const body = Buffer.from((await delivery.open()) as Uint8Array).toString();
      if (body === 'good') await delivery.ack();
      else await delivery.retry(new Problem('S3_DENIED', 'S3 denied s3:GetObject'));
    }
    void run.ask();
    const bodies: string[] = [];
    await vi.waitFor(
      async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead.url, WaitTimeSeconds: 1 }));
        bodies.push(...Messages.map(({ Body = '' }) => Body));
        expect(bodies).toEqual(['poison']);
      },
      { timeout: 60_000, interval: 500 },
    );
    expect(problems.map(({ code }) => code)).toEqual(['S3_DENIED', 'S3_DENIED']);
  });

  test('a FIFO queue keeps the order of each group', async () => {
    const { url } = await queueWith({ FifoQueue: 'true', ContentBasedDeduplication: 'true' }, '.fifo');
    for (const MessageBody of ['a1', 'b1', 'a2', 'b2', 'a3']) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, MessageGroupId: MessageBody.slice(0, 1) }));
    }
    const run = start(url);
    const seen: string[] = [];
    while (seen.length < 5) {
      const delivery = await run.next();
      seen.push(Buffer.from((await delivery.open()) as Uint8Array).toString());
      await delivery.ack();
    }
    expect(seen.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(seen.filter((name) => name.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  test('a message is held beyond the timeout of its queue while it is worked on', async () => {
    const { url } = await queueWith({ VisibilityTimeout: '10' });
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'slow' }));
    const run = start(url);
    const delivery = await run.next();
    await clock.sleep(13_000);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages).toEqual([]);
    await delivery.ack();
    await run.stop();
    expect(await waiting(url)).toBe(0);
  });

  test('a queue that does not exist is told, with what to do', async () => {
    const run = start('https://sqs.us-east-1.amazonaws.com/123456789012/no-such-queue');
    void run.ask();
    await until(() => problems.length > 0, 'nothing was told');
    expect(problems[0]).toMatchObject({ code: 'AWS_NOT_FOUND', hint: 'Check name, account and region' });
    expect(run.source.status().problem).toBe(problems[0]);
  });
});
