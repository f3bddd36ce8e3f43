import type { AwsAccess } from '../access.ts';
import { withIam } from './clients.ts';

export interface UserState {
  readonly arn: string;
  /** The JSON of the inline policy of that name; undefined: it has none. */
  readonly policy: string | undefined;
}

/**
 * A user, with one of its inline policies.
 * IAM: iam:GetUser, iam:GetUserPolicy
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getUserPolicy(user: string, policyName: string, access: AwsAccess): Promise<UserState> {
  const arn = await withIam({ permission: 'iam:GetUser', target: user, access }, async (client, sdk) => {
    const { User } = await client.send(new sdk.GetUserCommand({ UserName: user }));
    return User?.Arn ?? '';
  });
  return withIam({ permission: 'iam:GetUserPolicy', target: user, access }, async (client, sdk) => {
    try {
      const found = await client.send(new sdk.GetUserPolicyCommand({ UserName: user, PolicyName: policyName }));
      return { arn, policy: decodeURIComponent(found.PolicyDocument ?? '') };
    } catch (error) {
      if (/NoSuchEntity/.test((error as Error).name)) return { arn, policy: undefined };
      throw error;
    }
  });
}
