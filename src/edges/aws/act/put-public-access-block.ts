import type { PutPublicAccessBlockCommandInput } from '@aws-sdk/client-s3';
import type { AwsAccess } from '../use/access.ts';
import { withS3 } from '../use/responders/clients.ts';

/**
 * Sets a bucket's public access block. IAM: s3:PutBucketPublicAccessBlock
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putPublicAccessBlock(input: PutPublicAccessBlockCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 's3:PutBucketPublicAccessBlock', target: `s3://${input.Bucket}`, access };
  await withS3(ask, (client, sdk) => client.send(new sdk.PutPublicAccessBlockCommand(input)));
}
