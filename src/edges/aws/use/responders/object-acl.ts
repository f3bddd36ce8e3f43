import type { AwsAccess } from '../access.ts';
import { withS3 } from './clients.ts';

/** An object as S3's calls name it. */
export interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
  /** S3 refuses if the bucket is another account's. */
  readonly ExpectedBucketOwner?: string;
}

/** Who may do what: `FULL_CONTROL` to a canonical user, `READ` to a group. */
export interface Grant {
  /** Canonical id, or URI of a group. */
  readonly grantee: string;
  readonly permission: string;
}

/**
 * IAM: s3:GetObjectAcl, of a version s3:GetObjectVersionAcl
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getObjectAcl(place: ObjectPlace, access: AwsAccess): Promise<readonly Grant[]> {
  const permission = place.VersionId === undefined ? 's3:GetObjectAcl' : 's3:GetObjectVersionAcl';
  return withS3({ permission, target: `s3://${place.Bucket}/${place.Key}`, access }, async (client, sdk) => {
    const { Grants = [] } = await client.send(new sdk.GetObjectAclCommand(place));
    return Grants.map(({ Grantee, Permission = '' }) => ({
      grantee: Grantee?.URI ?? Grantee?.ID ?? Grantee?.EmailAddress ?? '',
      permission: Permission,
    }));
  });
}

/**
 * `BucketOwnerEnforced`: ACLs have no effect. Undefined: the bucket is from before there was a choice, and they have.
 * IAM: s3:GetBucketOwnershipControls
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getObjectOwnership(
  bucket: Pick<ObjectPlace, 'Bucket' | 'ExpectedBucketOwner'>,
  access: AwsAccess,
): Promise<string | undefined> {
  const ask = { permission: 's3:GetBucketOwnershipControls', target: `s3://${bucket.Bucket}`, access };
  return withS3(ask, async (client, sdk) => {
    try {
      const { OwnershipControls } = await client.send(new sdk.GetBucketOwnershipControlsCommand(bucket));
      return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    } catch (error) {
      if ((error as Error).name === 'OwnershipControlsNotFoundError') return undefined;
      throw error;
    }
  });
}
