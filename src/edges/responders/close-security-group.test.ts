import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OpenedRule } from '../../model/target.ts';
import { closeSecurityGroup } from './close-security-group.ts';
import { fakeAws } from '../aws/fake-aws.cases.ts';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const GROUP = 'sg-0123456789abcdef0';
const opened = (rules: readonly OpenedRule[]) => inAccount({ kind: 'opening', group: GROUP, rules });
const ssh = { protocol: 'tcp', from: 22, to: 22, cidr: '0.0.0.0/0' };
const all6 = { protocol: '-1', from: -1, to: -1, cidr: '::/0' };
const rule = (id: string, IpProtocol: string, port: number, more: object) => ({
  SecurityGroupRuleId: id,
  GroupId: GROUP,
  IsEgress: false,
  IpProtocol,
  FromPort: port,
  ToPort: port,
  ...more,
});
const everything = [
  rule('sgr-1', 'tcp', 22, { CidrIpv4: '0.0.0.0/0' }),
  rule('sgr-2', 'tcp', 443, { CidrIpv4: '0.0.0.0/0' }),
  rule('sgr-3', 'tcp', 22, { CidrIpv4: '192.0.2.0/24' }),
  rule('sgr-4', '-1', -1, { CidrIpv6: '::/0' }),
  rule('sgr-5', '-1', -1, { CidrIpv4: '0.0.0.0/0', IsEgress: true }),
  rule('sgr-6', 'tcp', 22, { ReferencedGroupInfo: { GroupId: GROUP } }),
  rule('sgr-7', 'udp', 22, { CidrIpv4: '0.0.0.0/0' }),
];

responderContract('close-security-group', () => {
  let rules = everything;
  return {
    responder: closeSecurityGroup({}),
    target: opened([ssh, all6]),
    calls: [['RevokeSecurityGroupIngress', { GroupId: GROUP, SecurityGroupRuleIds: ['sgr-1', 'sgr-4'] }]],
    answers: {
      DescribeSecurityGroupRules: () => ({ SecurityGroupRules: rules }),
      RevokeSecurityGroupIngress: ({ SecurityGroupRuleIds }: { SecurityGroupRuleIds: string[] }) => {
        rules = rules.filter(({ SecurityGroupRuleId }) => !SecurityGroupRuleIds.includes(SecurityGroupRuleId));
        return {};
      },
    },
  };
});

describe('close-security-group', () => {
  afterEach(() => vi.restoreAllMocks());

  test('says what is open, and how to open exactly that again', async () => {
    fakeAws({ DescribeSecurityGroupRules: () => ({ SecurityGroupRules: everything }) });
    expect(await closeSecurityGroup({}).plan(opened([ssh, all6]), 0)).toMatchObject({
      because: 'it is open to the world: tcp 22 from 0.0.0.0/0, all traffic from ::/0',
      undo: [
        expect.stringContaining(`'[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]'`),
        expect.stringContaining(`'[{"IpProtocol":"-1","Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]'`),
      ],
    });
  });

  test('all protocols have no ports, whatever was asked for', async () => {
    fakeAws({ DescribeSecurityGroupRules: () => ({ SecurityGroupRules: everything }) });
    expect(await closeSecurityGroup({}).plan(opened([{ ...all6, from: 0, to: 65535 }]), 0)).toMatchObject({ verdict: 'to do' });
  });
});
