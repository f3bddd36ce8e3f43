import { isJsonObject } from '../../../../base/json.ts';
import type { Envelope } from '../../../../model/event.ts';

/**
 * Is this a read-only management event that came through CloudTrail? A rule in state `ENABLED` doesn't see those; one in state
 * `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` does.
 *
 * CloudTrail's own `readOnly` and `managementEvent` decide. Where an older record lacks them: a name that starts with Get, List
 * or Describe reads, and an event is a management event unless its category says otherwise or it is about an S3 object.
 * `GetFederationToken` and `GetSessionToken` of STS are changes, whatever they are called.
 *
 * Source: Amazon EventBridge User Guide, "Receiving read-only management events from AWS services".
 */
export function isReadOnlyManagementEvent({ 'detail-type': type, detail }: Envelope): boolean {
  if (!type.endsWith(' via CloudTrail')) return false;
  const { eventName, eventSource, readOnly, managementEvent, eventCategory } = detail;
  const name = typeof eventName === 'string' ? eventName : '';
  if (eventSource === 'sts.amazonaws.com' && changesDespiteItsName.has(name)) return false;
  const reads = typeof readOnly === 'boolean' ? readOnly : /^(Get|List|Describe)/.test(name);
  if (!reads) return false;
  if (typeof managementEvent === 'boolean') return managementEvent;
  if (typeof eventCategory === 'string') return eventCategory === 'Management';
  return !isAboutAnObject(detail.resources);
}

const changesDespiteItsName = new Set(['GetFederationToken', 'GetSessionToken']);

function isAboutAnObject(resources: unknown): boolean {
  return Array.isArray(resources) && resources.some((resource) => isJsonObject(resource) && resource.type === 'AWS::S3::Object');
}
