import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createStackCalls } from './cloudformation.ts';

const sdk = mockClient(CloudFormationClient);
afterAll(() => sdk.restore());
const stacks = createStackCalls({ region: 'eu-west-1' }, {});
const StackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/trailwatch/1';
const named = (name: string, message: string) => Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
const request = {
  stack: 'trailwatch',
  name: 'trailwatch-1',
  template: '{}',
  parameters: new Map([
    ['AlertEmail', 'a@example.com'],
    ['RetentionDays', undefined],
  ]),
  adopt: false,
} as const;
beforeEach(() => sdk.reset());

describe('a stack', () => {
  test('with its parameters and outputs', async () => {
    sdk.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackId,
          StackName: 'trailwatch',
          StackStatus: 'UPDATE_COMPLETE',
          CreationTime: new Date(0),
          EnableTerminationProtection: true,
          Parameters: [{ ParameterKey: 'CodeKey', ParameterValue: 'a.zip' }],
          Outputs: [{ OutputKey: 'TrailBucket', OutputValue: 'logs' }],
        },
      ],
    });
    expect(await stacks.describeStack('trailwatch')).toEqual({
      id: StackId,
      status: 'UPDATE_COMPLETE',
      terminationProtection: true,
      parameters: new Map([['CodeKey', 'a.zip']]),
      outputs: new Map([['TrailBucket', 'logs']]),
    });
  });

  // The message is the one that CloudFormation gives for a name that it doesn't know.
  test('that is not there is no error', async () => {
    sdk.on(DescribeStacksCommand).rejects(named('ValidationError', 'Stack with id trailwatch does not exist'));
    expect(await stacks.describeStack('trailwatch')).toBeUndefined();
  });

  test.each([
    ['AccessDenied', 'AWS_DENIED', 'AWS denied cloudformation:DescribeStacks'],
    ['ExpiredToken', 'AWS_CREDENTIALS', 'the AWS credentials have expired'],
    ['ValidationError', 'AWS_FAILED', 'CloudFormation refuses it: no'],
  ])('%s is %s', async (name, code, message) => {
    sdk.on(DescribeStacksCommand).rejects(named(name, 'no'));
    await expect(stacks.describeStack('trailwatch')).rejects.toMatchObject({ code, message, at: { file: 'trailwatch' } });
  });
});

describe('a change set', () => {
  test('of a new stack: a failed one is taken away; named roles are allowed', async () => {
    sdk.on(CreateChangeSetCommand).resolves({});
    await stacks.createChangeSet({ ...request, type: 'CREATE', adopt: true, roleArn: 'arn:aws:iam::123456789012:role/deploy' });
    expect(sdk.commandCalls(CreateChangeSetCommand)[0]!.args[0].input).toEqual({
      StackName: 'trailwatch',
      ChangeSetName: 'trailwatch-1',
      ChangeSetType: 'CREATE',
      TemplateBody: '{}',
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: 'AlertEmail', ParameterValue: 'a@example.com' },
        { ParameterKey: 'RetentionDays', UsePreviousValue: true },
      ],
      OnStackFailure: 'DELETE',
      ImportExistingResources: true,
      RoleARN: 'arn:aws:iam::123456789012:role/deploy',
    });
  });

  test('of an update: a failed one is rolled back, never deleted', async () => {
    sdk.on(CreateChangeSetCommand).resolves({});
    await stacks.createChangeSet({ ...request, type: 'UPDATE' });
    const { input } = sdk.commandCalls(CreateChangeSetCommand)[0]!.args[0];
    expect(Object.keys(input)).not.toContain('OnStackFailure');
    expect(Object.keys(input)).not.toContain('ImportExistingResources');
  });

  test('is read to its last page', async () => {
    const change = (LogicalResourceId: string) => ({
      ResourceChange: {
        Action: 'Modify' as const,
        LogicalResourceId,
        ResourceType: 'AWS::SQS::Queue',
        Replacement: 'True' as const,
      },
    });
    sdk
      .on(DescribeChangeSetCommand)
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [change('a')], NextToken: '2' })
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [change('b')] });
    const { status, changes } = await stacks.describeChangeSet('trailwatch', 'trailwatch-1');
    expect(status).toBe('CREATE_COMPLETE');
    expect(changes.map(({ resource }) => resource)).toEqual(['a', 'b']);
    expect(changes[0]).toEqual({
      action: 'Modify',
      resource: 'a',
      type: 'AWS::SQS::Queue',
      replacement: 'True',
      policy: undefined,
    });
  });
});

describe('what happens to a stack', () => {
  const event = (EventId: string, PhysicalResourceId = 'queue') => ({
    EventId,
    StackId,
    StackName: 'trailwatch',
    Timestamp: new Date(0),
    LogicalResourceId: 'Queue',
    PhysicalResourceId,
    ResourceStatus: 'CREATE_COMPLETE' as const,
  });

  test('comes newest first and in pages, and is told in order, from what was known on', async () => {
    sdk
      .on(DescribeStackEventsCommand)
      .resolvesOnce({ StackEvents: [event('5', StackId), event('4')], NextToken: '2' })
      .resolvesOnce({ StackEvents: [event('3'), event('2'), event('1')], NextToken: '3' });
    const events = await stacks.events('trailwatch', '2');
    expect(events.map(({ id, ofStack }) => [id, ofStack])).toEqual([
      ['3', false],
      ['4', false],
      ['5', true],
    ]);
    expect(sdk.commandCalls(DescribeStackEventsCommand)).toHaveLength(2);
  });

  test('resources that are gone are none', async () => {
    const summary = (LogicalResourceId: string, ResourceStatus: 'CREATE_COMPLETE' | 'DELETE_COMPLETE') => ({
      LogicalResourceId,
      ResourceType: 'AWS::SQS::Queue',
      PhysicalResourceId: LogicalResourceId,
      ResourceStatus,
      LastUpdatedTimestamp: new Date(0),
    });
    sdk.on(ListStackResourcesCommand).resolves({
      StackResourceSummaries: [summary('a', 'CREATE_COMPLETE'), summary('b', 'DELETE_COMPLETE')],
    });
    expect(await stacks.resources('trailwatch')).toEqual([{ resource: 'a', type: 'AWS::SQS::Queue', physicalId: 'a' }]);
  });

  // CloudFormation takes RetainResources only for a stack whose deletion has failed.
  test('deletion names what to leave only where something is to be left', async () => {
    sdk.on(DeleteStackCommand).resolves({});
    await stacks.deleteStack('trailwatch');
    await stacks.deleteStack('trailwatch', ['Bucket']);
    expect(sdk.commandCalls(DeleteStackCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { StackName: 'trailwatch' },
      { StackName: 'trailwatch', RetainResources: ['Bucket'] },
    ]);
  });
});
