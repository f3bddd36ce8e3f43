import type { AwsAccess } from '../access.ts';
import { withKms } from './clients.ts';

export interface KmsKeyState {
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
  readonly arn: string;
  /** When it would be gone, as ISO 8601. */
  readonly deletionAt: string | undefined;
}

/**
 * IAM: kms:DescribeKey
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function describeKmsKey(key: string, access: AwsAccess): Promise<KmsKeyState> {
  return withKms({ permission: 'kms:DescribeKey', target: key, access }, async (client, sdk) => {
    const { KeyMetadata } = await client.send(new sdk.DescribeKeyCommand({ KeyId: key }));
    return {
      state: KeyMetadata?.KeyState ?? '',
      arn: KeyMetadata?.Arn ?? key,
      deletionAt: KeyMetadata?.DeletionDate?.toISOString(),
    };
  });
}
