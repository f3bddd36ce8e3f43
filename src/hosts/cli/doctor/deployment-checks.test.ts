import { expect, it } from 'vitest';
import type { StackState } from '../../../edges/aws/use/cloudformation.ts';
import { realDeploymentCalls } from './aws-calls.ts';
import { type CheckResult, runChecks } from './check.ts';
import { deploymentChecks } from './deployment-checks.ts';

type Calls = Parameters<typeof deploymentChecks>[0]['calls'];
const state: StackState = {
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/trailwatch/1',
  status: 'UPDATE_COMPLETE',
  terminationProtection: false,
  parameters: new Map([
    ['AlertPhone', '+12025550123'],
    ['CreateTrail', 'true'],
  ]),
  outputs: new Map(
    Object.entries({
      TrailBucket: 'example-logs',
      LogProcessingQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/logs',
      DeadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead',
      ProcessorFunction: 'processor',
      TickFunction: 'tick',
      SecurityEventsTable: 'SecurityEvents',
      StoreTable: 'store',
      AlertTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
    }),
  ),
};
/** A deployment in which all is well. */
const fine: Calls = {
  ...realDeploymentCalls,
  getTrailStates: async () => [{ name: 'main', multiRegion: true, validation: true, logging: true, deliveryError: undefined }],
  getBucketNotification: async () => ({ QueueConfigurations: [{ QueueArn: 'q', Events: [] }] }),
  getQueueState: async () => ({ waiting: 0, inFlight: 0, visibilityTimeout: 1800, deadLetters: true }),
  getQueueAge: async () => 20,
  getMetricSum: async ({ name }) => (name === 'Invocations' ? 60 : 0),
  getTableStatus: async () => 'ACTIVE',
  getTopicState: async () => ({ confirmed: 1, pending: 0 }),
  getSmsState: async () => ({ isInSandbox: false, monthlyLimit: 20 }),
  getRuleState: async () => 'ENABLED',
};

const check = (calls: Partial<Calls> = {}, of: Partial<StackState> = {}, regions: readonly string[] = []) =>
  runChecks(
    deploymentChecks({
      stack: 'trailwatch',
      state: { ...state, ...of },
      account: '123456789012',
      access: { region: 'eu-west-1' },
      regions,
      calls: { ...fine, ...calls },
      now: () => 0,
    }),
    20_000,
  );
const bad = (results: readonly CheckResult[]) => results.filter(({ status }) => status !== 'ok');

it('is well where all is well', async () => {
  const results = await check();
  expect(bad(results)).toEqual([]);
  expect(results.map(({ name }) => name)).toEqual([
    'stack trailwatch',
    'trails',
    'log files announced',
    'queue',
    'dead letters',
    'function processor',
    'function tick',
    'table SecurityEvents',
    'table store',
    'alert topic',
    'text messages',
    'events within seconds',
  ]);
});

it.each<[string, Partial<Calls>, Partial<StackState>, Partial<CheckResult>]>([
  ['a failed update', {}, { status: 'UPDATE_ROLLBACK_FAILED' }, { name: 'stack trailwatch', status: 'fail' }],
  [
    'a bucket that notifies nobody',
    { getBucketNotification: async () => ({}) },
    {},
    { name: 'log files announced', status: 'fail' },
  ],
  [
    'old messages',
    { getQueueAge: async () => 3600 },
    {},
    { name: 'queue', status: 'warn', detail: '0 waiting, 0 in work, the oldest for 60 minutes' },
  ],
  [
    'throttled functions',
    { getMetricSum: async ({ name, dimensions }) => (name === 'Throttles' && dimensions.FunctionName === 'tick' ? 2 : 0) },
    {},
    { name: 'function tick', status: 'warn' },
  ],
  [
    'functions that fail',
    { getMetricSum: async ({ name, dimensions }) => (name === 'Errors' && dimensions.FunctionName === 'processor' ? 2 : 0) },
    {},
    { name: 'function processor', status: 'warn' },
  ],
  [
    'a table that is archived',
    { getTableStatus: async (table) => (table === 'store' ? 'ARCHIVED' : 'ACTIVE') },
    {},
    { name: 'table store' },
  ],
  ['nobody who has confirmed', { getTopicState: async () => ({ confirmed: 0, pending: 1 }) }, {}, { name: 'alert topic' }],
  ['the SMS sandbox', { getSmsState: async () => ({ isInSandbox: true, monthlyLimit: 1 }) }, {}, { name: 'text messages' }],
  [
    'the SMS limit as it comes',
    { getSmsState: async () => ({ isInSandbox: false, monthlyLimit: undefined }) },
    {},
    { name: 'text messages', detail: 'SNS spends at most US$ 1 a month on text messages: some dozens of them' },
  ],
])('tells %s', async (_what, calls, of, result) => {
  expect(bad(await check(calls, of))).toMatchObject([result]);
});

it('tells what lies in the dead-letter queue', async () => {
  const getQueueState: Calls['getQueueState'] = async (url) => ({
    waiting: url.endsWith('dead') ? 3 : 0,
    inFlight: 0,
    visibilityTimeout: 1800,
    deadLetters: true,
  });
  expect(bad(await check({ getQueueState }))).toMatchObject([{ name: 'dead letters', status: 'fail' }]);
});

it('names regions without a forwarder, us-east-1 always among those that are looked at', async () => {
  const asked: string[] = [];
  const getRuleState: Calls['getRuleState'] = async (rule, { region }) => {
    asked.push(`${region} ${rule}`);
    return region === 'eu-west-1' ? 'ENABLED' : undefined;
  };
  const [result] = bad(await check({ getRuleState }, {}, ['ap-southeast-2']));
  expect(result?.detail).toMatch(/^not in us-east-1, ap-southeast-2 \(us-east-1 has IAM's events/);
  expect(asked).toEqual([
    'eu-west-1 security-monitoring-test-fast-path',
    'us-east-1 security-monitoring-test-forwarder',
    'ap-southeast-2 security-monitoring-test-forwarder',
  ]);
});

it('a topic of somebody announces the files; a phone that is not there is not asked about', async () => {
  const parameters = new Map([
    ['ExistingTopicArn', 'arn:aws:sns:eu-west-1:123456789012:new-logs'],
    ['CreateTrail', 'false'],
  ]);
  const results = await check({ getBucketNotification: async () => ({}) }, { parameters });
  expect(bad(results)).toEqual([]);
  expect(results.map(({ name }) => name)).not.toContain('text messages');
});
