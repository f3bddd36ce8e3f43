import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import type { AwsAccess } from './access.ts';
import { withS3 } from './with-s3.ts';

/** What a bucket tells, and to whom, as S3 says it. Whoever writes it writes all of it: what is left out is gone. */
export type BucketNotification = Pick<
  NotificationConfiguration,
  'TopicConfigurations' | 'QueueConfigurations' | 'LambdaFunctionConfigurations' | 'EventBridgeConfiguration'
>;

/** IAM: s3:GetBucketNotification. @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
export function getBucketNotification(bucket: string, owner: string, access: AwsAccess = {}): Promise<BucketNotification> {
  return withS3(bucket, access, async ({ client, sdk, step }) => {
    step('s3:GetBucketNotification');
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
  await withS3(bucket, access, async ({ client, sdk, step }) => {
    step('s3:PutBucketNotification');
    await client.send(
      new sdk.PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        ExpectedBucketOwner: owner,
        NotificationConfiguration: notification,
      }),
    );
  });
}
