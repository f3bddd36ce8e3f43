import { beforeEach, describe, expect, test } from 'vitest';
import type { BucketNotification } from '../../../edges/aws/use/bucket-notification.ts';
import { addStack, type FakeWorld, fakeWorld } from './fake-cloudformation.cases.ts';
import { destroyStack } from './destroy-stack.ts';
import { notifyQueue } from './notify-queue.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:security-monitoring-test-log-processing';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:new-logs';
const existing = { CreateBucket: 'false', TrailBucketName: 'our-logs' };
const prefixed = (Value: string) => ({ Key: { FilterRules: [{ Name: 'prefix' as const, Value }] } });
const topic = (prefix: string, Events: readonly string[] = ['s3:ObjectCreated:*']): BucketNotification => ({
  TopicConfigurations: [{ Id: 'theirs', TopicArn: TOPIC, Events: Events as ['s3:ObjectCreated:*'], Filter: prefixed(prefix) }],
});
const ours = {
  Id: 'trailwatch-trailwatch',
  QueueArn: QUEUE,
  Events: ['s3:ObjectCreated:*' as const],
  Filter: prefixed('AWSLogs/'),
};

let world: FakeWorld;
const notify = (parameters: Record<string, string> = existing, { plan = false, yes = false } = {}) =>
  notifyQueue(world.deployment, new Map(Object.entries(parameters)), { plan, yes });
const now = () => world.notifications.get('our-logs');
beforeEach(() => {
  world = fakeWorld();
});

describe('a bucket that was there before the stack', () => {
  test('notifies the queue beside what it notified, after it was shown and agreed to', async () => {
    world.notifications.set('our-logs', topic('other/'));
    expect(await notify()).toBe('done');
    expect(now()).toEqual({ ...topic('other/'), QueueConfigurations: [ours] });
    expect(world.printed()).toContain(
      `  s3:ObjectCreated:* of other/* → ${TOPIC}\n+ s3:ObjectCreated:* of AWSLogs/* → ${QUEUE}\n`,
    );
    expect(world.questions).toEqual(['Notifications of bucket our-logs: 1 to add. Write them? [y/N] ']);
    expect(await notify()).toBe('there');
  });

  test.each([
    ['n', 'declined'],
    [undefined, 'interrupted'],
  ])('answered %s: nothing is written', async (answer, end) => {
    world.answer = answer;
    expect(await notify()).toBe(end);
    expect(now()).toBeUndefined();
  });

  test('a plan shows and asks nothing; without anybody to ask nothing is written', async () => {
    expect(await notify(existing, { plan: true })).toBe('shown');
    world = fakeWorld({ asks: false });
    await expect(notify()).rejects.toMatchObject({ code: 'CLI_USAGE' });
    expect(now()).toBeUndefined();
    expect(await notify(existing, { yes: true })).toBe('done');
  });

  test.each<[string, BucketNotification]>([
    ['the same prefix', topic('AWSLogs/')],
    ['a prefix above', topic('')],
    ['a prefix below', topic('AWSLogs/123456789012/')],
    ['one kind of creation', topic('AWSLogs/', ['s3:ObjectCreated:Put'])],
    [
      'no filter at all',
      { LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'arn:aws:lambda:x', Events: ['s3:ObjectCreated:*'] }] },
    ],
  ])('S3 takes no second destination: %s', async (_what, notification) => {
    world.notifications.set('our-logs', notification);
    await expect(notify(existing, { yes: true })).rejects.toMatchObject({ code: 'CLI_USAGE' });
    expect(now()).toBe(notification);
  });

  test('the topic that is notified is named for ExistingTopicArn', async () => {
    world.notifications.set('our-logs', topic('AWSLogs/'));
    await expect(notify()).rejects.toMatchObject({ hint: `Deploy with --parameter ExistingTopicArn=${TOPIC}` });
  });

  test.each<[string, BucketNotification]>([
    ['other events', topic('AWSLogs/', ['s3:ObjectRemoved:*'])],
    ['a prefix beside', topic('Config/')],
  ])('%s are no obstacle', async (_what, notification) => {
    world.notifications.set('our-logs', notification);
    expect(await notify(existing, { yes: true })).toBe('done');
  });

  test('EventBridge has a rule already', async () => {
    world.notifications.set('our-logs', { EventBridgeConfiguration: {} });
    expect(await notify()).toBe('there');
  });

  test('the names that the stack was given', async () => {
    const names = { Prefix: 'our', Environment: 'prod', LogPrefix: 'trail' };
    expect(await notify({ ...existing, ...names }, { yes: true })).toBe('done');
    expect(now()?.QueueConfigurations).toEqual([
      { ...ours, QueueArn: QUEUE.replace('security-monitoring-test', 'our-prod'), Filter: prefixed('trail/AWSLogs/') },
    ]);
  });
});

test.each([
  ['its own bucket', { TrailBucketName: 'our-logs' }],
  ['a topic of yours', { ...existing, ExistingTopicArn: TOPIC }],
  ["somebody else's bucket", { ...existing, TrailBucketAccountId: '111122223333' }],
])('%s: the bucket is not touched', async (_what, parameters) => {
  expect(await notify(parameters, { yes: true })).toBe('not ours');
  expect(world.calls).toEqual([]);
});

test('goes with the stack, and leaves what was there', async () => {
  const stack = addStack(world, 'UPDATE_COMPLETE');
  stack.parameters = new Map(Object.entries(existing));
  world.notifications.set('our-logs', { ...topic('other/'), QueueConfigurations: [ours] });
  world.answer = 'trailwatch';
  expect(await destroyStack(world.deployment, { retained: new Set(), deleteLogs: false, yes: false })).toBe('gone');
  expect(world.printed()).toContain('the notification of bucket our-logs to the queue');
  expect(now()).toEqual({ ...topic('other/'), QueueConfigurations: [] });
});
