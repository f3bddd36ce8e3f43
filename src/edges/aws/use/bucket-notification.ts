import type { NotificationConfiguration, S3Client } from '@aws-sdk/client-s3';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** What a bucket tells, and to whom, as S3 says it. Whoever writes it writes all of it: what is left out is gone. */
export type BucketNotification = Pick<
  NotificationConfiguration,
  'TopicConfigurations' | 'QueueConfigurations' | 'LambdaFunctionConfigurations' | 'EventBridgeConfiguration'
>;

/** IAM: s3:GetBucketNotification. @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
export function getBucketNotification(bucket: string, owner: string, access: AwsAccess = {}): Promise<BucketNotification> {
  return withS3('s3:GetBucketNotification', bucket, access, async (client, sdk) => {
    const { $metadata: _, ...notification } = await client.send(
      new sdk.GetBucketNotificationConfigurationCommand({ Bucket: bucket, ExpectedBucketOwner: owner }),
    );
    return notification;
  });
}

/**
 * S3 sends a test message to each destination first, and refuses all if one does not let it.
 * IAM: s3:PutBucketNotification. @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putBucketNotification(
  bucket: string,
  owner: string,
  notification: BucketNotification,
  access: AwsAccess = {},
): Promise<void> {
  await withS3('s3:PutBucketNotification', bucket, access, (client, sdk) =>
    client.send(
      new sdk.PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        ExpectedBucketOwner: owner,
        NotificationConfiguration: notification,
      }),
    ),
  );
}

async function withS3<T>(
  permission: string,
  bucket: string,
  access: AwsAccess,
  work: (client: S3Client, sdk: typeof import('@aws-sdk/client-s3')) => Promise<T>,
): Promise<T> {
  try {
    const [sdk, settings] = await Promise.all([import('@aws-sdk/client-s3'), clientSettings('S3', access)]);
    const client = new sdk.S3Client({
      ...settings,
      ...('endpoint' in settings && { forcePathStyle: true }),
      followRegionRedirects: true,
    });
    try {
      return await work(client, sdk);
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, permission, `s3://${bucket}`);
  }
}
