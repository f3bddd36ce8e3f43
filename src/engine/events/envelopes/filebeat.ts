import { isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { at, setAt, unfolded } from '../object-path.ts';
import { parseStructText } from '../struct-text.ts';
import { formatTime, timeOf } from '../time.ts';

/** Field of the record ← the places where Filebeat and Elastic Agent put it; the first that is there counts. */
const FIELDS: readonly (readonly [string, ...string[]])[] = [
  ['eventVersion', 'aws.cloudtrail.event_version'],
  ['eventID', 'event.id', 'aws.cloudtrail.event_id'],
  ['eventName', 'event.action'],
  ['eventSource', 'event.provider'],
  ['eventType', 'aws.cloudtrail.event_type'],
  ['eventCategory', 'aws.cloudtrail.event_category'],
  ['awsRegion', 'cloud.region'],
  ['recipientAccountId', 'aws.cloudtrail.recipient_account_id', 'cloud.account.id'],
  ['sourceIPAddress', 'source.ip', 'source.address'],
  ['userAgent', 'user_agent.original'],
  ['errorCode', 'aws.cloudtrail.error_code'],
  ['errorMessage', 'aws.cloudtrail.error_message'],
  ['requestID', 'aws.cloudtrail.request_id'],
  ['apiVersion', 'aws.cloudtrail.api_version'],
  ['readOnly', 'aws.cloudtrail.read_only'],
  ['managementEvent', 'aws.cloudtrail.management_event'],
  ['sharedEventID', 'aws.cloudtrail.shared_event_id'],
  ['vpcEndpointId', 'aws.cloudtrail.vpc_endpoint_id'],
  ['userIdentity.type', 'aws.cloudtrail.user_identity.type'],
  ['userIdentity.arn', 'aws.cloudtrail.user_identity.arn'],
  ['userIdentity.principalId', 'user.id'],
  ['userIdentity.userName', 'user.name'],
  ['userIdentity.accountId', 'cloud.account.id'],
  ['userIdentity.accessKeyId', 'aws.cloudtrail.user_identity.access_key_id'],
  ['userIdentity.invokedBy', 'aws.cloudtrail.user_identity.invoked_by'],
  ['userIdentity.sessionContext.attributes.mfaAuthenticated', 'aws.cloudtrail.user_identity.session_context.mfa_authenticated'],
  ['userIdentity.sessionContext.attributes.creationDate', 'aws.cloudtrail.user_identity.session_context.creation_date'],
  ['userIdentity.sessionContext.sessionIssuer.type', 'aws.cloudtrail.user_identity.session_context.session_issuer.type'],
  ['userIdentity.sessionContext.sessionIssuer.arn', 'aws.cloudtrail.user_identity.session_context.session_issuer.arn'],
  [
    'userIdentity.sessionContext.sessionIssuer.principalId',
    'aws.cloudtrail.user_identity.session_context.session_issuer.principal_id',
  ],
  [
    'userIdentity.sessionContext.sessionIssuer.accountId',
    'aws.cloudtrail.user_identity.session_context.session_issuer.account_id',
  ],
];

/** Structures, as objects (`flattened`) or as text, JSON or `{k=v}`. */
const STRUCTURES: readonly (readonly [string, ...string[]])[] = [
  ['requestParameters', 'aws.cloudtrail.flattened.request_parameters', 'aws.cloudtrail.request_parameters'],
  ['responseElements', 'aws.cloudtrail.flattened.response_elements', 'aws.cloudtrail.response_elements'],
  ['additionalEventData', 'aws.cloudtrail.flattened.additional_eventdata', 'aws.cloudtrail.additional_eventdata'],
  ['serviceEventDetails', 'aws.cloudtrail.flattened.service_event_details', 'aws.cloudtrail.service_event_details'],
];

/**
 * A document of Filebeat's or Elastic Agent's CloudTrail module, also as a search hit (`{"_source":{…}}`). The record is in
 * `event.original` if it was kept, and in `message` if no ingest pipeline has seen the document; else it is put together from
 * ECS and `aws.cloudtrail.*`, and is partial.
 */
export function readFilebeat(value: JsonObject, decoding: Decoding): boolean {
  const document = isJsonObject(value._source) ? value._source : value;
  const original = [lookUp(document, 'event.original'), document.message].find(isRecordText);
  if (
    !isJsonObject(at(document, 'aws', 'cloudtrail')) &&
    !hasDotted(document) &&
    lookUp(document, 'event.dataset') !== 'aws.cloudtrail'
  )
    return false;
  if (original !== undefined) {
    decoding.within({ text: original });
    return true;
  }
  const when = timeOf(lookUp(document, '@timestamp'));
  if (when === undefined || typeof lookUp(document, 'event.action') !== 'string') {
    decoding.reject('DECODE_FIELD', `the document has no ${when === undefined ? '@timestamp' : 'event.action'}`);
    return true;
  }
  const record: Record<string, Json> = { eventTime: formatTime(when) };
  for (const [field, ...places] of FIELDS) setAt(record, field.split('.'), firstAt(document, places));
  for (const [field, ...places] of STRUCTURES) setAt(record, [field], structure(firstAt(document, places)));
  decoding.record(record, when, true, decoding.text ?? JSON.stringify(value));
  return true;
}

function isRecordText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trimStart().startsWith('{');
}

function firstAt(document: JsonObject, places: readonly string[]): Json | undefined {
  for (const place of places) {
    const value = lookUp(document, place);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Nested (`{"event":{"action"}}`) or with dots in the name (`{"event.action"}`). A list of one stands for its element. */
function lookUp(document: JsonObject, place: string): Json | undefined {
  const value = at(document, ...place.split('.')) ?? at(document, place);
  return Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value;
}

function hasDotted(document: JsonObject): boolean {
  return document['aws.cloudtrail.event_type'] !== undefined || document['aws.cloudtrail.event_version'] !== undefined;
}

function structure(value: Json | undefined): Json | undefined {
  const unfold = unfolded(value);
  return typeof unfold === 'string' ? (parseStructText(unfold) ?? unfold) : unfold;
}
