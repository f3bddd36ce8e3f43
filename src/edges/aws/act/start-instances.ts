import type { StartInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../use/access.ts';
import { withEc2 } from '../use/responders/clients.ts';

/**
 * Starts instances that are stopped. IAM: ec2:StartInstances
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function startInstances(input: StartInstancesCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'ec2:StartInstances', target: input.InstanceIds?.join(' ') ?? '', access };
  await withEc2(ask, (client, sdk) => client.send(new sdk.StartInstancesCommand(input)));
}
