import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';

/** Stacks on an emulated AWS. */
export interface Stacks {
  /** @returns the outputs */
  create(name: string, template: string, parameters: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  /** Logical ids. */
  resources(name: string): Promise<readonly string[]>;
  remove(name: string): Promise<void>;
  close(): void;
}

export function stacksAt(endpoint: string): Stacks {
  const client = new CloudFormationClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const patience = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  return {
    async create(StackName, TemplateBody, parameters) {
      const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
      await client.send(new CreateStackCommand({ StackName, TemplateBody, Parameters, Capabilities: ['CAPABILITY_NAMED_IAM'] }));
      try {
        await waitUntilStackCreateComplete(patience, { StackName });
      } catch (error) {
        const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
        throw new Error(StackEvents.flatMap(({ ResourceStatusReason = [] }) => ResourceStatusReason).join('; '), {
          cause: error,
        });
      }
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
      return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    },
    async resources(StackName) {
      const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
      return StackResources.map(({ LogicalResourceId }) => LogicalResourceId ?? '');
    },
    async remove(StackName) {
      await client.send(new DeleteStackCommand({ StackName }));
      await waitUntilStackDeleteComplete(patience, { StackName });
    },
    close: () => client.destroy(),
  };
}
