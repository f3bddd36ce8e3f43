import { beforeEach, describe, expect, test } from 'vitest';
import { deployStack, type Wish } from './deploy-stack.ts';
import { addStack, bucket, type FakeWorld, fakeWorld, queue } from './fake-cloudformation.cases.ts';
import { templateOf } from './template.ts';

const template = templateOf(`
Parameters:
  TrailBucketName: {Type: String, AllowedPattern: '^[a-z0-9.-]+$'}
  CodeBucket: {Type: String}
  CodeKey: {Type: String}
  AlertEmail: {Type: String, Default: ''}
  RetentionDays: {Type: Number, Default: 90, MinValue: 1, MaxValue: 3650}
`);
const code = { name: 'trailwatch-1.0.0-abc.zip', zip: Buffer.from('zip') };
const CODE_BUCKET = 'trailwatch-code-123456789012-eu-west-1';

let world: FakeWorld;
const deploy = (more: Partial<Wish> = {}) =>
  deployStack(world.deployment, { template, code, given: new Map(), plan: false, yes: false, adopt: false, ...more });
/** An existing deployment. */
const existing = () => {
  const stack = addStack(world, 'UPDATE_COMPLETE');
  stack.parameters = new Map([
    ['TrailBucketName', 'our-logs'],
    ['CodeBucket', 'our-code'],
    ['CodeKey', 'old.zip'],
    ['RetentionDays', '30'],
  ]);
  return stack;
};
beforeEach(() => {
  world = fakeWorld();
});

describe('a new stack', () => {
  test('is shown, agreed to, and made; the code is there before it is needed', async () => {
    expect(await deploy({ given: new Map([['AlertEmail', 'a@example.com']]) })).toBe('deployed');
    expect(world.calls.filter((call) => call !== 'describeChangeSet')).toEqual([
      'createChangeSet CREATE',
      `ensure ${CODE_BUCKET}`,
      `put ${CODE_BUCKET}/${code.name}`,
      'executeChangeSet',
    ]);
    expect([...world.requests[0]!.parameters]).toEqual([
      ['TrailBucketName', 'trailwatch-logs-123456789012-eu-west-1'],
      ['CodeBucket', CODE_BUCKET],
      ['CodeKey', code.name],
      ['AlertEmail', 'a@example.com'],
    ]);
    expect(world.questions).toEqual(['Stack trailwatch in account 123456789012, eu-west-1: 2 to add. Deploy? [y/N] ']);
    expect(world.printed()).toMatch(/Add +LogProcessingQueue +AWS::SQS::Queue/);
    expect(world.said()).toMatch(/CREATE_COMPLETE +TrailBucket +AWS::S3::Bucket/);
    expect(world.printed()).toMatch(/TrailBucket {2}trailwatch-logs/);
  });

  test('fails: names the first that failed and not those given up for it, and leaves nothing', async () => {
    world.failing = { resource: 'TrailBucket', reason: 'trailwatch-logs already exists' };
    await expect(deploy()).rejects.toMatchObject({
      code: 'AWS_FAILED',
      message: 'TrailBucket (AWS::S3::Bucket) failed: trailwatch-logs already exists. What was made is deleted again',
      hint: expect.stringContaining('--adopt'),
    });
    expect(world.stacks.size).toBe(0);
  });

  test.each([
    ['declined', 'n', 'declined'],
    ['not answered', '', 'declined'],
    ['interrupted at the question', undefined, 'interrupted'],
  ])('%s: change set and shell are deleted, nothing was uploaded', async (_what, answer, end) => {
    world.answer = answer;
    expect(await deploy()).toBe(end);
    expect(world.stacks.size).toBe(0);
    expect(world.calls.slice(-2)).toEqual(['deleteChangeSet', 'deleteStack']);
    expect(world.objects.size).toBe(0);
  });

  test('Ctrl-C while CloudFormation compares', async () => {
    world.atPause = () => world.interrupt();
    expect(await deploy()).toBe('interrupted');
    expect(world.stacks.size).toBe(0);
  });

  test('a shell that somebody else left is used, and left', async () => {
    addStack(world, 'REVIEW_IN_PROGRESS');
    expect(await deploy({ plan: true })).toBe('planned');
    expect(world.requests[0]!.type).toBe('CREATE');
    expect(world.stacks.get('trailwatch')?.changeSets.size).toBe(0);
  });
});

describe('a stack that is there', () => {
  test('keeps the values that are not given, and its code bucket', async () => {
    existing();
    world.changes = [{ ...queue, action: 'Modify', replacement: 'False' }];
    expect(await deploy({ yes: true, given: new Map([['AlertEmail', 'a@example.com']]) })).toBe('deployed');
    expect(world.questions).toEqual([]);
    expect([...world.requests[0]!.parameters]).toEqual([
      ['TrailBucketName', undefined],
      ['CodeBucket', 'our-code'],
      ['CodeKey', code.name],
      ['AlertEmail', 'a@example.com'],
      ['RetentionDays', undefined],
    ]);
    expect(world.calls).toContain(`put our-code/${code.name}`);
    expect(world.calls.some((call) => call.startsWith('ensure'))).toBe(false);
  });

  test.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('has nothing to change: %s', async (refusal) => {
    existing();
    world.refusal = refusal;
    expect(await deploy()).toBe('unchanged');
    expect(world.calls.at(-1)).toBe('deleteChangeSet');
    expect(world.printed()).toMatch(/TrailBucket/);
  });

  test('a change that CloudFormation refuses', async () => {
    existing();
    world.refusal = 'Template error: no such parameter';
    await expect(deploy()).rejects.toMatchObject({ code: 'AWS_FAILED', message: expect.stringContaining('no such parameter') });
    expect(world.stacks.get('trailwatch')?.changeSets.size).toBe(0);
  });

  test('a failed update is rolled back, and said to be', async () => {
    existing();
    world.failing = { resource: 'LogProcessingQueue', reason: 'User is not authorized to perform: sqs:SetQueueAttributes' };
    await expect(deploy({ yes: true })).rejects.toMatchObject({
      message: expect.stringMatching(/^LogProcessingQueue .*\. The stack is what it was before$/),
      hint: expect.stringContaining('--role-arn'),
    });
    expect(world.said()).toContain('undoing it: The following resource(s) failed: [LogProcessingQueue].');
  });

  test('earlier code, named by its key, is not uploaded again', async () => {
    existing();
    expect(await deploy({ yes: true, given: new Map([['CodeKey', 'trailwatch-0.9.0-def.zip']]) })).toBe('deployed');
    expect(world.requests[0]!.parameters.get('CodeKey')).toBe('trailwatch-0.9.0-def.zip');
    expect(world.calls.some((call) => call.startsWith('put'))).toBe(false);
  });

  test('--plan shows what is lost, and leaves no change set', async () => {
    existing();
    world.changes = [
      { ...bucket, action: 'Remove', policy: 'Retain' },
      { ...queue, action: 'Modify', replacement: 'True', policy: 'ReplaceAndDelete' },
    ];
    expect(await deploy({ plan: true })).toBe('planned');
    expect(world.said()).toContain('Lost with all that is in them: LogProcessingQueue\n');
    expect(world.printed()).toMatch(/Remove \(kept\) +TrailBucket/);
    expect(world.stacks.get('trailwatch')?.changeSets.size).toBe(0);
    expect(world.calls.some((call) => call.startsWith('put'))).toBe(false);
  });

  test('Ctrl-C while it works ends the looking, not the work', async () => {
    existing();
    world.atPause = () => {
      if (world.calls.includes('executeChangeSet')) world.interrupt();
    };
    expect(await deploy({ yes: true })).toBe('interrupted');
    expect(world.said()).toContain('cancel-update-stack');
    expect(world.calls.at(-1)).toBe('executeChangeSet');
  });

  test.each([
    ['UPDATE_IN_PROGRESS', /being changed/],
    ['ROLLBACK_COMPLETE', /only be deleted/],
    ['UPDATE_ROLLBACK_FAILED', /could not be undone/],
  ])('%s is refused before anything is made', async (status, message) => {
    addStack(world, status);
    await expect(deploy()).rejects.toMatchObject({ code: 'CLI_USAGE', message: expect.stringMatching(message) });
    expect(world.calls).toEqual([]);
  });
});

describe('without a terminal', () => {
  test('needs --yes, and says so before anything is made', async () => {
    world = fakeWorld({ asks: false });
    await expect(deploy()).rejects.toMatchObject({ code: 'CLI_USAGE', hint: expect.stringContaining('--yes') });
    expect(world.calls).toEqual([]);
    expect(await deploy({ plan: true })).toBe('planned');
    expect(await deploy({ yes: true })).toBe('deployed');
  });
});

describe('parameters', () => {
  test.each([
    [new Map([['Nope', '1']]), /no parameter "Nope"/],
    [new Map([['RetentionDays', '0']]), /RetentionDays can't be "0"/],
    [new Map([['RetentionDays', 'long']]), /RetentionDays/],
    [new Map([['TrailBucketName', 'Not_A_Bucket']]), /TrailBucketName/],
  ])('%s', async (given, message) => {
    await expect(deploy({ given })).rejects.toMatchObject({ code: 'CLI_USAGE', message: expect.stringMatching(message) });
    expect(world.calls).toEqual([]);
  });
});
