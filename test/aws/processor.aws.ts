import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient, ScanCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDynamoDbStore } from '../../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { startLoopbackService } from '../../src/edges/sinks/loopback-service.contract.ts';
import { tableDefinition } from '../../src/edges/stores/dynamodb/table-definition.ts';
import { codePackage } from '../../src/hosts/cli/package/run-package.ts';
import { wallClock } from '../../src/hosts/run/wall-clock.ts';
import { stacksAt } from './cloudformation.ts';
import { createLambda, invokeLambda, type LambdaPlace, limitTrigger } from './emulated-lambda.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const BUCKET = 'example-trail-logs';
const FOLDER = 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31';
const PATIENCE = { timeout: 60_000, interval: 500 };

const record = (id: string, eventName: string, more: object = {}) => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accountId: '123456789012', userName: 'alice' },
  eventTime: '2026-01-31T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName,
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  requestParameters: { name: 'management-events' },
  responseElements: null,
  eventID: id,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '123456789012',
  ...more,
});
const EVENT = {
  version: '0',
  id: 'x',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  region: 'us-east-1',
  resources: [],
};
const log = (...records: object[]) => gzipSync(JSON.stringify({ Records: records }));

const BURST = `title: A watched call
id: 7f0f8b8e-5c3b-4f8e-9a53-0a6f7f4b2b11
name: watched-call
status: stable
level: low
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: GetTrailStatus }
  condition: selection
---
title: Many watched calls
id: 7f0f8b8e-5c3b-4f8e-9a53-0a6f7f4b2b12
name: watched-burst
status: stable
level: high
correlation:
  type: event_count
  rules: [watched-call]
  group-by: [userIdentity.arn]
  timespan: 10m
  condition: { gte: 5 }
`;

describe.runIf(hasEmulator())('main.yaml, deployed with its functions', () => {
  let emulator: Emulator;
  let place: LambdaPlace;
  let s3: S3Client;
  let sqs: SQSClient;
  let sns: SNSClient;
  let dynamodb: DynamoDBClient;
  let outputs: Readonly<Record<string, string>> = {};
  let zip: Uint8Array;
  let alerts = '';
  let dead = '';
  const told: string[] = [];

  beforeAll(async () => {
    if (!existsSync('dist/lambda/processor.mjs')) execFileSync(process.execPath, ['tools/build.mjs']);
    emulator = await startEmulator();
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    place = { endpoint: emulator.endpoint };
    s3 = new S3Client({ ...settings, forcePathStyle: true });
    sqs = new SQSClient(settings);
    sns = new SNSClient(settings);
    dynamodb = new DynamoDBClient(settings);

    ({ zip } = codePackage(process.cwd()));
    await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'functions.zip', Body: zip }));
    const stacks = stacksAt(emulator.endpoint);
    outputs = await stacks.create('trailwatch', readFileSync('infra/cloudformation/main.yaml', 'utf8'), {
      // The emulator refuses trails: the log files are put by hand.
      CreateTrail: 'false',
      CodeBucket: 'code',
      CodeKey: 'functions.zip',
      TrailBucketName: BUCKET,
    });
    stacks.close();
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'config/rules/burst.yml', Body: BURST }));
    await limitTrigger(place, 10);

    // A message comes again after half an hour, five times: nobody waits that long here.
    dead = outputs.DeadLetterQueueUrl!;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(dead), maxReceiveCount: 2 });
    const Attributes = { RedrivePolicy, VisibilityTimeout: '2' };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: outputs.LogProcessingQueueUrl, Attributes }));

    ({ url: alerts } = await queue('subscriber'));
    await sns.send(new SubscribeCommand({ TopicArn: outputs.AlertTopicArn, Protocol: 'sqs', Endpoint: await arnOf(alerts) }));
  });
  afterAll(async () => {
    for (const client of [s3, sqs, sns, dynamodb]) client?.destroy();
    await emulator?.stop();
  });

  const queue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return { url, arn: await arnOf(url) };
  };
  const arnOf = async (QueueUrl: string) => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return Attributes?.QueueArn ?? '';
  };
  const put = (name: string, Body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${FOLDER}/${name}`, Body }));
  const items = async () => (await dynamodb.send(new ScanCommand({ TableName: 'SecurityEvents' }))).Items ?? [];
  const itemOf = async (id: string) => (await items()).find(({ EventId }) => EventId?.S === id);
  const messagesOf = async (QueueUrl: string): Promise<Message[]> =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }))).Messages ?? [];

  test('a log file put into the bucket is an item with its TTL, and an alert at the subscriber', async () => {
    await put('a.json.gz', log(record('e-1', 'StopLogging'), record('e-2', 'DescribeTrails')));
    await vi.waitFor(async () => expect(await itemOf('e-1')).toBeDefined(), PATIENCE);
    const item = await itemOf('e-1');
    expect(item).toMatchObject({
      Timestamp: { S: '2026-01-31T12:00:00Z' },
      EventName: { S: 'StopLogging' },
      Severity: { S: 'high' },
      Account: { S: '123456789012' },
      SourceIPAddress: { S: '198.51.100.7' },
    });
    expect(item?.Rules?.SS).toContain('cloudtrail-tamper');
    const days = (Number(item?.ExpiresAt?.N) - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
    await vi.waitFor(async () => {
      told.push(...(await messagesOf(alerts)).map(({ Body = '' }) => Body));
      expect(told.join()).toContain('StopLogging');
    }, PATIENCE);
    expect(await itemOf('e-2')).toBeUndefined();
  });

  test('delivered again, it is one item and nothing new is said', async () => {
    await put(
      'a-again.json.gz',
      log(record('e-1', 'StopLogging'), record('e-3', 'CreateUser', { eventSource: 'iam.amazonaws.com' })),
    );
    await vi.waitFor(async () => expect(await itemOf('e-3')).toBeDefined(), PATIENCE);
    await vi.waitFor(async () => {
      told.push(...(await messagesOf(alerts)).map(({ Body = '' }) => Body));
      expect(told.join()).toContain('CreateUser');
    }, PATIENCE);
    expect((await items()).filter(({ EventId }) => EventId?.S === 'e-1')).toHaveLength(1);
    expect(told.filter((body) => body.includes('StopLogging'))).toHaveLength(1);
  });

  test('a corrupt file ends in the dead-letter queue, and the others of its batch are done', async () => {
    await put('cut.json.gz', log(record('e-4', 'DeleteTrail')).subarray(0, 50));
    await put('good.json.gz', log(record('e-5', 'DeleteTrail', { recipientAccountId: '111122223333' })));
    await vi.waitFor(async () => expect(await itemOf('e-5')).toBeDefined(), PATIENCE);
    const bodies: string[] = [];
    await vi.waitFor(async () => {
      bodies.push(...(await messagesOf(dead)).map(({ Body = '' }) => Body));
      expect(bodies.join()).toContain('cut.json.gz');
    }, PATIENCE);
    expect(bodies.join()).not.toContain('good.json.gz');
  });

  test('a changed monitored_events.json takes effect', async () => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'config/monitored_events.json', Body: '["DescribeTrails"]' }));
    await vi.waitFor(
      async () => {
        const detail = record(`e-${Date.now()}`, 'DescribeTrails');
        await invokeLambda(place, outputs.ProcessorFunction!, { ...EVENT, time: detail.eventTime, detail });
        expect((await items()).some(({ EventName }) => EventName?.S === 'DescribeTrails')).toBe(true);
      },
      { timeout: 90_000, interval: 5_000 },
    );
  });

  test('five calls at the same time, each with one event of a burst: one finding, told once', async () => {
    const calls = Array.from({ length: 5 }, (_, i) => {
      const detail = record(`burst-${i}`, 'GetTrailStatus', { eventTime: `2026-01-31T12:00:0${i}Z` });
      return { ...EVENT, id: `burst-${i}`, time: detail.eventTime, detail };
    });
    await Promise.all(calls.map((call) => invokeLambda(place, outputs.ProcessorFunction!, call)));
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
    const store = await openDynamoDbStore({ table: outputs.StoreTable!, clock: wallClock });
    try {
      const { findings } = await store.findings({ ruleId: 'watched-burst', limit: 10, hidden: true });
      expect(findings.map(({ finding }) => [finding.count, finding.severity])).toEqual([[5, 'high']]);
      expect(await store.pendingFeeds(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    } finally {
      await store.close();
      vi.unstubAllEnvs();
    }
    await vi.waitFor(async () => {
      told.push(...(await messagesOf(alerts)).map(({ Body = '' }) => Body));
      expect(told.filter((body) => body.includes('watched-burst'))).toHaveLength(1);
    }, PATIENCE);
  });

  test('a sink that is down is told later, once', async () => {
    const receiver = await startLoopbackService();
    try {
      receiver.mood = 'failing';
      const config = `sinks:\n  hook: { type: webhook, url: "${receiver.url}/alerts" }\nroutes:\n  - to: [hook]\n`;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'config-of-another/trailwatch.yaml', Body: config }));
      const own = {
        ...emulator.environment,
        DYNAMODB_TABLE: outputs.SecurityEventsTable!,
        STORE_TABLE: 'other-store',
        CONFIG_PATH: `s3://${BUCKET}/config-of-another/`,
        SECURITY_EVENTS_PATH: 'monitored_events.json',
      };
      await dynamodb.send(new CreateTableCommand({ TableName: 'other-store', ...(tableDefinition as object) } as never));
      await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30 }, { TableName: 'other-store' });
      await createLambda(place, { name: 'OtherProcessor', handler: 'processor.handler', zip, environment: own });
      await createLambda(place, { name: 'OtherTick', handler: 'tick.handler', zip, environment: own });
      const detail = record('down-1', 'StopLogging');
      await invokeLambda(place, 'OtherProcessor', { ...EVENT, time: detail.eventTime, detail });
      expect(receiver.requests).toHaveLength(1);
      receiver.mood = 'fine';
      // The first back-off is five seconds at most; a tick comes each minute.
      await vi.waitFor(async () => {
        await invokeLambda(place, 'OtherTick', {});
        expect(receiver.requests).toHaveLength(2);
      }, PATIENCE);
      await invokeLambda(place, 'OtherTick', {});
      expect(receiver.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
        receiver.requests[0]?.headers['idempotency-key'],
        receiver.requests[0]?.headers['idempotency-key'],
      ]);
    } finally {
      await receiver.stop();
    }
  });

  test('the tick runs, and says nothing where there is nothing to say', async () => {
    expect(await invokeLambda(place, outputs.TickFunction!, {})).toBeNull();
  });
});
