import type { ModifyNetworkInterfaceAttributeCommandInput } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../use/access.ts';
import { withEc2 } from '../use/responders/clients.ts';

/**
 * Gives a network interface other security groups. IAM: ec2:ModifyNetworkInterfaceAttribute
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function modifyNetworkInterface(
  input: ModifyNetworkInterfaceAttributeCommandInput,
  access: AwsAccess,
): Promise<void> {
  const ask = { permission: 'ec2:ModifyNetworkInterfaceAttribute', target: input.NetworkInterfaceId ?? '', access };
  await withEc2(ask, (client, sdk) => client.send(new sdk.ModifyNetworkInterfaceAttributeCommand(input)));
}
