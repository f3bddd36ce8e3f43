import { isDeepStrictEqual } from 'node:util';
import type { OpenedRule } from '../../model/target.ts';
import { revokeSecurityGroupIngress } from '../aws/act/revoke-security-group-ingress.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { describeInboundRules } from '../aws/use/responders/security-group.ts';
import { alreadySo, createResponder, ifThere, type Responder } from './responder.ts';
import { undoCommand } from './undo-command.ts';

/** The very rules that were opened to the whole world are removed again; other rules of the group stay, also open ones. */
export function closeSecurityGroup({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'close-security-group',
      takes: 'opening',
      acts: { 'ec2:RevokeSecurityGroupIngress': revokeSecurityGroupIngress },
      async look({ group, rules, region }, _now, reach) {
        const there = await ifThere(describeInboundRules(group, reach));
        const open = (there ?? []).filter(({ id: _, ...rule }) =>
          rules.some((one) => isDeepStrictEqual(asked(one), asked(rule))),
        );
        if (open.length === 0) return alreadySo('what was opened is closed');
        const ids = open.map(({ id }) => id);
        return {
          verdict: 'to do',
          because: `it is open to the world: ${open.map(said).join(', ')}`,
          calls: [{ permission: 'ec2:RevokeSecurityGroupIngress', input: { GroupId: group, SecurityGroupRuleIds: ids } }],
          undo: open.map((rule) =>
            undoCommand(
              'ec2 authorize-security-group-ingress',
              { 'group-id': group, 'ip-permissions': JSON.stringify([permission(rule)]) },
              region,
            ),
          ),
        };
      },
    },
    access,
  );
}

/** All protocols have no ports, whatever was asked for with them. */
function asked({ protocol, from, to, cidr }: OpenedRule): OpenedRule {
  return protocol === '-1' ? { protocol, from: -1, to: -1, cidr } : { protocol, from, to, cidr };
}

function said({ protocol, from, to, cidr }: OpenedRule): string {
  if (protocol === '-1') return `all traffic from ${cidr}`;
  return `${protocol} ${from === to ? from : `${from}-${to}`} from ${cidr}`;
}

function permission({ protocol, from, to, cidr }: OpenedRule) {
  const ports = protocol === '-1' ? {} : { FromPort: from, ToPort: to };
  const range = cidr.includes(':') ? { Ipv6Ranges: [{ CidrIpv6: cidr }] } : { IpRanges: [{ CidrIp: cidr }] };
  return { IpProtocol: protocol, ...ports, ...range };
}
