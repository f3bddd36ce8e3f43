import type { StartLoggingCommandInput } from '@aws-sdk/client-cloudtrail';
import type { AwsAccess } from '../use/access.ts';
import { withCloudTrail } from '../use/responders/clients.ts';

/**
 * A trail that was stopped records again. IAM: cloudtrail:StartLogging
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function startLogging(input: StartLoggingCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'cloudtrail:StartLogging', target: input.Name ?? '', access };
  await withCloudTrail(ask, (client, sdk) => client.send(new sdk.StartLoggingCommand(input)));
}
