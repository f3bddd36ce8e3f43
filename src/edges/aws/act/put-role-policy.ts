import type { PutRolePolicyCommandInput } from '@aws-sdk/client-iam';
import type { AwsAccess } from '../use/access.ts';
import { withIam } from '../use/responders/clients.ts';

/**
 * Writes an inline policy of a role. IAM: iam:PutRolePolicy
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putRolePolicy(input: PutRolePolicyCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'iam:PutRolePolicy', target: input.RoleName ?? '', access };
  await withIam(ask, (client, sdk) => client.send(new sdk.PutRolePolicyCommand(input)));
}
