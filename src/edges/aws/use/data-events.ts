import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/**
 * Types of resources whose data events a trail of this region records that is logging: `AWS::S3::Object`, `AWS::Lambda::Function`. Of all
 * such resources or of some. IAM: cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getRecordedDataEvents(access: AwsAccess, signal: AbortSignal): Promise<ReadonlySet<string>> {
  let action = 'cloudtrail:DescribeTrails';
  try {
    const sdk = await import('@aws-sdk/client-cloudtrail');
    const client = new sdk.CloudTrailClient(await clientSettings('CLOUDTRAIL', access));
    const options = { abortSignal: signal };
    try {
      const found = new Set<string>();
      const { trailList = [] } = await client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true }), options);
      for (const trail of trailList) {
        // A trail of another region or of the organization answers only to its ARN.
        const name = trail.TrailARN ?? trail.Name;
        action = 'cloudtrail:GetTrailStatus';
        const { IsLogging } = await client.send(new sdk.GetTrailStatusCommand({ Name: name }), options);
        if (IsLogging !== true) continue;
        action = 'cloudtrail:GetEventSelectors';
        const selectors = await client.send(new sdk.GetEventSelectorsCommand({ TrailName: name }), options);
        for (const type of dataTypes(selectors.EventSelectors, selectors.AdvancedEventSelectors)) found.add(type);
      }
      return found;
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, action, access.region ?? 'the region');
  }
}

/** Source: CloudTrail API reference, "EventSelector" and "AdvancedEventSelector". */
export function dataTypes(simple: readonly EventSelector[] = [], advanced: readonly AdvancedEventSelector[] = []): string[] {
  const named = simple.flatMap(({ DataResources = [] }) =>
    DataResources.flatMap(({ Type, Values = [] }) => (Type !== undefined && Values.length > 0 ? [Type] : [])),
  );
  const chosen = advanced.flatMap(({ FieldSelectors = [] }) => {
    const values = (field: string) => FieldSelectors.filter(({ Field }) => Field === field).flatMap(({ Equals = [] }) => Equals);
    return values('eventCategory').includes('Data') ? values('resources.type') : [];
  });
  return [...new Set([...named, ...chosen])];
}
