import type { Json, JsonObject } from '../base/json.ts';
import type { EpochMs } from '../base/units.ts';
import type { Random } from './random.ts';
import { isoTime } from './times.ts';

/**
 * One record of a CloudTrail log, with the fields in the order in which CloudTrail writes them.
 * Source: AWS CloudTrail User Guide, "CloudTrail record contents".
 */
export interface CloudTrailRecord extends JsonObject {
  readonly eventVersion: string;
  readonly userIdentity: JsonObject;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly eventType: string;
  readonly recipientAccountId: string;
}

/** What is called: the part of a record that doesn't depend on who calls. */
export interface Call {
  /** The service's endpoint: `ec2` for `ec2.amazonaws.com`. */
  readonly service: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly request: Json;
  readonly response?: Json;
  readonly additional?: JsonObject;
  readonly resources?: readonly Json[];
  /** A data event (S3 objects, Lambda invocations), not a management event. */
  readonly data?: true;
  /** The IAM action that was denied: the message then names the caller. */
  readonly denied?: string;
  /** A failed sign-in has a message and no code. */
  readonly error?: { readonly code?: string; readonly message: string };
  readonly type?: 'AwsServiceEvent' | 'AwsConsoleSignIn';
  readonly serviceEventDetails?: JsonObject;
  /** The account at the other end gets a copy with the same shared id. */
  readonly shared?: true;
  /** The host that the client named, where it isn't `service.region.amazonaws.com`. */
  readonly host?: string;
}

/** Who calls, and from where. */
export interface Caller {
  readonly identity: JsonObject;
  readonly arn: string;
  readonly address: string;
  readonly agent: string;
  /** How the call is made. `cli` and `terraform` say in their user agent what they call; services show neither TLS nor address. */
  readonly via: 'cli' | 'console' | 'sdk' | 'terraform' | 'service';
  readonly vpcEndpointId?: string;
}

/** Services stamp their records with versions of the format of their own. */
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ['iam', '1.10'],
  ['sts', '1.08'],
  ['s3', '1.11'],
  ['kms', '1.11'],
  ['ec2', '1.10'],
  ['lambda', '1.11'],
  ['dynamodb', '1.11'],
  ['monitoring', '1.11'],
  ['logs', '1.11'],
  ['cloudtrail', '1.11'],
  ['config', '1.08'],
  ['organizations', '1.09'],
  ['autoscaling', '1.09'],
]);
const GLOBAL = new Set(['iam', 'cloudfront', 'organizations', 'ce', 'health', 'route53', 'budgets']);

/** IAM, Organizations, CloudFront and their like are logged in us-east-1, wherever the call comes from. */
function isGlobal(call: Call): boolean {
  return GLOBAL.has(call.service);
}

type Writable = { -readonly [K in keyof CloudTrailRecord]: CloudTrailRecord[K] };

/** The record that CloudTrail writes of a call. */
export function toRecord(
  call: Call,
  caller: Caller,
  at: EpochMs,
  place: string,
  accountId: string,
  random: Random,
): CloudTrailRecord {
  const region = isGlobal(call) ? 'us-east-1' : place;
  const failed = call.denied !== undefined || call.error !== undefined;
  const record = {
    eventVersion: VERSIONS.get(call.service) ?? '1.09',
    userIdentity: caller.identity,
    eventTime: isoTime(at),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: caller.address,
    userAgent: userAgentOf(call, caller),
  } as Writable;
  if (call.denied !== undefined) {
    record.errorCode = deniedCode(call.service);
    record.errorMessage = deniedMessage(call.denied, caller.arn, call.service === 'ec2');
  } else if (call.error !== undefined) {
    if (call.error.code !== undefined) record.errorCode = call.error.code;
    record.errorMessage = call.error.message;
  }
  record.requestParameters = call.request;
  record.responseElements = failed && call.type === undefined ? null : (call.response ?? null);
  if (call.additional !== undefined) record.additionalEventData = call.additional;
  if (call.type === undefined) record.requestID = call.service === 's3' ? s3RequestId(random) : random.uuid();
  record.eventID = random.uuid();
  record.readOnly = call.readOnly;
  if (call.resources !== undefined) record.resources = call.resources;
  record.eventType = call.type ?? 'AwsApiCall';
  record.managementEvent = call.data === undefined;
  record.recipientAccountId = accountId;
  if (call.shared !== undefined) record.sharedEventID = random.uuid();
  if (caller.vpcEndpointId !== undefined) {
    record.vpcEndpointId = caller.vpcEndpointId;
    record.vpcEndpointAccountId = accountId;
  }
  if (call.serviceEventDetails !== undefined) record.serviceEventDetails = call.serviceEventDetails;
  record.eventCategory = call.data === undefined ? 'Management' : 'Data';
  if (caller.via !== 'service') record.tlsDetails = tlsOf(call.host ?? hostOf(call.service, region));
  if (caller.via === 'console' && call.type === undefined) record.sessionCredentialFromConsole = 'true';
  return record;
}

/** Services of the older protocols say `AccessDenied`, those of the JSON protocols `AccessDeniedException`. */
const OLDER = new Set([
  's3',
  'iam',
  'sts',
  'rds',
  'sns',
  'sqs',
  'ses',
  'autoscaling',
  'elasticloadbalancing',
  'cloudformation',
  'monitoring',
]);

function deniedCode(service: string): string {
  if (service === 'ec2') return 'Client.UnauthorizedOperation';
  return OLDER.has(service) ? 'AccessDenied' : 'AccessDeniedException';
}

function deniedMessage(action: string, arn: string, ec2: boolean): string {
  const reason = `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  return ec2 ? `You are not authorized to perform this operation. ${reason}` : reason;
}

function hostOf(service: string, region: string): string {
  return GLOBAL.has(service) ? `${service}.amazonaws.com` : `${service}.${region}.amazonaws.com`;
}

function tlsOf(host: string): JsonObject {
  return { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: host };
}

function userAgentOf(call: Call, caller: Caller): string {
  let agent = caller.agent;
  if (caller.via === 'cli') agent = `${agent} md/prompt#off md/command#${call.service}.${kebab(call.name)}`;
  else if (caller.via === 'terraform') agent = `${agent} api/${call.service}`;
  return call.service === 's3' && caller.via !== 'service' ? `[${agent}]` : agent;
}

const kebabs = new Map<string, string>();

function kebab(name: string): string {
  let text = kebabs.get(name);
  if (text === undefined) {
    text = name
      .replace(/\d{8}(v\d)?$/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase();
    kebabs.set(name, text);
  }
  return text;
}

const PAIRS: readonly string[] = Array.from({ length: 1024 }, (_, i) => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return `${alphabet[i >>> 5]}${alphabet[i & 31]}`;
});

/** Sixteen characters; S3 numbers its requests in its own way. */
function s3RequestId(random: Random): string {
  let id = '';
  for (let i = 0; i < 4; i++) {
    const bits = random.next();
    id += `${PAIRS[bits >>> 22]}${PAIRS[(bits >>> 12) & 1023]}`;
  }
  return id;
}
