import type { ModifySnapshotAttributeCommandInput } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../use/access.ts';
import { withEc2 } from '../use/responders/clients.ts';

/**
 * Changes who may use a snapshot. IAM: ec2:ModifySnapshotAttribute
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function modifySnapshotAttribute(input: ModifySnapshotAttributeCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'ec2:ModifySnapshotAttribute', target: input.SnapshotId ?? '', access };
  await withEc2(ask, (client, sdk) => client.send(new sdk.ModifySnapshotAttributeCommand(input)));
}
