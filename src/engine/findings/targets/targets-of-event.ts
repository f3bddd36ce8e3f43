import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { Envelope, TrailEvent } from '../../../model/event.ts';
import type { Target, TargetThing } from '../../../model/target.ts';
import { fieldOf, fieldText, valueText } from '../value-text.ts';
import { thing } from './thing.ts';

/** Of one event. */
const MOST = 20;

type Things = readonly (TargetThing | undefined)[];

/**
 * What an event names that a responder can mend: whoever did it (user, access key, role), and what it was done to. Takes any shape:
 * a value of another form than AWS gives such ids is left out.
 * Source: AWS CloudTrail User Guide, "CloudTrail userIdentity element"; the services' API references for their parameters; Amazon EC2
 * User Guide, "Instance state-change events"; Amazon S3 User Guide, "Event message structure"; Amazon GuardDuty User Guide, "Finding
 * details".
 */
export function targetsOfEvent({ envelope, at }: Pick<TrailEvent, 'envelope' | 'at'>): Target[] {
  const detail: unknown = envelope.detail;
  const identity = fieldOf(detail, 'userIdentity');
  const account = valueText(envelope.account) || fieldText(detail, 'recipientAccountId');
  const region = fieldText(detail, 'awsRegion') || valueText(envelope.region);
  const by = fieldText(identity, 'principalId');
  const head = { region, at, ...(by !== '' && { by }) };
  const of = (as: Target['as'], inAccount: string, things: Things): Target[] =>
    /^\d{12}$/.test(inAccount)
      ? things.flatMap((one) => (one === undefined ? [] : { ...head, account: inAccount, as, ...one }))
      : [];
  const all = [
    ...of('actor', fieldText(identity, 'accountId') || account, actors(identity)),
    ...of('named', account, named(envelope)),
  ];
  return all.slice(0, MOST);
}

/** Root, services and federated users are nobody whom a responder could stop. */
function actors(identity: unknown): Things {
  const key = thing.accessKey(fieldOf(identity, 'accessKeyId'));
  switch (fieldText(identity, 'type')) {
    case 'IAMUser':
      return [thing.user(fieldOf(identity, 'userName')), key];
    case 'AssumedRole': {
      const issuer = fieldOf(fieldOf(identity, 'sessionContext'), 'sessionIssuer');
      return [thing.role(fieldOf(issuer, 'userName')), key];
    }
    default:
      return [];
  }
}

function named({ source, 'detail-type': detailType, detail }: Envelope): Things {
  if (!isJsonObject(detail)) return [];
  const type = valueText(detailType);
  if (source === 'aws.ec2' && type === 'EC2 Instance State-change Notification') return [thing.instance(detail['instance-id'])];
  if (source === 'aws.s3' && type.startsWith('Object ')) return [objectOf(detail)];
  if (source === 'aws.guardduty') return ofGuardDuty(detail);
  // A call that was refused has changed nothing.
  if (fieldText(detail, 'errorCode') !== '') return [];
  return ofCall(detail);
}

function objectOf(detail: JsonObject) {
  const object = fieldOf(detail, 'object');
  return thing.object(fieldOf(fieldOf(detail, 'bucket'), 'name'), fieldOf(object, 'key'), fieldOf(object, 'version-id'));
}

function ofGuardDuty(detail: JsonObject): Things {
  const resource = fieldOf(detail, 'resource');
  const keys = fieldOf(resource, 'accessKeyDetails');
  const isUser = fieldText(keys, 'userType') === 'IAMUser';
  const isRole = fieldText(keys, 'userType') === 'AssumedRole';
  return [
    thing.accessKey(fieldOf(keys, 'accessKeyId')),
    isUser ? thing.user(fieldOf(keys, 'userName')) : undefined,
    isRole ? thing.role(fieldOf(keys, 'userName')) : undefined,
    thing.instance(fieldOf(fieldOf(resource, 'instanceDetails'), 'instanceId')),
    ...listOf(fieldOf(resource, 's3BucketDetails')).map((bucket) => thing.bucket(fieldOf(bucket, 'name'))),
  ];
}

function ofCall(detail: JsonObject): Things {
  const asked = detail.requestParameters;
  const answer = detail.responseElements;
  switch (fieldText(detail, 'eventSource')) {
    case 's3.amazonaws.com': {
      const bucket = fieldOf(asked, 'bucketName');
      const versionId = fieldOf(answer, 'x-amz-version-id') ?? fieldOf(asked, 'versionId');
      return [thing.object(bucket, fieldOf(asked, 'key'), versionId), thing.bucket(bucket)];
    }
    case 'ec2.amazonaws.com':
      return ofEc2(fieldText(detail, 'eventName'), asked, answer);
    case 'iam.amazonaws.com': {
      const key = fieldOf(answer, 'accessKey');
      return [
        thing.user(fieldOf(asked, 'userName') ?? fieldOf(key, 'userName')),
        thing.accessKey(fieldOf(key, 'accessKeyId') ?? fieldOf(asked, 'accessKeyId')),
        thing.role(fieldOf(asked, 'roleName')),
      ];
    }
    case 'cloudtrail.amazonaws.com':
      return [thing.trail(fieldOf(asked, 'name') ?? fieldOf(asked, 'trailName'))];
    case 'kms.amazonaws.com':
      return [thing.kmsKey(fieldOf(answer, 'keyId')) ?? thing.kmsKey(fieldOf(asked, 'keyId'))];
    default:
      return [];
  }
}

function ofEc2(eventName: string, asked: unknown, answer: unknown): Things {
  switch (eventName) {
    case 'AuthorizeSecurityGroupIngress':
      return [thing.opening(fieldOf(asked, 'groupId') ?? groupIn(answer), openedBy(asked))];
    case 'ModifySnapshotAttribute': {
      const added = itemsOf(fieldOf(fieldOf(asked, 'createVolumePermission'), 'add'));
      return [
        thing.snapshot(
          fieldOf(asked, 'snapshotId'),
          added.map((one) => fieldOf(one, 'group') ?? fieldOf(one, 'userId')),
        ),
      ];
    }
    default: {
      const sets = [...itemsOf(fieldOf(asked, 'instancesSet')), ...itemsOf(fieldOf(answer, 'instancesSet'))];
      const ids = [fieldOf(asked, 'instanceId'), ...sets.map((one) => fieldOf(one, 'instanceId'))];
      return [...new Set(ids)].map((id) => thing.instance(id));
    }
  }
}

/** Asked for by its name, the group's id is only in the answer. */
function groupIn(answer: unknown): unknown {
  return fieldOf(itemsOf(fieldOf(answer, 'securityGroupRuleSet'))[0], 'groupId');
}

function openedBy(asked: unknown) {
  return itemsOf(fieldOf(asked, 'ipPermissions')).flatMap((permission) => {
    const rule = {
      protocol: fieldOf(permission, 'ipProtocol'),
      from: fieldOf(permission, 'fromPort'),
      to: fieldOf(permission, 'toPort'),
    };
    const cidrs = [
      ...itemsOf(fieldOf(permission, 'ipRanges')).map((range) => fieldOf(range, 'cidrIp')),
      ...itemsOf(fieldOf(permission, 'ipv6Ranges')).map((range) => fieldOf(range, 'cidrIpv6')),
    ];
    return cidrs.map((cidr) => ({ ...rule, cidr }));
  });
}

/** EC2's lists are maps with `items`. */
function itemsOf(value: unknown): readonly unknown[] {
  return listOf(fieldOf(value, 'items'));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
