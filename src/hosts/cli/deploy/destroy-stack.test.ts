import { beforeEach, expect, test } from 'vitest';
import { destroyStack, type Farewell } from './destroy-stack.ts';
import { addStack, type FakeWorld, fakeWorld } from './fake-cloudformation.cases.ts';

const LOGS = 'our-logs';
let world: FakeWorld;
const destroy = (more: Partial<Farewell> = {}) =>
  destroyStack(world.deployment, { retained: new Set(['TrailBucket']), deleteLogs: false, yes: false, ...more });

function deployed(bucketId: string) {
  const stack = addStack(world, 'CREATE_COMPLETE');
  stack.resources = [
    {
      resource: 'LogProcessingQueue',
      type: 'AWS::SQS::Queue',
      physicalId: 'https://sqs.eu-west-1.amazonaws.com/123456789012/queue',
    },
    { resource: bucketId, type: 'AWS::S3::Bucket', physicalId: LOGS },
  ];
  world.objects.set(LOGS, ['AWSLogs/a.json.gz', 'AWSLogs/b.json.gz']);
  return stack;
}
beforeEach(() => {
  world = fakeWorld();
  world.answer = 'trailwatch';
});

test('goes after its name was typed; the log files stay', async () => {
  deployed('TrailBucket');
  expect(await destroy()).toBe('gone');
  expect(world.printed()).toBe(
    'goes   LogProcessingQueue  AWS::SQS::Queue  https://sqs.eu-west-1.amazonaws.com/123456789012/queue\nstays  TrailBucket         AWS::S3::Bucket  our-logs\n',
  );
  expect(world.calls).toEqual(['deleteStack']);
  expect(world.objects.get(LOGS)).toHaveLength(2);
});

test('a bucket that would go with the stack stays with what is in it', async () => {
  deployed('DeletableTrailBucket');
  world.failing = { resource: 'DeletableTrailBucket', reason: 'The bucket you tried to delete is not empty' };
  expect(await destroy()).toBe('gone');
  expect(world.calls).toEqual(['deleteStack', 'deleteStack retaining DeletableTrailBucket']);
  expect(world.objects.get(LOGS)).toHaveLength(2);
});

test.each(['TrailBucket', 'DeletableTrailBucket'])('--delete-logs deletes them, once nothing writes any more: %s', async (id) => {
  deployed(id);
  if (id === 'DeletableTrailBucket') world.failing = { resource: id, reason: 'The bucket you tried to delete is not empty' };
  expect(await destroy({ deleteLogs: true, yes: true })).toBe('gone');
  expect(world.calls[0]).toBe('deleteStack');
  expect(world.objects.has(LOGS)).toBe(false);
  expect(world.said()).toContain('Every version of every object goes: our-logs');
});

test.each([
  ['another name', 'y', 'declined'],
  ['Ctrl-C', undefined, 'interrupted'],
])('%s: nothing happens', async (_what, answer, end) => {
  deployed('TrailBucket');
  world.answer = answer;
  expect(await destroy()).toBe(end);
  expect(world.calls).toEqual([]);
});

test('what can not be deleted is named', async () => {
  const stack = deployed('TrailBucket');
  stack.resources = [{ resource: 'Queue', type: 'AWS::SQS::Queue', physicalId: LOGS }];
  world.failing = { resource: 'Queue', reason: 'User is not authorized to perform: sqs:DeleteQueue' };
  await expect(destroy()).rejects.toMatchObject({ code: 'AWS_FAILED', message: expect.stringContaining('sqs:DeleteQueue') });
});

test('no stack, a protected one, a busy one, nobody to ask', async () => {
  await expect(destroy()).rejects.toMatchObject({ code: 'AWS_NOT_FOUND' });
  deployed('TrailBucket').protected = true;
  await expect(destroy()).rejects.toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining('protected') });
  deployed('TrailBucket').status = 'UPDATE_IN_PROGRESS';
  await expect(destroy()).rejects.toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining('being changed') });
  world = fakeWorld({ asks: false });
  await expect(destroy()).rejects.toMatchObject({ code: 'CLI_USAGE', hint: 'Add --yes' });
});
