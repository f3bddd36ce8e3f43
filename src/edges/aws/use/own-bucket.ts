import { Problem } from '../../../base/problem.ts';
import type { AwsAccess } from './access.ts';
import type { SdkError } from './sdk-error.ts';
import { withS3 } from './with-s3.ts';

export interface OwnBucket {
  readonly name: string;
  /**
   * Whose it must be. The name can be guessed, and whoever makes a bucket of it first could have us run their code.
   */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

/**
 * Makes the bucket if it isn't there: versioned, private, to be reached over TLS only.
 * IAM: s3:ListBucket; for a new one s3:CreateBucket, s3:PutBucketVersioning, s3:PutBucketPublicAccessBlock, s3:PutBucketPolicy
 * @throws {Problem} AWS_DENIED (also: it belongs to somebody else), AWS_CREDENTIALS, AWS_FAILED
 */
export async function ensureOwnBucket(bucket: OwnBucket, access: AwsAccess = {}): Promise<'made' | 'there'> {
  const { name: Bucket, account: ExpectedBucketOwner, region, partition } = bucket;
  return withS3(Bucket, access, async ({ client, sdk, step }) => {
    step('s3:ListBucket');
    try {
      await client.send(new sdk.HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
      return 'there';
    } catch (error) {
      const status = (error as SdkError).$metadata?.httpStatusCode;
      if (status === 403) {
        throw new Problem('AWS_DENIED', `bucket ${Bucket} belongs to another account, or may not be looked at`, {
          at: { file: `s3://${Bucket}` },
          hint: `Allow s3:ListBucket on arn:${partition}:s3:::${Bucket}, or name a bucket of yours with --code-bucket`,
          cause: error,
        });
      }
      if (status !== 404) throw error;
    }
    step('s3:CreateBucket');
    // us-east-1 is the one region that may not be named.
    const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
    await client.send(new sdk.CreateBucketCommand({ Bucket, ...place }));
    step('s3:PutBucketPublicAccessBlock');
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };
    await client.send(new sdk.PutPublicAccessBlockCommand({ Bucket, ExpectedBucketOwner, PublicAccessBlockConfiguration }));
    step('s3:PutBucketVersioning');
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new sdk.PutBucketVersioningCommand({ Bucket, ExpectedBucketOwner, VersioningConfiguration }));
    step('s3:PutBucketPolicy');
    await client.send(new sdk.PutBucketPolicyCommand({ Bucket, ExpectedBucketOwner, Policy: tlsOnly(Bucket, partition) }));
    return 'made';
  });
}

/** IAM: s3:GetObject, s3:ListBucket (without it, what isn't there looks like what may not be read) */
export async function hasObject(bucket: string, key: string, access: AwsAccess = {}): Promise<boolean> {
  return withS3(bucket, access, async ({ client, sdk, step }) => {
    step('s3:GetObject');
    try {
      await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    } catch (error) {
      if ((error as SdkError).$metadata?.httpStatusCode === 404) return false;
      throw error;
    }
  });
}

/**
 * Deletes every version of every object. A bucket that is not there is empty.
 * IAM: s3:ListBucketVersions, s3:DeleteObject, s3:DeleteObjectVersion
 * @returns how many versions and delete markers went
 */
export async function emptyBucket(
  bucket: string,
  account: string,
  access: AwsAccess = {},
  progress: (deleted: number) => void = () => undefined,
): Promise<number> {
  return withS3(bucket, access, async ({ client, sdk, step }) => {
    const place = { Bucket: bucket, ExpectedBucketOwner: account };
    let deleted = 0;
    for (;;) {
      step('s3:ListBucketVersions');
      // Always the first page: what it held is gone by the time of the next.
      const page = await client.send(new sdk.ListObjectVersionsCommand(place)).catch((error: SdkError) => {
        if (error.name === 'NoSuchBucket') return undefined;
        throw error;
      });
      const Objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key,
        VersionId,
      }));
      if (Objects.length === 0) return deleted;
      step('s3:DeleteObjectVersion');
      const { Errors: [failed] = [] } = await client.send(
        new sdk.DeleteObjectsCommand({ ...place, Delete: { Objects, Quiet: true } }),
      );
      if (failed !== undefined) throw Object.assign(new Error(`${failed.Key}: ${failed.Message}`), { name: failed.Code ?? '' });
      deleted += Objects.length;
      progress(deleted);
    }
  });
}

/** An empty one; one that is not there is no error. IAM: s3:DeleteBucket */
export async function deleteBucket(bucket: string, account: string, access: AwsAccess = {}): Promise<void> {
  await withS3(bucket, access, async ({ client, sdk, step }) => {
    step('s3:DeleteBucket');
    await client.send(new sdk.DeleteBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account })).catch((error: SdkError) => {
      if (error.name !== 'NoSuchBucket') throw error;
    });
  });
}

function tlsOnly(bucket: string, partition: string): string {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyOverTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}
