import type { UpdateAccessKeyCommandInput } from '@aws-sdk/client-iam';
import type { AwsAccess } from '../use/access.ts';
import { withIam } from '../use/responders/clients.ts';

/**
 * Switches an access key off or on. IAM: iam:UpdateAccessKey
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function updateAccessKey(input: UpdateAccessKeyCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'iam:UpdateAccessKey', target: input.UserName ?? '', access };
  await withIam(ask, (client, sdk) => client.send(new sdk.UpdateAccessKeyCommand(input)));
}
