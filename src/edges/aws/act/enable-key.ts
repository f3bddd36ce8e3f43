import type { EnableKeyCommandInput } from '@aws-sdk/client-kms';
import type { AwsAccess } from '../use/access.ts';
import { withKms } from '../use/responders/clients.ts';

/**
 * A disabled key can be used again. IAM: kms:EnableKey
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function enableKey(input: EnableKeyCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'kms:EnableKey', target: input.KeyId ?? '', access };
  await withKms(ask, (client, sdk) => client.send(new sdk.EnableKeyCommand(input)));
}
