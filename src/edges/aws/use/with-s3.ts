import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/**
 * Work on one bucket, with a client that is closed after it. `step` names the permission of the next call, for what goes wrong there.
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function withS3<T>(
  bucket: string,
  access: AwsAccess,
  work: (s3: Awaited<ReturnType<typeof load>>) => Promise<T>,
): Promise<T> {
  let permission = 's3:ListBucket';
  try {
    const s3 = await load(access, (next) => {
      permission = next;
    });
    try {
      return await work(s3);
    } finally {
      s3.client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, permission, `s3://${bucket}`);
  }
}

async function load(access: AwsAccess, step: (permission: string) => void) {
  const [sdk, settings] = await Promise.all([import('@aws-sdk/client-s3'), clientSettings('S3', access)]);
  const client = new sdk.S3Client({
    ...settings,
    ...('endpoint' in settings && { forcePathStyle: true }),
    followRegionRedirects: true,
  });
  return { client, sdk, step };
}
