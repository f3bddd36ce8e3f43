import type { AwsAccess } from '../access.ts';
import { withIam } from './clients.ts';

export interface AccessKeyState {
  readonly user: string;
  /** `Active`, `Inactive`. */
  readonly status: string;
}

/**
 * Whose key it is, and whether it works. Undefined if there is none, or it is the root user's.
 * IAM: iam:GetAccessKeyLastUsed (on `*`), iam:ListAccessKeys
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function findAccessKey(key: string, access: AwsAccess): Promise<AccessKeyState | undefined> {
  const user = await withIam({ permission: 'iam:GetAccessKeyLastUsed', target: key, access }, async (client, sdk) => {
    const { UserName } = await client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: key }));
    return UserName;
  });
  if (user === undefined) return undefined;
  return withIam({ permission: 'iam:ListAccessKeys', target: user, access }, async (client, sdk) => {
    // A user has two at most.
    const { AccessKeyMetadata = [] } = await client.send(new sdk.ListAccessKeysCommand({ UserName: user }));
    const status = AccessKeyMetadata.find(({ AccessKeyId }) => AccessKeyId === key)?.Status;
    return status === undefined ? undefined : { user, status };
  });
}
