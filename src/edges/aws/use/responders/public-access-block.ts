import type { AwsAccess } from '../access.ts';
import { withS3 } from './clients.ts';

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly RestrictPublicBuckets: boolean;
}

const NOTHING: PublicAccessBlock = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
};

/**
 * IAM: s3:GetBucketPublicAccessBlock
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getPublicAccessBlock(
  bucket: { readonly Bucket: string; readonly ExpectedBucketOwner: string },
  access: AwsAccess,
): Promise<PublicAccessBlock> {
  const ask = { permission: 's3:GetBucketPublicAccessBlock', target: `s3://${bucket.Bucket}`, access };
  return withS3(ask, async (client, sdk) => {
    try {
      const { PublicAccessBlockConfiguration: set } = await client.send(new sdk.GetPublicAccessBlockCommand(bucket));
      return {
        BlockPublicAcls: set?.BlockPublicAcls === true,
        BlockPublicPolicy: set?.BlockPublicPolicy === true,
        IgnorePublicAcls: set?.IgnorePublicAcls === true,
        RestrictPublicBuckets: set?.RestrictPublicBuckets === true,
      };
    } catch (error) {
      if ((error as Error).name === 'NoSuchPublicAccessBlockConfiguration') return NOTHING;
      throw error;
    }
  });
}
