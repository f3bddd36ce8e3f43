import type { Bytes } from '../../../../base/units.ts';
import type { AwsAccess } from '../access.ts';
import type { SdkError } from '../sdk-error.ts';
import { withS3 } from './clients.ts';
import type { ObjectPlace } from './object-acl.ts';

export interface ObjectVersion {
  readonly versionId: string;
  readonly size: Bytes;
  /** When it was written, as ISO 8601. */
  readonly at: string;
}

/** Versions of one key that are looked at. */
const MOST = 100;

/**
 * The versions of an object, the newest first; delete markers left out.
 * IAM: s3:ListBucketVersions
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function listObjectVersions(
  { Bucket, Key, ExpectedBucketOwner }: ObjectPlace,
  access: AwsAccess,
): Promise<ObjectVersion[]> {
  const ask = { permission: 's3:ListBucketVersions', target: `s3://${Bucket}`, access };
  return withS3(ask, async (client, sdk) => {
    const page = await client.send(
      new sdk.ListObjectVersionsCommand({
        Bucket,
        Prefix: Key,
        MaxKeys: MOST,
        ...(ExpectedBucketOwner !== undefined && { ExpectedBucketOwner }),
      }),
    );
    // Keys that only begin alike come behind this one.
    return (page.Versions ?? [])
      .filter((one) => one.Key === Key && one.VersionId !== undefined)
      .map((one) => ({ versionId: one.VersionId!, size: one.Size ?? 0, at: one.LastModified?.toISOString() ?? '' }));
  });
}

/**
 * How large an object is that can be read; undefined if there is none, or S3 has lost it (405).
 * IAM: s3:GetObject, of a version s3:GetObjectVersion; and s3:ListBucket, without which what isn't there looks like what may not be
 * read. Source: Amazon S3 API Reference, `HeadObject`.
 * @throws {Problem} AWS_DENIED, AWS_CREDENTIALS, AWS_FAILED
 */
export async function sizeOfObject(place: ObjectPlace, access: AwsAccess): Promise<Bytes | undefined> {
  const permission = place.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  return withS3({ permission, target: `s3://${place.Bucket}/${place.Key}`, access }, async (client, sdk) => {
    try {
      const { ContentLength = 0 } = await client.send(new sdk.HeadObjectCommand(place));
      return ContentLength;
    } catch (error) {
      if ([404, 405].includes((error as SdkError).$metadata?.httpStatusCode ?? 0)) return undefined;
      throw error;
    }
  });
}
