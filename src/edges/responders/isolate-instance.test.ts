import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { isolateInstance } from './isolate-instance.ts';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const ID = 'i-0123456789abcdef0';
const FORENSIC = 'sg-0f0e0d0c0b0a09080';
const WEB = 'sg-0123456789abcdef0';
const target = inAccount({ kind: 'instance', instance: ID });

const snapshot = [
  'CreateSnapshots',
  {
    InstanceSpecification: { InstanceId: ID },
    Description: `trailwatch: ${ID} as it was isolated`,
    TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'trailwatch:isolated-instance', Value: ID }] }],
  },
] as const;
const moving = (NetworkInterfaceId: string) =>
  ['ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: [FORENSIC] }] as const;

function account(group: object = { GroupId: FORENSIC, VpcId: 'vpc-1', IpPermissions: [] }) {
  const groups: Record<string, string[]> = { 'eni-1': [WEB], 'eni-2': [WEB, FORENSIC], 'eni-3': [FORENSIC] };
  const snapshots: object[] = [];
  const answers = {
    DescribeInstances: () => ({
      Reservations: [
        {
          Instances: [
            {
              InstanceId: ID,
              VpcId: 'vpc-1',
              State: { Name: 'running' },
              BlockDeviceMappings: [{ Ebs: { VolumeId: 'vol-1' } }],
              NetworkInterfaces: Object.entries(groups).map(([NetworkInterfaceId, ids]) => ({
                NetworkInterfaceId,
                Groups: ids.map((GroupId) => ({ GroupId })),
              })),
            },
          ],
        },
      ],
    }),
    DescribeSecurityGroups: () => ({ SecurityGroups: [group] }),
    DescribeSnapshots: () => ({ Snapshots: snapshots }),
    CreateSnapshots: () => {
      snapshots.push({ SnapshotId: 'snap-1' });
      return {};
    },
    ModifyNetworkInterfaceAttribute: (input: { NetworkInterfaceId: string; Groups: string[] }) => {
      groups[input.NetworkInterfaceId] = input.Groups;
      return {};
    },
  };
  return { answers, snapshots };
}

responderContract('isolate-instance', () => ({
  responder: isolateInstance({ forensicGroup: FORENSIC }),
  target,
  calls: [snapshot, moving('eni-1'), moving('eni-2')],
  answers: account().answers,
}));

describe('isolate-instance', () => {
  afterEach(() => vi.restoreAllMocks());
  const plan = (group?: object, forensicGroup: string | undefined = FORENSIC) => {
    fakeAws(account(group).answers);
    return isolateInstance({ forensicGroup }).plan(target, 0);
  };

  test('what was left half done goes on where it ended: the snapshot is taken once', async () => {
    const { answers, snapshots } = account();
    snapshots.push({ SnapshotId: 'snap-1' });
    fakeAws(answers);
    const found = await isolateInstance({ forensicGroup: FORENSIC }).plan(target, 0);
    expect(found.verdict === 'to do' && found.calls.map(({ permission }) => permission)).toEqual([
      'ec2:ModifyNetworkInterfaceAttribute',
      'ec2:ModifyNetworkInterfaceAttribute',
    ]);
  });

  test.each([
    ['in another VPC', { VpcId: 'vpc-2', IpPermissions: [] }, 'another VPC'],
    ['that lets something in', { VpcId: 'vpc-1', IpPermissions: [{ IpProtocol: 'tcp' }] }, 'lets something in'],
  ])('a group %s isolates nothing', async (_what, group, because) => {
    expect(await plan(group)).toMatchObject({ verdict: 'refused', because: expect.stringContaining(because) });
  });

  test('without a group it is refused', async () => {
    expect(await isolateInstance({ forensicGroup: undefined }).plan(target, 0)).toMatchObject({ verdict: 'refused' });
  });

  test('a group that is not there is refused', async () => {
    const gone = () => {
      throw awsError('InvalidGroup.NotFound', 400);
    };
    fakeAws({ ...account().answers, DescribeSecurityGroups: gone });
    expect(await isolateInstance({ forensicGroup: FORENSIC }).plan(target, 0)).toMatchObject({ verdict: 'refused' });
  });

  test('each interface gets its own groups back', async () => {
    expect(await plan()).toMatchObject({
      undo: [
        `aws ec2 modify-network-interface-attribute --network-interface-id eni-1 --groups ${WEB} --region us-east-1`,
        `aws ec2 modify-network-interface-attribute --network-interface-id eni-2 --groups ${WEB} ${FORENSIC} --region us-east-1`,
      ],
    });
  });
});
