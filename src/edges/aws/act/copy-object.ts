import type { CopyObjectCommandInput } from '@aws-sdk/client-s3';
import type { AwsAccess } from '../use/access.ts';
import { withS3 } from '../use/responders/clients.ts';

/**
 * Writes an object from another one or from a version: at most 5 GB. IAM: s3:GetObject, s3:GetObjectVersion, s3:GetObjectTagging,
 * s3:GetObjectVersionTagging, s3:PutObject, s3:PutObjectTagging
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function copyObject(input: CopyObjectCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 's3:PutObject', target: `s3://${input.Bucket}/${input.Key}`, access };
  await withS3(ask, (client, sdk) => client.send(new sdk.CopyObjectCommand(input)));
}
