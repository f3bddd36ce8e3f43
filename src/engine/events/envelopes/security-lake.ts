import { isJsonObject, type Json, type JsonObject, stringOf } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { at, setAt, unfolded } from '../object-path.ts';
import { formatTime, timeOf } from '../time.ts';

/** Field of the record ← places in OCSF 1.0.0-rc.2 (source version 1), 1.1.0 (2) and later; the first that is there counts. */
const FIELDS: readonly (readonly [string, ...string[]])[] = [
  ['eventVersion', 'metadata.product.version'],
  ['eventID', 'metadata.uid'],
  ['eventName', 'api.operation'],
  ['eventSource', 'api.service.name'],
  ['eventType', 'metadata.event_code'],
  ['eventCategory', 'metadata.product.feature.name'],
  ['apiVersion', 'api.version'],
  ['awsRegion', 'cloud.region', 'region'],
  ['recipientAccountId', 'cloud.account.uid', 'cloud.account_uid', 'accountid'],
  ['sourceIPAddress', 'src_endpoint.ip', 'src_endpoint.domain', 'src_endpoint.svc_name'],
  ['vpcEndpointId', 'src_endpoint.uid'],
  ['userAgent', 'http_request.user_agent'],
  ['errorCode', 'api.response.error'],
  ['errorMessage', 'api.response.message'],
  ['requestID', 'api.request.uid'],
  ['userIdentity.type', 'actor.user.type'],
  ['userIdentity.userName', 'actor.user.name'],
  ['userIdentity.accountId', 'actor.user.account.uid', 'actor.user.account_uid'],
  ['userIdentity.accessKeyId', 'actor.user.credential_uid'],
  ['userIdentity.invokedBy', 'actor.invoked_by'],
  ['userIdentity.identityProvider', 'actor.idp.name'],
  ['userIdentity.sessionContext.sessionIssuer.arn', 'actor.session.issuer'],
  ['userIdentity.sessionContext.attributes.creationDate', 'actor.session.created_time_dt'],
  ['requestParameters', 'api.request.data'],
  ['responseElements', 'api.response.data'],
];

const BOOLEAN = new Set(['readOnly', 'managementEvent', 'sessionCredentialFromConsole']);

/**
 * An OCSF event of Security Lake that was made of a CloudTrail record (classes 3001, 3002, 3005, 6003, 6005): mapped back as far
 * as it goes, partial. The versions differ: the first has the principal's id in `user.uid` and the ARN in `user.uuid`, later
 * ones the ARN in `user.uid`. Source: the mappings in the OCSF project's examples, "AWS CloudTrail".
 */
export function readSecurityLake(value: JsonObject, decoding: Decoding): boolean {
  if (typeof value.class_uid !== 'number' || !isJsonObject(value.metadata)) return false;
  const product = stringOf(at(value, 'metadata', 'product', 'name'));
  if (product !== undefined && product !== 'CloudTrail') {
    decoding.ignored('OCSF event of another product than CloudTrail');
    return true;
  }
  const when = timeOf(value.time) ?? timeOf(value.time_dt);
  if (when === undefined || typeof at(value, 'api', 'operation') !== 'string') {
    decoding.reject('DECODE_FIELD', `the OCSF event has no ${when === undefined ? 'time' : 'api.operation'}`);
    return true;
  }
  const record: Record<string, Json> = { eventTime: formatTime(when) };
  for (const [field, ...places] of FIELDS) {
    for (const place of places) {
      const found = at(value, ...place.split('.'));
      if (found === undefined || found === null || found === '') continue;
      setAt(record, field.split('.'), field === 'requestParameters' || field === 'responseElements' ? unfolded(found) : found);
      break;
    }
  }
  setPrincipal(record, value);
  const mfa = at(value, 'actor', 'session', 'is_mfa') ?? at(value, 'actor', 'session', 'mfa');
  if (typeof mfa === 'boolean') setAt(record, ['userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated'], String(mfa));
  if (value.class_uid === 3002 && typeof (value.is_mfa ?? value.mfa) === 'boolean')
    setAt(record, ['additionalEventData', 'MFAUsed'], (value.is_mfa ?? value.mfa) === true ? 'Yes' : 'No');
  setResources(record, value);
  setUnmapped(record, value.unmapped);
  decoding.record(record, when, true, decoding.text ?? JSON.stringify(value));
  return true;
}

function setPrincipal(record: Record<string, Json>, value: JsonObject): void {
  for (const name of ['uid', 'uuid', 'uid_alt']) {
    const id = at(value, 'actor', 'user', name);
    if (typeof id === 'string') setAt(record, ['userIdentity', id.startsWith('arn:') ? 'arn' : 'principalId'], id);
  }
}

function setResources(record: Record<string, Json>, value: JsonObject): void {
  if (!Array.isArray(value.resources)) return;
  const resources: Json[] = [];
  for (const resource of value.resources) {
    if (!isJsonObject(resource)) continue;
    const made: Record<string, Json> = {};
    setAt(made, ['ARN'], resource.uid);
    setAt(made, ['type'], resource.type);
    setAt(made, ['accountId'], at(resource, 'owner', 'account', 'uid') ?? resource.account_uid);
    resources.push(made);
  }
  if (resources.length > 0) record.resources = resources;
}

/** What OCSF has no place for, under CloudTrail's own dotted names; as an object, or as a list of pairs. */
function setUnmapped(record: Record<string, Json>, unmapped: Json | undefined): void {
  for (const [name, text] of pairsOf(unmapped)) {
    const path = name.split('.');
    if (path.length > 10 || at(record, ...path) !== undefined) continue;
    setAt(record, path, BOOLEAN.has(name) && (text === 'true' || text === 'false') ? text === 'true' : unfolded(text));
  }
}

function pairsOf(unmapped: Json | undefined): [string, Json][] {
  if (isJsonObject(unmapped)) return Object.entries(unmapped) as [string, Json][];
  if (!Array.isArray(unmapped)) return [];
  const pairs: [string, Json][] = [];
  for (const pair of unmapped as readonly Json[]) {
    if (Array.isArray(pair) && typeof pair[0] === 'string') pairs.push([pair[0], pair[1] as Json]);
    else if (isJsonObject(pair) && typeof pair.key === 'string') pairs.push([pair.key, pair.value as Json]);
  }
  return pairs;
}
