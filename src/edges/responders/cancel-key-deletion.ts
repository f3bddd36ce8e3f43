import { cancelKeyDeletion as cancel } from '../aws/act/cancel-key-deletion.ts';
import { enableKey } from '../aws/act/enable-key.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { describeKmsKey } from '../aws/use/responders/kms-key.ts';
import { alreadySo, createResponder, ifThere, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

/** A KMS key that was to be deleted is not, and can be used again: what it has encrypted could be read by nobody otherwise. */
export function cancelKeyDeletion({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'cancel-key-deletion',
      takes: 'kms-key',
      acts: { 'kms:CancelKeyDeletion': cancel, 'kms:EnableKey': enableKey },
      async look({ kmsKey, region }, _now, reach) {
        const found = await ifThere(describeKmsKey(kmsKey, reach));
        if (found === undefined) return refused('there is no such key: it is deleted, or in another account or region');
        const { state, arn, deletionAt } = found;
        if (state === 'Disabled')
          return alreadySo('it is not to be deleted. It is disabled: `aws kms enable-key` if it should not be');
        if (state !== 'PendingDeletion') return alreadySo(`it is not to be deleted: ${state}`);
        return {
          verdict: 'to do',
          because: `it is to be deleted${deletionAt === undefined ? '' : ` at ${deletionAt}`}`,
          // Once it is cancelled, the key is disabled. Source: AWS KMS Developer Guide, "Key states of AWS KMS keys".
          calls: [
            { permission: 'kms:CancelKeyDeletion', input: { KeyId: arn } },
            { permission: 'kms:EnableKey', input: { KeyId: arn } },
          ],
          undo: [undoCommand('kms schedule-key-deletion', { 'key-id': arn }, region)],
        };
      },
    },
    access,
  );
}
