import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const main = join(import.meta.dirname, '../../dist/hosts/cli/main.js');

const stopLogging = (id: string, user = 'mallory') => ({
  eventVersion: '1.08',
  eventID: id,
  eventTime: new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, 'Z'),
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  managementEvent: true,
  readOnly: false,
  awsRegion: 'us-east-1',
  recipientAccountId: '123456789012',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/${user}`, accountId: '123456789012', userName: user },
  requestParameters: { name: 'trail' },
  responseElements: null,
});

/** The command as a user starts it, against the emulator. */
describe.runIf(hasEmulator())('trailwatch run', () => {
  let emulator: Emulator;
  let s3: S3Client;
  let sqs: SQSClient;
  let sns: SNSClient;
  let folder: string;
  let running: ChildProcess[] = [];
  let logged = '';

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
    folder = mkdtempSync(join(tmpdir(), 'trailwatch-run-'));
    logged = '';
  });
  afterEach(async () => {
    for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
    running = [];
    rmSync(folder, { recursive: true, force: true });
  });

  function start(config: string, ...flags: string[]): ChildProcess {
    writeFileSync(join(folder, 'trailwatch.yaml'), config);
    const child = spawn(process.execPath, [main, 'run', ...flags], {
      cwd: folder,
      env: { ...process.env, ...emulator.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream!.on('data', (chunk) => {
        logged += chunk;
      });
    return child;
  }

  async function seen(text: string, within = 30_000): Promise<void> {
    const deadline = Date.now() + within;
    while (!logged.includes(text)) {
      if (Date.now() > deadline) throw new Error(`never said ${text}:\n${logged.slice(-4000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function end(child: ChildProcess): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    return ended;
  }

  const findings = (): { ruleId: string; count: number; actor: string }[] =>
    execFileSync(process.execPath, [main, 'findings', 'list', '--format', 'jsonl'], { cwd: folder, encoding: 'utf8' })
      .split('\n')
      .flatMap((line) => (line === '' ? [] : JSON.parse(line)));

  const queue = async (QueueName: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return { url: QueueUrl, arn: Attributes!.QueueArn! };
  };

  const received = async (url: string, count: number) => {
    const bodies: { Subject?: string; Message: string; MessageAttributes?: Record<string, { Value: string }> }[] = [];
    const deadline = Date.now() + 30_000;
    while (bodies.length < count && Date.now() < deadline) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body, ReceiptHandle } of Messages) {
        bodies.push(JSON.parse(Body!));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
    }
    return bodies;
  };

  test('an object in a bucket becomes one finding and one message, though it is announced three times', async () => {
    const trail = await queue('run-trail');
    const inbox = await queue('run-inbox');
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'run-alerts' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: inbox.arn }));
    await s3.send(new CreateBucketCommand({ Bucket: 'run-logs' }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'run-logs',
        NotificationConfiguration: { QueueConfigurations: [{ QueueArn: trail.arn, Events: ['s3:ObjectCreated:*'] }] },
      }),
    );
    const child = start(
      `sources: [{ type: sqs, queue_url: '${trail.url}' }]\nsinks: { team: { type: sns, topic_arn: '${TopicArn}' } }\n`,
    );
    await seen('"msg":"running"');
    const key = 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/01/123456789012_CloudTrail_us-east-1_20260301T1205Z_x.json.gz';
    const body = gzipSync(JSON.stringify({ Records: [stopLogging('run-1'), stopLogging('run-2')] }));
    await s3.send(new PutObjectCommand({ Bucket: 'run-logs', Key: key, Body: body }));
    const [told] = await received(inbox.url, 1);
    expect(told?.Subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(told?.Subject).toContain('mallory');
    expect(told?.MessageAttributes?.severity?.Value).toBe('high');

    // The queue delivers at least once, and by other routes too.
    const notice = {
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          eventTime: '2026-03-01T12:05:00Z',
          awsRegion: 'us-east-1',
          s3: { bucket: { name: 'run-logs' }, object: { key: encodeURIComponent(key), size: body.length } },
        },
      ],
    };
    for (const MessageBody of [JSON.stringify(notice), JSON.stringify({ s3Bucket: 'run-logs', s3ObjectKey: [key] })])
      await sqs.send(new SendMessageCommand({ QueueUrl: trail.url, MessageBody }));
    // What comes last is told last.
    const last = gzipSync(JSON.stringify({ Records: [stopLogging('run-3', 'trent')] }));
    await s3.send(new PutObjectCommand({ Bucket: 'run-logs', Key: key.replace('_x', '_y'), Body: last }));
    const [next] = await received(inbox.url, 1);
    expect(next?.Subject).toContain('trent');

    expect(await end(child)).toBe(0);
    const found = findings().filter(({ ruleId }) => ruleId === 'cloudtrail-tamper');
    expect(found.sort((a, b) => a.count - b.count)).toMatchObject([
      { actor: 'arn:aws:iam::123456789012:user/trent', count: 1 },
      { actor: 'arn:aws:iam::123456789012:user/mallory', count: 2 },
    ]);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: trail.url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  test('without a source it watches the account by LookupEvents, and goes on where it was', async () => {
    // The emulator records few calls under their own name; a rule of the user's catches one of these.
    writeFileSync(join(folder, 'mine.json'), JSON.stringify([{ id: 'bucket-made', eventName: 'CreateBucket' }]));
    const config = 'rules: { paths: [mine.json], set: none }\n';
    await s3.send(new CreateBucketCommand({ Bucket: 'run-lookup' }));
    const first = start(config, '--log-level', 'debug');
    await seen('"msg":"finding"');
    await seen('bucket-made');
    expect(await end(first)).toBe(0);
    const before = findings();
    expect(before).toMatchObject([{ ruleId: 'bucket-made' }]);
    logged = '';
    const second = start(config, '--until-idle');
    const code = await new Promise((resolve) => second.once('exit', resolve));
    expect(code).toBe(0);
    expect(findings()).toEqual(before);
  });
});
