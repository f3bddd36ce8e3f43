import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withDeployment } from '../../src/hosts/cli/deploy/aws-deployment.ts';
import { deployStack } from '../../src/hosts/cli/deploy/deploy-stack.ts';
import type { DeployConsole } from '../../src/hosts/cli/deploy/deployment.ts';
import { destroyStack } from '../../src/hosts/cli/deploy/destroy-stack.ts';
import { notifyQueue } from '../../src/hosts/cli/deploy/notify-queue.ts';
import { readTemplate } from '../../src/hosts/cli/deploy/template.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

/** A zip with nothing in it: its end record. */
const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
const CODE_BUCKET = 'trailwatch-code-000000000000-us-east-1';
const place = { stack: 'trailwatch', region: 'us-east-1' };

describe.runIf(hasEmulator())('trailwatch deploy and destroy, over the SDK', () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startEmulator();
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
    s3 = new S3Client({ forcePathStyle: true });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    s3?.destroy();
    await emulator?.stop();
  });

  const written: string[] = [];
  const console: DeployConsole = {
    print: (text) => void written.push(text),
    say: (text) => void written.push(text),
    status: () => undefined,
    asks: false,
    ask: async () => undefined,
  };
  /** The emulator refuses trails. */
  const deploy = (codeName: string, more: Readonly<Record<string, string>> = {}, plan = false) =>
    withDeployment(place, (deployment) =>
      deployStack(
        { ...deployment, console },
        {
          template: readTemplate(),
          given: new Map(Object.entries({ CreateTrail: 'false', ...more })),
          code: { name: codeName, zip: EMPTY_ZIP },
          plan,
          yes: true,
          adopt: false,
        },
      ),
    );
  const destroy = (deleteLogs: boolean) =>
    withDeployment(place, (deployment) =>
      destroyStack({ ...deployment, console }, { retained: readTemplate().retained, deleteLogs, yes: true }),
    );
  const text = () => written.splice(0).join('');

  test('a plan leaves nothing behind', async () => {
    expect(await deploy('a.zip', { TrailBucketName: 'verb-logs' }, true)).toBe('planned');
    expect(text()).toMatch(/Add +ProcessorFunction +AWS::Lambda::Function/);
    await expect(s3.send(new HeadBucketCommand({ Bucket: CODE_BUCKET }))).rejects.toThrow();
    await expect(destroy(false)).rejects.toMatchObject({ code: 'AWS_NOT_FOUND' });
  });

  test('deploys, updates with what is new only, and says when nothing is', async () => {
    expect(await deploy('a.zip', { TrailBucketName: 'verb-logs', AlertEmail: 'security@example.com' })).toBe('deployed');
    const first = text();
    expect(first).toMatch(/CREATE_COMPLETE +ProcessorFunction/);
    expect(first).toMatch(/TrailBucket +verb-logs/);
    const Bucket = CODE_BUCKET;
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain('aws:SecureTransport');

    expect(await deploy('b.zip')).toBe('deployed');
    expect(text()).toMatch(/Modify +ProcessorFunction/);
  });

  test('a bucket that is there notifies the queue beside what it notified before, until the stack goes', async () => {
    const Bucket = 'older-logs';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const sqs = new SQSClient({});
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'others' }));
    const others = {
      Id: 'others',
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:others',
      Events: ['s3:ObjectRemoved:*' as const],
    };
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations: [others] } }),
    );
    const own = { stack: 'older', region: 'us-east-1' };
    const given = new Map(
      Object.entries({
        CreateTrail: 'false',
        CreateBucket: 'false',
        TrailBucketName: Bucket,
        Environment: 'older',
        SecurityEventsTableName: 'Older',
      }),
    );
    const wish = {
      template: readTemplate(),
      given,
      code: { name: 'a.zip', zip: EMPTY_ZIP },
      plan: false,
      yes: true,
      adopt: false,
    };
    const end = await withDeployment(own, async (deployment) => {
      await deployStack({ ...deployment, console }, wish);
      return notifyQueue({ ...deployment, console }, given, { plan: false, yes: true });
    });
    expect(end).toBe('done');
    expect(text()).toMatch(
      /\n {2}s3:ObjectRemoved:\* of \* → .*:others\n\+ s3:ObjectCreated:\* of AWSLogs\/\* → .*:security-monitoring-older-log-processing\n/,
    );
    const notified = async () => (await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).QueueConfigurations;
    expect((await notified())?.map(({ Id }) => Id)).toEqual(['others', 'trailwatch-older']);
    await withDeployment(own, (deployment) =>
      destroyStack({ ...deployment, console }, { retained: readTemplate().retained, deleteLogs: false, yes: true }),
    );
    expect(await notified()).toEqual([expect.objectContaining(others)]);
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    sqs.destroy();
    text();
  });

  test('destroys, log files last', async () => {
    for (const Body of ['1', '2']) await s3.send(new PutObjectCommand({ Bucket: 'verb-logs', Key: 'AWSLogs/a', Body }));
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket: 'verb-logs' }))).Versions).toHaveLength(2);
    expect(await destroy(true)).toBe('gone');
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'verb-logs' }))).rejects.toThrow();
    await expect(destroy(false)).rejects.toMatchObject({ code: 'AWS_NOT_FOUND' });
  });
});
