import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  GetObjectAclCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDynamoDbStore } from '../../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { tableDefinition } from '../../src/edges/stores/dynamodb/table-definition.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import { codePackage } from '../../src/hosts/cli/package/run-package.ts';
import { wallClock } from '../../src/hosts/run/wall-clock.ts';
import { stacksAt } from './cloudformation.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const PATIENCE = { timeout: 60_000, interval: 500 };
const BUCKET = 'example-uploads';
const KEY = 'reports/2026 q1+q2 \u{1f512}.txt';
/** What responders.yaml calls its parts. */
const NAMES = 'security-monitoring-test-';
/** The emulator's account. */
const ACCOUNT = '000000000000';

describe.runIf(hasEmulator())('responders.yaml, deployed with its functions', () => {
  let emulator: Emulator;
  let s3: S3Client;
  let sqs: SQSClient;
  let sns: SNSClient;
  let ec2: EC2Client;
  let dynamodb: DynamoDBClient;
  let store: Store;
  let told = '';
  const queues = new Map<string, { readonly url: string; readonly arn: string }>();
  const heard: string[] = [];

  beforeAll(async () => {
    if (!existsSync('dist/lambda/respond-restart-instance.mjs')) execFileSync(process.execPath, ['tools/build.mjs']);
    emulator = await startEmulator();
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    s3 = new S3Client({ ...settings, forcePathStyle: true });
    sqs = new SQSClient(settings);
    sns = new SNSClient(settings);
    ec2 = new EC2Client(settings);
    dynamodb = new DynamoDBClient(settings);
    await dynamodb.send(new CreateTableCommand({ TableName: 'trailwatch-store', ...(tableDefinition as object) } as never));
    await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30 }, { TableName: 'trailwatch-store' });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const environment = { ...process.env, ...emulator.environment };
    store = await openDynamoDbStore({ table: 'trailwatch-store', clock: wallClock, environment });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    const subscriber = await queue('subscriber');
    told = subscriber.url;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: subscriber.arn }));
    const { zip } = codePackage(process.cwd());
    await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'functions.zip', Body: zip }));
    const stacks = stacksAt(emulator.endpoint);
    await stacks.create('responders', readFileSync('infra/cloudformation/responders.yaml', 'utf8'), {
      MakeObjectPrivate: 'act',
      RestartInstance: 'act',
      CodeBucket: 'code',
      CodeKey: 'functions.zip',
      StoreTable: 'trailwatch-store',
      AlertTopicArn: TopicArn,
      WatchedBucketName: BUCKET,
    });
    stacks.close();
    for (const name of ['make-object-private', 'restart-instance']) queues.set(name, await queue(`${NAMES}respond-${name}`));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await store?.close();
    for (const client of [s3, sqs, sns, ec2, dynamodb]) client?.destroy();
    await emulator?.stop();
  });

  const queue = async (QueueName: string) => {
    const { QueueUrl: url = '' } = QueueName.startsWith(NAMES)
      ? await sqs.send(new GetQueueUrlCommand({ QueueName }))
      : await sqs.send(new CreateQueueCommand({ QueueName }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { url, arn: Attributes?.QueueArn ?? '' };
  };
  const listen = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: told, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    heard.push(...Messages.map(({ Body = '' }) => String((JSON.parse(Body) as { Message: string }).Message)));
    return heard.join('\n');
  };
  const notes = async () => {
    const { findings } = await store.findings({ limit: 100 });
    return findings.flatMap((one) => one.notes ?? []).map(({ by, text }) => `${by}: ${text}`);
  };

  test('a public upload becomes private, is counted, noted and told', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: BUCKET,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
    );
    const QueueArn = queues.get('make-object-private')!.arn;
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] },
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'secret', ACL: 'public-read' }));
    const groups = async () => {
      const { Grants = [] } = await s3.send(new GetObjectAclCommand({ Bucket: BUCKET, Key: KEY }));
      return Grants.flatMap(({ Grantee }) => Grantee?.URI ?? []);
    };
    await vi.waitFor(async () => expect(await groups()).toEqual([]), PATIENCE);
    await vi.waitFor(async () => expect(await listen()).toContain(`s3://${BUCKET}/${KEY} in ${ACCOUNT}: done`), PATIENCE);
    expect(await notes()).toContainEqual(expect.stringContaining('s3:PutObjectAcl'));
    await vi.waitFor(async () => {
      const lines = (await logged('security-monitoring-test-respond-make-object-private')).filter(
        ({ message }) => message === 'private!',
      );
      expect(lines).toMatchObject([{ bucket: BUCKET, key: KEY }]);
    }, PATIENCE);
  });

  test('a stopped instance runs again, and SNS says so; stopped for the fourth time within an hour it stays so', async () => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }),
    );
    const id = Instances[0]!.InstanceId!;
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'trailwatch:keep-running', Value: 'true' }] }));
    const state = async () => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return Reservations[0]?.Instances?.[0]?.State?.Name;
    };
    const stop = async () => {
      await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
      await vi.waitFor(async () => expect(await state()).toBe('stopped'), PATIENCE);
      // The emulator sends none by itself.
      const event = {
        version: '0',
        id: crypto.randomUUID(),
        'detail-type': 'EC2 Instance State-change Notification',
        source: 'aws.ec2',
        account: ACCOUNT,
        time: new Date().toISOString(),
        region: 'us-east-1',
        resources: [`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`],
        detail: { 'instance-id': id, state: 'stopped' },
      };
      const QueueUrl = queues.get('restart-instance')!.url;
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
    };
    for (let time = 0; time < 3; time++) {
      await stop();
      await vi.waitFor(async () => expect(await state()).toBe('running'), PATIENCE);
    }
    await vi.waitFor(async () => expect(await listen()).toContain(`instance ${id} in ${ACCOUNT}: done`), PATIENCE);
    await stop();
    await vi.waitFor(async () => expect(await listen()).toContain('3 times within an hour'), PATIENCE);
    expect(await state()).toBe('stopped');
  });

  /** What a function printed, as CloudWatch Logs has it. */
  async function logged(name: string): Promise<Record<string, unknown>[]> {
    const answer = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260131/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=none',
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/${name}` }),
    });
    const { events = [] } = (await answer.json()) as { events?: { message: string }[] };
    return events
      .flatMap(({ message }) => message.split('\n'))
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as Record<string, unknown>];
        } catch {
          return [];
        }
      });
  }
});
