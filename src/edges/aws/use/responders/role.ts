import type { AwsAccess } from '../access.ts';
import { withIam } from './clients.ts';

export interface RoleState {
  /** `/`, `/service-role/`, `/aws-service-role/…`: the last one's roles are AWS's. */
  readonly path: string;
  readonly arn: string;
  /** The JSON of the inline policy of that name; undefined: it has none. */
  readonly policy: string | undefined;
}

/**
 * A role, with one of its inline policies.
 * IAM: iam:GetRole, iam:GetRolePolicy
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getRolePolicy(role: string, policyName: string, access: AwsAccess): Promise<RoleState> {
  const { path, arn } = await withIam({ permission: 'iam:GetRole', target: role, access }, async (client, sdk) => {
    const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName: role }));
    return { path: Role?.Path ?? '/', arn: Role?.Arn ?? '' };
  });
  return withIam({ permission: 'iam:GetRolePolicy', target: role, access }, async (client, sdk) => {
    try {
      const found = await client.send(new sdk.GetRolePolicyCommand({ RoleName: role, PolicyName: policyName }));
      return { path, arn, policy: decodeURIComponent(found.PolicyDocument ?? '') };
    } catch (error) {
      if (/NoSuchEntity/.test((error as Error).name)) return { path, arn, policy: undefined };
      throw error;
    }
  });
}
