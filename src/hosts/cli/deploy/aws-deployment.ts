import { setTimeout as sleep } from 'node:timers/promises';
import { createStackCalls, regionOf } from '../../../edges/aws/use/cloudformation.ts';
import { getBucketNotification, putBucketNotification } from '../../../edges/aws/use/bucket-notification.ts';
import { deleteBucket, emptyBucket, ensureOwnBucket, hasObject } from '../../../edges/aws/use/own-bucket.ts';
import { putObject } from '../../../edges/aws/use/s3-upload.ts';
import { getCallerIdentity } from '../../../edges/aws/use/sts.ts';
import { awsAccessOf } from '../../config/aws-access.ts';
import { listenToInterrupt } from '../interrupt.ts';
import { deployConsole } from './deploy-console.ts';
import type { Deployment } from './deployment.ts';

export interface PlaceFlags {
  readonly stack: string;
  readonly profile?: string;
  readonly region?: string;
}

/**
 * Works on a stack of the account whose credentials are used.
 * @throws {Problem} AWS_CREDENTIALS, AWS_FAILED, and whatever the work does
 */
export async function withDeployment<T>(flags: PlaceFlags, work: (deployment: Deployment) => Promise<T>): Promise<T> {
  const region = await regionOf(awsAccessOf(flags));
  const access = { ...awsAccessOf(flags), region };
  const { account, arn } = await getCallerIdentity(access);
  const stacks = createStackCalls(access);
  const interrupt = listenToInterrupt();
  try {
    return await work({
      stack: flags.stack,
      account,
      region,
      partition: arn.split(':')[1] || 'aws',
      stacks,
      buckets: {
        ensure: (bucket) => ensureOwnBucket(bucket, access),
        has: (bucket, key) => hasObject(bucket, key, access),
        put: (bucket, key, body) => putObject({ bucket, key, body, contentType: 'application/zip' }, access),
        empty: (bucket, progress) => emptyBucket(bucket, account, access, progress),
        remove: (bucket) => deleteBucket(bucket, account, access),
        notification: (bucket, owner) => getBucketNotification(bucket, owner, access),
        setNotification: (bucket, owner, notification) => putBucketNotification(bucket, owner, notification, access),
      },
      console: deployConsole(interrupt.signal),
      signal: interrupt.signal,
      now: Date.now,
      pause: (time) => sleep(time, undefined, { signal: interrupt.signal }).catch(() => undefined),
    });
  } finally {
    stacks.close();
    interrupt.close();
  }
}
