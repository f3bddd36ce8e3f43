import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/**
 * Puts an object, over whatever is there. IAM: s3:PutObject, and kms:GenerateDataKey for a bucket encrypted with a KMS key.
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putObject({ bucket, key, body, contentType }: Upload, access: AwsAccess = {}): Promise<void> {
  try {
    const [{ S3Client, PutObjectCommand }, settings] = await Promise.all([
      import('@aws-sdk/client-s3'),
      clientSettings('S3', access),
    ]);
    const client = new S3Client({
      ...settings,
      ...('endpoint' in settings && { forcePathStyle: true }),
      followRegionRedirects: true,
    });
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, 's3:PutObject', `s3://${bucket}/${key}`);
  }
}
