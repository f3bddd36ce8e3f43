import { putUserPolicy } from '../aws/act/put-user-policy.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { getUserPolicy } from '../aws/use/responders/user.ts';
import { alreadySo, createResponder, ifThere, type Responder } from './responder.ts';
import { undoCommand } from './undo-command.ts';

const POLICY = 'trailwatch-quarantine';
const DENY_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Quarantine', Effect: 'Deny', Action: '*', Resource: '*' }],
});

/** A user may do nothing any more, with whatever key or password: an inline policy that denies everything. Nothing is removed. */
export function quarantineUser({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'quarantine-user',
      takes: 'user',
      acts: { 'iam:PutUserPolicy': putUserPolicy },
      async look({ user }, _now, reach) {
        const found = await ifThere(getUserPolicy(user, POLICY, reach));
        if (found === undefined) return alreadySo('there is no such user any more');
        if (isSame(found.policy)) return alreadySo(`its policy ${POLICY} denies everything`);
        return {
          verdict: 'to do',
          because: found.policy === undefined ? 'it is not in quarantine' : `its policy ${POLICY} says something else`,
          calls: [{ permission: 'iam:PutUserPolicy', input: { UserName: user, PolicyName: POLICY, PolicyDocument: DENY_ALL } }],
          undo: [undoCommand('iam delete-user-policy', { 'user-name': user, 'policy-name': POLICY })],
        };
      },
    },
    access,
  );
}

function isSame(policy: string | undefined): boolean {
  try {
    return policy !== undefined && JSON.stringify(JSON.parse(policy)) === DENY_ALL;
  } catch {
    return false;
  }
}
