import { modifySnapshotAttribute } from '../aws/act/modify-snapshot-attribute.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { describeShares } from '../aws/use/responders/snapshot.ts';
import { alreadySo, createResponder, ifThere, type Responder } from './responder.ts';
import { undoCommand } from './undo-command.ts';

const EVERYBODY = 'all';

/**
 * An EBS snapshot is no longer shared with those whom the event shared it with; where that isn't known, with everybody. Copies and
 * volumes that others have made of it are theirs.
 */
export function unshareSnapshot({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'unshare-snapshot',
      takes: 'snapshot',
      acts: { 'ec2:ModifySnapshotAttribute': modifySnapshotAttribute },
      async look({ snapshot, sharedWith, region }, _now, reach) {
        const meant = sharedWith.length === 0 ? [EVERYBODY] : sharedWith;
        const shares = (await ifThere(describeShares(snapshot, reach)))?.filter((one) => meant.includes(one));
        if (shares === undefined) return alreadySo('there is no such snapshot any more');
        if (shares.length === 0) return alreadySo('it is not shared with them');
        const groups = shares.filter((one) => one === EVERYBODY);
        const accounts = shares.filter((one) => one !== EVERYBODY);
        const remove = [...groups.map((Group) => ({ Group })), ...accounts.map((UserId) => ({ UserId }))];
        const input = {
          SnapshotId: snapshot,
          Attribute: 'createVolumePermission',
          CreateVolumePermission: { Remove: remove },
        };
        const who = [...groups.map(() => 'everybody'), ...accounts.map((account) => `account ${account}`)];
        return {
          verdict: 'to do',
          because: `it is shared with ${who.join(', ')}`,
          calls: [{ permission: 'ec2:ModifySnapshotAttribute', input }],
          undo: [
            undoCommand(
              'ec2 modify-snapshot-attribute',
              {
                'snapshot-id': snapshot,
                attribute: 'createVolumePermission',
                'operation-type': 'add',
                ...(groups.length > 0 && { 'group-names': EVERYBODY }),
                ...(accounts.length > 0 && { 'user-ids': accounts }),
              },
              region,
            ),
          ],
        };
      },
    },
    access,
  );
}
