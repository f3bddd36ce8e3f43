import { updateAccessKey } from '../aws/act/update-access-key.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { findAccessKey } from '../aws/use/responders/access-key.ts';
import { alreadySo, createResponder, ifThere, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

/** A user's access key no longer works. It isn't deleted: what it was used for can still be looked up, and it can be enabled again. */
export function disableAccessKey({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'disable-access-key',
      takes: 'access-key',
      acts: { 'iam:UpdateAccessKey': updateAccessKey },
      async look({ accessKey }, _now, reach) {
        if (accessKey.startsWith('ASIA')) {
          return refused('it is temporary, and can not be disabled: revoke-role-sessions ends the sessions of its role');
        }
        const found = await ifThere(findAccessKey(accessKey, reach));
        if (found === undefined) return refused("no user of this account has it: it is deleted, or the root user's");
        const { user, status } = found;
        if (status !== 'Active') return alreadySo(`it is ${status.toLowerCase()}`);
        const input = { UserName: user, AccessKeyId: accessKey, Status: 'Inactive' };
        return {
          verdict: 'to do',
          because: `it is active, and belongs to user ${user}`,
          calls: [{ permission: 'iam:UpdateAccessKey', input }],
          undo: [undoCommand('iam update-access-key', { 'user-name': user, 'access-key-id': accessKey, status: 'Active' })],
        };
      },
    },
    access,
  );
}
