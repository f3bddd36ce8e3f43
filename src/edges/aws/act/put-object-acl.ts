import type { PutObjectAclCommandInput } from '@aws-sdk/client-s3';
import type { AwsAccess } from '../use/access.ts';
import { withS3 } from '../use/responders/clients.ts';

/**
 * Gives an object another ACL. IAM: s3:PutObjectAcl, of a version s3:PutObjectVersionAcl
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putObjectAcl(input: PutObjectAclCommandInput, access: AwsAccess): Promise<void> {
  const permission = input.VersionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl';
  const ask = { permission, target: `s3://${input.Bucket}/${input.Key}`, access };
  await withS3(ask, (client, sdk) => client.send(new sdk.PutObjectAclCommand(input)));
}
