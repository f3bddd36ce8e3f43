import type { AwsAccess } from '../access.ts';
import { withEc2 } from './clients.ts';

export interface InboundRule {
  /** `sgr-…` */
  readonly id: string;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly cidr: string;
}

/** More than a group may have. Source: Amazon VPC User Guide, "Amazon VPC quotas": 60 by default, at most 1,000. */
const PAGE = 1000;

/**
 * The inbound rules of a group that are for addresses.
 * IAM: ec2:DescribeSecurityGroupRules (on `*`)
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function describeInboundRules(group: string, access: AwsAccess): Promise<InboundRule[]> {
  return withEc2({ permission: 'ec2:DescribeSecurityGroupRules', target: group, access }, async (client, sdk) => {
    const Filters = [{ Name: 'group-id', Values: [group] }];
    const { SecurityGroupRules = [] } = await client.send(
      new sdk.DescribeSecurityGroupRulesCommand({ Filters, MaxResults: PAGE }),
    );
    return SecurityGroupRules.filter(({ IsEgress }) => IsEgress !== true).flatMap((rule): InboundRule[] => {
      const cidr = rule.CidrIpv4 ?? rule.CidrIpv6;
      if (cidr === undefined || rule.SecurityGroupRuleId === undefined) return [];
      const { IpProtocol: protocol = '', FromPort: from = -1, ToPort: to = -1 } = rule;
      return [{ id: rule.SecurityGroupRuleId, protocol, from, to, cidr }];
    });
  });
}
