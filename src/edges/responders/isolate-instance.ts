import { createSnapshots } from '../aws/act/create-snapshots.ts';
import { modifyNetworkInterface } from '../aws/act/modify-network-interface.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { describeGroup, findSnapshots } from '../aws/use/responders/forensic-group.ts';
import { describeInstance } from '../aws/use/responders/instance.ts';
import { alreadySo, createResponder, ifThere, type PlannedCall, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

export interface IsolateInstanceOptions {
  readonly access?: AwsAccess;
  /** The security group for instances that are looked into: `sg-…`, in their VPC, letting nothing in. */
  readonly forensicGroup?: string | undefined;
}

/** On the snapshots, with the instance as its value: they are taken once. */
const TAG = 'trailwatch:isolated-instance';

/**
 * An instance is cut off and kept as it is: first a snapshot of its volumes, then the forensic group in place of its security groups,
 * on each of its interfaces. It goes on running, for its memory's sake. Connections that are being tracked may last until they are
 * idle: Amazon EC2 User Guide, "Security group connection tracking".
 */
export function isolateInstance({ access = {}, forensicGroup: group }: IsolateInstanceOptions): Responder {
  return createResponder(
    {
      name: 'isolate-instance',
      takes: 'instance',
      acts: { 'ec2:CreateSnapshots': createSnapshots, 'ec2:ModifyNetworkInterfaceAttribute': modifyNetworkInterface },
      async look({ instance, region }, _now, reach) {
        if (group === undefined) return refused('no forensic security group is set: forensic_group, or FORENSIC_GROUP');
        const found = await ifThere(describeInstance(instance, reach));
        if (found === undefined || found.state === 'terminated') return alreadySo('there is no such instance any more');
        const open = found.interfaces.filter(({ groups }) => groups.length !== 1 || groups[0] !== group);
        if (open.length === 0) return alreadySo(`its interfaces have the security group ${group} alone`);
        const forensic = await ifThere(describeGroup(group, reach));
        if (forensic === undefined) return refused(`there is no security group ${group}`);
        if (forensic.vpc !== found.vpc) return refused(`the security group ${group} is in another VPC than the instance`);
        if (forensic.inbound > 0) return refused(`the security group ${group} lets something in`);
        const isKept = found.volumes.length === 0 || (await findSnapshots(TAG, instance, reach)).length > 0;
        const snapshot: PlannedCall = {
          permission: 'ec2:CreateSnapshots',
          input: {
            InstanceSpecification: { InstanceId: instance },
            Description: `trailwatch: ${instance} as it was isolated`,
            TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: TAG, Value: instance }] }],
          },
        };
        const isolating = open.map(({ id }) => ({
          permission: 'ec2:ModifyNetworkInterfaceAttribute',
          input: { NetworkInterfaceId: id, Groups: [group] },
        }));
        return {
          verdict: 'to do',
          because: `it has the security groups ${[...new Set(open.flatMap(({ groups }) => groups))].join(', ')}`,
          calls: [...(isKept ? [] : [snapshot]), ...isolating],
          undo: open.map(({ id, groups }) =>
            undoCommand('ec2 modify-network-interface-attribute', { 'network-interface-id': id, groups }, region),
          ),
        };
      },
    },
    access,
  );
}
