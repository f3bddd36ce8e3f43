import type { ResourceChange, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { Problem } from '../../../base/problem.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import type { SdkError } from './sdk-error.ts';

/** Stacks of one region. Each call throws {Problem} AWS_DENIED, AWS_CREDENTIALS or AWS_FAILED. */
export interface StackCalls {
  /**
   * By name or id; a deleted one answers to its id only. Undefined if there is none.
   * IAM: cloudformation:DescribeStacks
   */
  describeStack(stack: string): Promise<StackState | undefined>;
  /** Returns before it is made. IAM: cloudformation:CreateChangeSet */
  createChangeSet(request: ChangeSetRequest): Promise<void>;
  /** With all its pages. IAM: cloudformation:DescribeChangeSet */
  describeChangeSet(stack: string, name: string): Promise<ChangeSetState>;
  /** Returns before anything is changed. IAM: cloudformation:ExecuteChangeSet, and whatever the resources need */
  executeChangeSet(stack: string, name: string): Promise<void>;
  /** IAM: cloudformation:DeleteChangeSet */
  deleteChangeSet(stack: string, name: string): Promise<void>;
  /**
   * What has happened after the event of that id, the oldest first; without one, all of it.
   * IAM: cloudformation:DescribeStackEvents
   */
  events(stack: string, after?: string): Promise<readonly StackHappening[]>;
  /** IAM: cloudformation:ListStackResources */
  resources(stack: string): Promise<readonly StackResource[]>;
  /**
   * Returns before anything is deleted.
   * @param retain logical ids to leave alone, for a stack whose deletion has failed
   * IAM: cloudformation:DeleteStack, and whatever the resources need
   */
  deleteStack(stack: string, retain?: readonly string[]): Promise<void>;
  close(): void;
}

export interface StackState {
  /** Its ARN. */
  readonly id: string;
  /** As CloudFormation says it: `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly terminationProtection: boolean;
  readonly parameters: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

export interface ChangeSetRequest {
  readonly stack: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  /** At most 51,200 bytes. */
  readonly template: string;
  /** `undefined` keeps the value that the stack has. */
  readonly parameters: ReadonlyMap<string, string | undefined>;
  /** What has a name of its own and is there already becomes part of the stack. */
  readonly adopt: boolean;
  /** The role that CloudFormation works with. @default that of the caller */
  readonly roleArn?: string | undefined;
}

export interface ChangeSetState {
  /** `CREATE_COMPLETE`, `FAILED`, … */
  readonly status: string;
  readonly reason: string;
  readonly changes: readonly PlannedChange[];
}

export interface PlannedChange {
  /** `Add`, `Modify`, `Remove`, `Import`, `Dynamic`. */
  readonly action: string;
  readonly resource: string;
  readonly type: string;
  readonly replacement: 'True' | 'False' | 'Conditional' | undefined;
  /** What becomes of that which is removed or replaced: `Delete`, `Retain`, … */
  readonly policy: string | undefined;
}

export interface StackHappening {
  readonly id: string;
  readonly resource: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  /** About the stack as a whole. */
  readonly ofStack: boolean;
}

export interface StackResource {
  readonly resource: string;
  readonly type: string;
  /** The bucket's name, the queue's URL. */
  readonly physicalId: string;
}

/** Loads the AWS SDK with the first request. */
export function createStackCalls(access: AwsAccess = {}, environment: NodeJS.ProcessEnv = process.env): StackCalls {
  let loading: ReturnType<typeof load> | undefined;
  let close = () => {};
  const ask = async <T>(permission: string, stack: string, work: (sdk: Awaited<ReturnType<typeof load>>) => Promise<T>) => {
    try {
      loading ??= load(access, environment);
      const sdk = await loading;
      close = () => sdk.client.destroy();
      return await work(sdk);
    } catch (error) {
      throw stackProblem(error, `cloudformation:${permission}`, stack);
    }
  };
  return {
    describeStack: (stack) =>
      ask('DescribeStacks', stack, async ({ client, sdk }) => {
        try {
          const { Stacks } = await client.send(new sdk.DescribeStacksCommand({ StackName: stack }));
          return Stacks?.[0] && stateOf(Stacks[0]);
        } catch (error) {
          if (isAbsent(error)) return undefined;
          throw error;
        }
      }),
    createChangeSet: ({ stack, name, type, template, parameters, adopt, roleArn }) =>
      ask('CreateChangeSet', stack, async ({ client, sdk }) => {
        const command = new sdk.CreateChangeSetCommand({
          StackName: stack,
          ChangeSetName: name,
          ChangeSetType: type,
          TemplateBody: template,
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          Parameters: [...parameters].map(([ParameterKey, ParameterValue]) =>
            ParameterValue === undefined ? { ParameterKey, UsePreviousValue: true } : { ParameterKey, ParameterValue },
          ),
          // A stack that could not be made is of no use, and stands in the way of the next try.
          ...(type === 'CREATE' && { OnStackFailure: 'DELETE' }),
          ...(adopt && { ImportExistingResources: true }),
          ...(roleArn !== undefined && { RoleARN: roleArn }),
        });
        await client.send(command);
      }),
    describeChangeSet: (stack, name) =>
      ask('DescribeChangeSet', stack, async ({ client, sdk }) => {
        const changes: PlannedChange[] = [];
        let NextToken: string | undefined;
        for (;;) {
          const page = await client.send(new sdk.DescribeChangeSetCommand({ StackName: stack, ChangeSetName: name, NextToken }));
          changes.push(
            ...(page.Changes ?? []).flatMap(({ ResourceChange }) => (ResourceChange ? [changeOf(ResourceChange)] : [])),
          );
          NextToken = page.NextToken;
          if (!NextToken) return { status: page.Status ?? '', reason: page.StatusReason ?? '', changes };
        }
      }),
    executeChangeSet: (stack, name) =>
      ask('ExecuteChangeSet', stack, async ({ client, sdk }) => {
        await client.send(new sdk.ExecuteChangeSetCommand({ StackName: stack, ChangeSetName: name }));
      }),
    deleteChangeSet: (stack, name) =>
      ask('DeleteChangeSet', stack, async ({ client, sdk }) => {
        await client.send(new sdk.DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name }));
      }),
    events: (stack, after) =>
      ask('DescribeStackEvents', stack, async ({ client, sdk }) => {
        const found: StackHappening[] = [];
        let NextToken: string | undefined;
        for (;;) {
          const page = await client.send(new sdk.DescribeStackEventsCommand({ StackName: stack, NextToken }));
          for (const event of page.StackEvents ?? []) {
            if (event.EventId === after) return found.reverse();
            found.push(happeningOf(event));
          }
          NextToken = page.NextToken;
          if (!NextToken) return found.reverse();
        }
      }),
    resources: (stack) =>
      ask('ListStackResources', stack, async ({ client, sdk }) => {
        const found: StackResource[] = [];
        let NextToken: string | undefined;
        for (;;) {
          const page = await client.send(new sdk.ListStackResourcesCommand({ StackName: stack, NextToken }));
          for (const each of page.StackResourceSummaries ?? []) {
            if (each.ResourceStatus === 'DELETE_COMPLETE') continue;
            found.push({
              resource: each.LogicalResourceId ?? '',
              type: each.ResourceType ?? '',
              physicalId: each.PhysicalResourceId ?? '',
            });
          }
          NextToken = page.NextToken;
          if (!NextToken) return found;
        }
      }),
    deleteStack: (stack, retain = []) =>
      ask('DeleteStack', stack, async ({ client, sdk }) => {
        await client.send(
          new sdk.DeleteStackCommand({ StackName: stack, ...(retain.length > 0 && { RetainResources: [...retain] }) }),
        );
      }),
    close: () => close(),
  };
}

/**
 * The region that calls go to: given, of the environment, or of the profile.
 * @throws {Problem} AWS_CREDENTIALS if none is set
 */
export async function regionOf(access: AwsAccess = {}): Promise<string> {
  const { client } = await load(access, process.env);
  try {
    return await client.config.region();
  } catch (error) {
    throw new Problem('AWS_CREDENTIALS', 'no AWS region is set', {
      hint: 'Name one with --region, or in AWS_REGION',
      cause: error,
    });
  } finally {
    client.destroy();
  }
}

async function load(access: AwsAccess, environment: NodeJS.ProcessEnv) {
  const sdk = await import('@aws-sdk/client-cloudformation');
  return { client: new sdk.CloudFormationClient(await clientSettings('CLOUDFORMATION', access, environment)), sdk };
}

/** CloudFormation has no error of its own for it. Source: AWS CloudFormation API Reference, "DescribeStacks". */
function isAbsent(error: unknown): boolean {
  const { name, message = '' } = error as SdkError;
  return name === 'ValidationError' && message.includes('does not exist');
}

/** What CloudFormation finds wrong with a request is not mended by asking again. */
function stackProblem(error: unknown, permission: string, stack: string): Problem {
  const { name, message = '' } = error as SdkError;
  const at = { file: stack };
  if (name === 'ValidationError' || name === 'InsufficientCapabilitiesException' || name === 'LimitExceededException') {
    return new Problem('AWS_FAILED', `CloudFormation refuses it: ${message.replace(/\s+/g, ' ').trim()}`, {
      at,
      hint: 'Mend what it says: the parameters, the state of the stack, or a limit of the account',
      cause: error,
    });
  }
  return awsProblem(error, permission, stack);
}

function stateOf(stack: Stack): StackState {
  const pairs = (list: readonly (readonly [string | undefined, string | undefined])[]) =>
    new Map(list.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? ''] as const])));
  return {
    id: stack.StackId ?? stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    terminationProtection: stack.EnableTerminationProtection === true,
    parameters: pairs((stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue])),
    outputs: pairs((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  };
}

function changeOf(change: ResourceChange): PlannedChange {
  return {
    action: change.Action ?? '',
    resource: change.LogicalResourceId ?? '',
    type: change.ResourceType ?? '',
    replacement: change.Replacement,
    policy: change.PolicyAction,
  };
}

function happeningOf(event: StackEvent): StackHappening {
  return {
    id: event.EventId ?? '',
    resource: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason,
    ofStack: event.PhysicalResourceId !== undefined && event.PhysicalResourceId === event.StackId,
  };
}
