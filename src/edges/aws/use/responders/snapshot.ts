import type { AwsAccess } from '../access.ts';
import { withEc2 } from './clients.ts';

/**
 * Who may make volumes of a snapshot: `all`, or account ids.
 * IAM: ec2:DescribeSnapshotAttribute
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function describeShares(snapshot: string, access: AwsAccess): Promise<string[]> {
  return withEc2({ permission: 'ec2:DescribeSnapshotAttribute', target: snapshot, access }, async (client, sdk) => {
    const { CreateVolumePermissions = [] } = await client.send(
      new sdk.DescribeSnapshotAttributeCommand({ SnapshotId: snapshot, Attribute: 'createVolumePermission' }),
    );
    return CreateVolumePermissions.flatMap(({ Group, UserId }) => Group ?? UserId ?? []);
  });
}
