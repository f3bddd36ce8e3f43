import { expect } from 'vitest';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';
import { unshareSnapshot } from './unshare-snapshot.ts';

const ID = 'snap-0123456789abcdef0';
type Share = { readonly Group?: string; readonly UserId?: string };

/** Shared with everybody, with 111122223333 by an attacker, and with 444455556666 on purpose. */
const world = (sharedWith: readonly string[], removed: readonly Share[]) => () => {
  let shares: Share[] = [{ Group: 'all' }, { UserId: '111122223333' }, { UserId: '444455556666' }];
  return {
    responder: unshareSnapshot({}),
    target: inAccount({ kind: 'snapshot' as const, snapshot: ID, sharedWith }),
    calls: [
      [
        'ModifySnapshotAttribute',
        { SnapshotId: ID, Attribute: 'createVolumePermission', CreateVolumePermission: { Remove: removed } },
      ] as const,
    ],
    answers: {
      DescribeSnapshotAttribute: (input: unknown) => {
        expect(input).toEqual({ SnapshotId: ID, Attribute: 'createVolumePermission' });
        return { SnapshotId: ID, CreateVolumePermissions: shares };
      },
      ModifySnapshotAttribute: (input: { CreateVolumePermission: { Remove: Share[] } }) => {
        const gone = input.CreateVolumePermission.Remove.map((one) => JSON.stringify(one));
        shares = shares.filter((one) => !gone.includes(JSON.stringify(one)));
        return {};
      },
    },
  };
};

responderContract('unshare-snapshot, of one that was made public', world(['all'], [{ Group: 'all' }]));
responderContract('unshare-snapshot, of one that another account got', world(['111122223333'], [{ UserId: '111122223333' }]));
responderContract('unshare-snapshot, where the event is not known', world([], [{ Group: 'all' }]));
