import type { CreateSnapshotsCommandInput } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../use/access.ts';
import { withEc2 } from '../use/responders/clients.ts';

/**
 * Takes a snapshot of all volumes of an instance at one moment. IAM: ec2:CreateSnapshots, and ec2:CreateTags for their tags
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function createSnapshots(input: CreateSnapshotsCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'ec2:CreateSnapshots', target: input.InstanceSpecification?.InstanceId ?? '', access };
  await withEc2(ask, (client, sdk) => client.send(new sdk.CreateSnapshotsCommand(input)));
}
