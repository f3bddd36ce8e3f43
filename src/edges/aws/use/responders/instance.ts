import type { AwsAccess } from '../access.ts';
import { withEc2 } from './clients.ts';

export interface InstanceState {
  /** `running`, `stopped`, `stopping`, `terminated` … */
  readonly state: string;
  readonly vpc: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly interfaces: readonly { readonly id: string; readonly groups: readonly string[] }[];
  readonly volumes: readonly string[];
}

/**
 * IAM: ec2:DescribeInstances (on `*`: it knows no resources)
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function describeInstance(id: string, access: AwsAccess): Promise<InstanceState | undefined> {
  return withEc2({ permission: 'ec2:DescribeInstances', target: id, access }, async (client, sdk) => {
    const { Reservations = [] } = await client.send(new sdk.DescribeInstancesCommand({ InstanceIds: [id] }));
    const instance = Reservations[0]?.Instances?.[0];
    if (instance === undefined) return undefined;
    return {
      state: instance.State?.Name ?? '',
      vpc: instance.VpcId,
      tags: new Map((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      interfaces: (instance.NetworkInterfaces ?? []).map(({ NetworkInterfaceId = '', Groups = [] }) => ({
        id: NetworkInterfaceId,
        groups: Groups.flatMap(({ GroupId }) => GroupId ?? []),
      })),
      volumes: (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    };
  });
}
