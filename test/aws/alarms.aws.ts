import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cisFilters } from '../../src/hosts/cli/alarms/cis-filters.ts';
import { cisCloudFormation } from '../../src/hosts/cli/alarms/export/cloudformation.ts';
import { type Stacks, stacksAt } from './cloudformation.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

/** The CIS pack as it is exported, on an emulated AWS: it deploys, its text is exact, its alarms follow their metric and tell their topic. */

const filters = cisFilters();
const template = cisCloudFormation(filters);

describe.runIf(hasEmulator())('the exported CIS pack', () => {
  let emulator: Emulator;
  let stacks: Stacks;
  let outputs: Readonly<Record<string, string>>;
  let logs: CloudWatchLogsClient;
  let cloudwatch: CloudWatchClient;
  let sns: SNSClient;
  let sqs: SQSClient;

  const check = () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['dist/hosts/cli/main.js', 'alarms', 'check', '--format', 'json'],
      {
        encoding: 'utf8',
        env: { ...process.env, ...emulator.environment },
      },
    );
    expect(stderr).toBe('');
    return { status, verdicts: (JSON.parse(stdout) as { verdict: string }[]).map(({ verdict }) => verdict) };
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    logs = new CloudWatchLogsClient(settings);
    cloudwatch = new CloudWatchClient(settings);
    sns = new SNSClient(settings);
    sqs = new SQSClient(settings);
    stacks = stacksAt(emulator.endpoint);
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'trail' }));
  });
  afterAll(async () => {
    for (const client of [logs, cloudwatch, sns, sqs]) client?.destroy();
    stacks?.close();
    await emulator?.stop();
  });

  test('an account without it has none of the 15', () => {
    const { status, verdicts } = check();
    expect(status).toBe(1);
    expect(new Set(verdicts)).toEqual(new Set(['missing']));
  });

  test('deploys, and AWS has every pattern exact to the letter', async () => {
    outputs = await stacks.create('cis', template, { LogGroupName: 'trail' });
    const { metricFilters = [] } = await logs.send(new DescribeMetricFiltersCommand({ logGroupName: 'trail' }));
    expect(metricFilters.map(({ filterPattern }) => filterPattern).sort()).toEqual(filters.map(({ pattern }) => pattern).sort());
    expect(check().verdicts).toEqual(filters.map(() => 'nobody is told'));
  });

  test('an alarm follows its metric, and its topic tells', async () => {
    const TopicArn = outputs.AlarmTopicArn!;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn }));
    expect(check()).toEqual({ status: 0, verdicts: filters.map(() => 'ok') });

    const stateOf = async () => {
      const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['cis-RootUser'] }));
      return MetricAlarms[0]?.StateValue;
    };
    // The emulator takes metric filters and makes no metric of them: what they would report is put there.
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'CISBenchmark',
        MetricData: [{ MetricName: 'RootUser', Value: 1, Timestamp: new Date() }],
      }),
    );
    await expect.poll(stateOf, { timeout: 90_000, interval: 1000 }).toBe('ALARM');
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(Messages.map(({ Body }) => Body).join()).toContain('cis-RootUser');
  });
});

describe('cfn-lint', () => {
  const binary = process.env.TRAILWATCH_CFN_LINT;
  test.runIf(binary !== undefined)('finds nothing in what is exported', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alarms-'));
    try {
      const file = join(folder, 'cis.yaml');
      writeFileSync(file, template);
      const { status, stdout, stderr } = spawnSync(binary!, ['--config-file', '/dev/null', file], { encoding: 'utf8' });
      expect(status, `${stdout}\n${stderr}`).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
