import type { RevokeSecurityGroupIngressCommandInput } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../use/access.ts';
import { withEc2 } from '../use/responders/clients.ts';

/**
 * Removes inbound rules of a security group. IAM: ec2:RevokeSecurityGroupIngress
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function revokeSecurityGroupIngress(
  input: RevokeSecurityGroupIngressCommandInput,
  access: AwsAccess,
): Promise<void> {
  const ask = { permission: 'ec2:RevokeSecurityGroupIngress', target: input.GroupId ?? '', access };
  await withEc2(ask, (client, sdk) => client.send(new sdk.RevokeSecurityGroupIngressCommand(input)));
}
