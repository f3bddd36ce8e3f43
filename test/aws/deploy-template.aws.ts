import { readFileSync } from 'node:fs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stacks, stacksAt } from './cloudformation.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const main = readFileSync('infra/cloudformation/main.yaml', 'utf8');
const sibling = (name: string) => readFileSync(`infra/cloudformation/${name}.yaml`, 'utf8');
/** A zip with nothing in it: its end record. */
const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
/** The emulator refuses trails. */
const NO_TRAIL = { CreateTrail: 'false', CodeBucket: 'code', CodeKey: 'functions.zip' };

describe.runIf(hasEmulator())('main.yaml, deployed', () => {
  let emulator: Emulator;
  let stacks: Stacks;
  let settings = { endpoint: '', region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  let s3: S3Client;
  let sqs: SQSClient;
  let sns: SNSClient;
  let dynamodb: DynamoDBClient;
  beforeAll(async () => {
    emulator = await startEmulator();
    settings = { ...settings, endpoint: emulator.endpoint };
    s3 = new S3Client({ ...settings, forcePathStyle: true });
    sqs = new SQSClient(settings);
    sns = new SNSClient(settings);
    dynamodb = new DynamoDBClient(settings);
    stacks = stacksAt(emulator.endpoint);
    await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'functions.zip', Body: EMPTY_ZIP }));
  });
  afterAll(async () => {
    for (const client of [s3, sqs, sns, dynamodb]) client?.destroy();
    stacks?.close();
    await emulator?.stop();
  });

  test('makes everything under the names that people know', async () => {
    const outputs = await stacks.create('classic', main, {
      ...NO_TRAIL,
      TrailBucketName: 'classic-logs',
      AlertEmail: 'security@example.com',
    });
    expect(outputs).toMatchObject({
      TrailBucket: 'classic-logs',
      SecurityEventsTable: 'SecurityEvents',
      StoreTable: 'security-monitoring-test-store',
      ProcessorFunction: 'security-monitoring-test-processor',
    });
    const resources = await stacks.resources('classic');
    for (const id of [
      'TrailBucket',
      'TrailBucketPolicy',
      'LogProcessingQueue',
      'LogProcessingDeadLetterQueue',
      'ProcessorFunction',
      'TickFunction',
      'SecurityEventsTable',
      'StoreTable',
      'AlertTopic',
      'FastPathRule',
      'TickSchedule',
      'ProcessorQueueTrigger',
    ])
      expect(resources).toContain(id);
    for (const id of ['SecurityTrail', 'DeletableTrailBucket', 'TrailKey', 'AlertPhoneSubscription'])
      expect(resources).not.toContain(id);

    const Bucket = 'classic-logs';
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toMatchObject({
      BlockPublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { QueueConfigurations, TopicConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(TopicConfigurations).toBeUndefined();
    expect(QueueConfigurations).toMatchObject([
      { Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Value: 'AWSLogs/' }] } } },
    ]);

    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: outputs.LogProcessingQueueUrl,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
      }),
    );
    expect(Attributes?.VisibilityTimeout).toBe('1800');
    expect(Attributes?.RedrivePolicy).toContain('security-monitoring-test-log-processing-dead-letters');

    const TableName = outputs.SecurityEventsTable;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      KeySchema: [
        { AttributeName: 'EventId', KeyType: 'HASH' },
        { AttributeName: 'Timestamp', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });

    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: outputs.AlertTopicArn }));
    expect(Subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'security@example.com' }]);
    await stacks.remove('classic');
  });

  test.each([
    ['to the queue', 'direct', {}],
    ['to the topic, and on to the queue', 'by-topic', { LogAlertTopic: 'true' }],
    ['all of it encrypted with a key', 'by-key', { LogAlertTopic: 'true', KmsEncryption: 'true' }],
  ])('the bucket tells of log files, not of configuration: %s', async (_path, environment, parameters) => {
    const Bucket = `${environment}-logs`;
    const { LogProcessingQueueUrl } = await stacks.create(environment, main, {
      ...NO_TRAIL,
      ...parameters,
      Environment: environment,
      TrailBucketName: Bucket,
      SecurityEventsTableName: `${environment}-events`,
      LogBucketRetention: 'Delete',
    });
    expect(await stacks.resources(environment)).toContain('DeletableTrailBucket');
    // S3 says first that it can.
    const before = await messages(LogProcessingQueueUrl!);
    const logFile = 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/15/a.json.gz';
    const keys = ['config/monitored_events.json', 'config/rules/a.yml', logFile];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
    await expect.poll(() => messages(LogProcessingQueueUrl!), { timeout: 10_000 }).toBe(before + 1);

    // CloudFormation deletes empty buckets only.
    for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await stacks.remove(environment);
  });

  test('the siblings join it by its outputs', async () => {
    const outputs = await stacks.create('joined', main, {
      ...NO_TRAIL,
      TrailBucketName: 'joined-logs',
      Environment: 'joined',
      SecurityEventsTableName: 'joined-events',
      EventBridgeFastPath: 'false',
    });
    const names = { Environment: 'joined' };
    // The emulator knows no policies of buses: the forwarder gets a bus that is there.
    const CentralBusArn = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
    await stacks.create('joined-forwarder', sibling('forwarder'), { ...names, CentralBusArn });
    await stacks.create('joined-dashboard', sibling('dashboard'), { ...names, AlarmTopicArn: outputs.AlertTopicArn! });
    expect(await stacks.resources('joined-forwarder')).toContain('ForwarderRule');
    expect(await stacks.resources('joined-dashboard')).toContain('QueueAgeAlarm');
    for (const name of ['joined-dashboard', 'joined-forwarder', 'joined']) await stacks.remove(name);
  });

  test('what a forwarder sends comes by the central bus into the queue', async () => {
    const { LogProcessingQueueUrl = '', LogProcessingQueueArn = '' } = await stacks.create('central', main, {
      ...NO_TRAIL,
      TrailBucketName: 'central-logs',
      Environment: 'central',
      SecurityEventsTableName: 'central-events',
    });
    const names = { Environment: 'central' };
    // The emulator's buses reach no other region or account: this account stands for a member.
    const AccountIds = '000000000000';
    // Nobody may send events of AWS, here as there: these are of another source, and the templates' patterns with them.
    // It knows no policies of buses: many-accounts.test.ts evaluates them.
    const ours = (name: string) =>
      sibling(name)
        .replaceAll('prefix: aws.', 'prefix: example.')
        .replace(/^ {2}\w+:\n {4}Type: AWS::Events::EventBusPolicy\n(?: {4}.*\n)*/gm, '');
    const { CentralBusArn = '' } = await stacks.create('central-bus', ours('central-bus'), {
      ...names,
      LogProcessingQueueArn,
      AccountIds,
    });
    await stacks.create('forwarder', ours('forwarder'), { ...names, CentralBusArn });
    const events = new EventBridgeClient(settings);
    const call = {
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
      readOnly: false,
      userIdentity: { type: 'IAMUser' },
    };
    const sent = (Detail: object) => ({
      Source: 'example.iam',
      DetailType: 'AWS API Call via CloudTrail',
      Detail: JSON.stringify(Detail),
    });
    const before = await messages(LogProcessingQueueUrl);
    // The second is a read, which a forwarder leaves where it is.
    const { FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [
          sent(call),
          sent({
            ...call,
            eventName: 'GetUser',
            readOnly: true,
            userIdentity: { type: 'AWSService' },
            eventSource: 'sts.amazonaws.com',
          }),
        ],
      }),
    );
    expect(FailedEntryCount).toBe(0);
    await expect.poll(() => messages(LogProcessingQueueUrl), { timeout: 10_000 }).toBe(before + 1);
    events.destroy();
    for (const name of ['forwarder', 'central-bus', 'central']) await stacks.remove(name);
  });

  /** Also those that the processor, which has no code here, fails on. */
  async function messages(QueueUrl: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }));
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  }
});
