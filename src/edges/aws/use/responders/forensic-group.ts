import type { AwsAccess } from '../access.ts';
import { withEc2 } from './clients.ts';

export interface GroupState {
  readonly vpc: string;
  /** Rules that let something in. */
  readonly inbound: number;
}

/**
 * A security group; undefined if there is none.
 * IAM: ec2:DescribeSecurityGroups (on `*`)
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function describeGroup(group: string, access: AwsAccess): Promise<GroupState | undefined> {
  return withEc2({ permission: 'ec2:DescribeSecurityGroups', target: group, access }, async (client, sdk) => {
    const { SecurityGroups = [] } = await client.send(new sdk.DescribeSecurityGroupsCommand({ GroupIds: [group] }));
    const [found] = SecurityGroups;
    return found && { vpc: found.VpcId ?? '', inbound: found.IpPermissions?.length ?? 0 };
  });
}

/**
 * Snapshots that carry a tag with this value.
 * IAM: ec2:DescribeSnapshots (on `*`)
 * @throws {Problem} AWS_DENIED, AWS_CREDENTIALS, AWS_FAILED
 */
export async function findSnapshots(tag: string, value: string, access: AwsAccess): Promise<string[]> {
  return withEc2({ permission: 'ec2:DescribeSnapshots', target: value, access }, async (client, sdk) => {
    const Filters = [{ Name: `tag:${tag}`, Values: [value] }];
    const { Snapshots = [] } = await client.send(new sdk.DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters }));
    return Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
  });
}
