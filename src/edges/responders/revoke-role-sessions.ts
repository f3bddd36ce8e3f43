import { isoTime } from '../../base/iso-time.ts';
import { isJsonObject } from '../../base/json.ts';
import type { EpochMs } from '../../base/units.ts';
import { putRolePolicy } from '../aws/act/put-role-policy.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { getRolePolicy } from '../aws/use/responders/role.ts';
import { alreadySo, createResponder, ifThere, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

/** As the console's "Revoke active sessions" calls it. Source: IAM User Guide, "Revoke IAM role temporary security credentials". */
const POLICY = 'AWSRevokeOlderSessions';

/** Sessions of a role that began before now may do nothing any more. New ones may: whoever may assume the role still may. */
export function revokeRoleSessions({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'revoke-role-sessions',
      takes: 'role',
      acts: { 'iam:PutRolePolicy': putRolePolicy },
      async look({ role, at }, now, reach) {
        const found = await ifThere(getRolePolicy(role, POLICY, reach));
        if (found === undefined) return alreadySo('there is no such role any more');
        if (found.path.startsWith('/aws-service-role/')) return refused('it is a service-linked role: only AWS can change it');
        if (found.path.startsWith('/aws-reserved/')) {
          return refused('it belongs to IAM Identity Center: end the sessions there');
        }
        const before = endOf(found.policy);
        if (before !== undefined && before >= at) return alreadySo(`sessions from before ${isoTime(before)} are revoked`);
        const input = { RoleName: role, PolicyName: POLICY, PolicyDocument: revoking(now) };
        return {
          verdict: 'to do',
          because: 'its sessions are valid',
          calls: [{ permission: 'iam:PutRolePolicy', input }],
          undo: [undoCommand('iam delete-role-policy', { 'role-name': role, 'policy-name': POLICY })],
        };
      },
    },
    access,
  );
}

function revoking(end: EpochMs): string {
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': isoTime(end) } };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition }],
  });
}

/** Sessions that began before it are revoked by that policy; undefined where it revokes none. */
function endOf(policy: string | undefined): EpochMs | undefined {
  try {
    const { Statement } = JSON.parse(policy ?? '{}') as { Statement?: unknown };
    const [first] = [Statement].flat() as unknown[];
    if (!isJsonObject(first) || first.Effect !== 'Deny') return undefined;
    const condition = isJsonObject(first.Condition) ? first.Condition.DateLessThan : undefined;
    const time = Date.parse(String(isJsonObject(condition) ? condition['aws:TokenIssueTime'] : ''));
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
