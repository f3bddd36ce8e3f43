import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import type { AwsAccess } from '../access.ts';
import { withCloudTrail } from './clients.ts';

export interface TrailState {
  readonly isLogging: boolean;
  /** A trail has one kind or the other. */
  readonly selectors: readonly EventSelector[];
  readonly advanced: readonly AdvancedEventSelector[];
}

/**
 * IAM: cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors
 * @param trail ARN, or name in the region
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getTrail(trail: string, access: AwsAccess): Promise<TrailState> {
  const isLogging = await withCloudTrail(
    { permission: 'cloudtrail:GetTrailStatus', target: trail, access },
    async (client, sdk) => (await client.send(new sdk.GetTrailStatusCommand({ Name: trail }))).IsLogging === true,
  );
  return withCloudTrail({ permission: 'cloudtrail:GetEventSelectors', target: trail, access }, async (client, sdk) => {
    const found = await client.send(new sdk.GetEventSelectorsCommand({ TrailName: trail }));
    return { isLogging, selectors: found.EventSelectors ?? [], advanced: found.AdvancedEventSelectors ?? [] };
  });
}
