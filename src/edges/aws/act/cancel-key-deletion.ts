import type { CancelKeyDeletionCommandInput } from '@aws-sdk/client-kms';
import type { AwsAccess } from '../use/access.ts';
import { withKms } from '../use/responders/clients.ts';

/**
 * A key is not deleted after all; it is then disabled. IAM: kms:CancelKeyDeletion
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function cancelKeyDeletion(input: CancelKeyDeletionCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'kms:CancelKeyDeletion', target: input.KeyId ?? '', access };
  await withKms(ask, (client, sdk) => client.send(new sdk.CancelKeyDeletionCommand(input)));
}
