import type { PutUserPolicyCommandInput } from '@aws-sdk/client-iam';
import type { AwsAccess } from '../use/access.ts';
import { withIam } from '../use/responders/clients.ts';

/**
 * Writes an inline policy of a user. IAM: iam:PutUserPolicy
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putUserPolicy(input: PutUserPolicyCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'iam:PutUserPolicy', target: input.UserName ?? '', access };
  await withIam(ask, (client, sdk) => client.send(new sdk.PutUserPolicyCommand(input)));
}
