import type { PutEventSelectorsCommandInput } from '@aws-sdk/client-cloudtrail';
import type { AwsAccess } from '../use/access.ts';
import { withCloudTrail } from '../use/responders/clients.ts';

/**
 * Says which events a trail records. IAM: cloudtrail:PutEventSelectors
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function putEventSelectors(input: PutEventSelectorsCommandInput, access: AwsAccess): Promise<void> {
  const ask = { permission: 'cloudtrail:PutEventSelectors', target: input.TrailName ?? '', access };
  await withCloudTrail(ask, (client, sdk) => client.send(new sdk.PutEventSelectorsCommand(input)));
}
