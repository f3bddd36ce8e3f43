import type { JsonObject } from '../../../base/json.ts';

/** An event, and what of it a responder can mend: `kind` and id, by whom it was done or to what. */
export interface TargetCase {
  readonly fact: string;
  readonly event: JsonObject;
  readonly actors: readonly object[];
  readonly named: readonly object[];
}

const alice = {
  type: 'IAMUser',
  principalId: 'AIDACKCEVSQ6C2EXAMPLE',
  arn: 'arn:aws:iam::123456789012:user/alice',
  accountId: '123456789012',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  userName: 'alice',
};
const byAlice = [
  { kind: 'user', user: 'alice' },
  { kind: 'access-key', accessKey: 'AKIAIOSFODNN7EXAMPLE' },
];
const deploy = {
  type: 'AssumedRole',
  principalId: 'AROACKCEVSQ6C2EXAMPLE:session',
  arn: 'arn:aws:sts::111122223333:assumed-role/deploy/session',
  accountId: '111122223333',
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: { sessionIssuer: { type: 'Role', userName: 'deploy', arn: 'arn:aws:iam::111122223333:role/deploy' } },
};
const call = (service: string, eventName: string, more: JsonObject, userIdentity: JsonObject = alice): JsonObject => ({
  source: `aws.${service}`,
  'detail-type': 'AWS API Call via CloudTrail',
  account: '123456789012',
  region: 'us-east-1',
  detail: { eventSource: `${service}.amazonaws.com`, eventName, userIdentity, awsRegion: 'us-east-1', ...more },
});
const items = (...list: JsonObject[]): JsonObject => ({ items: list });

/** Shapes of requests and answers: the services' API references, as CloudTrail writes them; AWS's examples of records. */
export const targetCases: readonly TargetCase[] = [
  {
    fact: 'an object that was uploaded, in its version',
    event: call('s3', 'PutObject', {
      requestParameters: { bucketName: 'example-uploads', key: 'a b+c.txt', 'x-amz-acl': ['public-read'] },
      responseElements: { 'x-amz-version-id': '3HL4kqtJvjVBH40Nrjfkd' },
    }),
    actors: byAlice,
    named: [
      { kind: 'object', bucket: 'example-uploads', key: 'a b+c.txt', versionId: '3HL4kqtJvjVBH40Nrjfkd' },
      { kind: 'bucket', bucket: 'example-uploads' },
    ],
  },
  {
    fact: 'a call that was refused names who made it, and nothing else',
    event: call('s3', 'PutBucketPolicy', { errorCode: 'AccessDenied', requestParameters: { bucketName: 'example-uploads' } }),
    actors: byAlice,
    named: [],
  },
  {
    fact: 'a session of a role, in the account of the role',
    event: call('s3', 'PutBucketPolicy', { requestParameters: { bucketName: 'example-uploads' } }, deploy),
    actors: [
      { kind: 'role', role: 'deploy', account: '111122223333' },
      { kind: 'access-key', accessKey: 'ASIAIOSFODNN7EXAMPLE', account: '111122223333' },
    ],
    named: [{ kind: 'bucket', bucket: 'example-uploads' }],
  },
  {
    fact: 'nobody can stop the root user, or a service',
    event: call(
      's3',
      'DeleteBucketPolicy',
      { requestParameters: {} },
      { type: 'Root', accountId: '123456789012', userName: 'root' },
    ),
    actors: [],
    named: [],
  },
  {
    fact: 'an access key that was made, and for whom',
    event: call('iam', 'CreateAccessKey', {
      requestParameters: { userName: 'bob' },
      responseElements: { accessKey: { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Active', userName: 'bob' } },
    }),
    actors: byAlice,
    named: [
      { kind: 'user', user: 'bob' },
      { kind: 'access-key', accessKey: 'AKIAI44QH8DHBEXAMPLE' },
    ],
  },
  {
    fact: 'of what is opened, only what is open to the world',
    event: call('ec2', 'AuthorizeSecurityGroupIngress', {
      requestParameters: {
        groupId: 'sg-0123456789abcdef0',
        ipPermissions: items(
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            ipRanges: items({ cidrIp: '192.0.2.0/24' }, { cidrIp: '0.0.0.0/0' }),
            ipv6Ranges: items({ cidrIpv6: '::/0' }),
            groups: {},
          },
          { ipProtocol: '-1', ipRanges: items({ cidrIp: '0.0.0.0/0' }) },
        ),
      },
    }),
    actors: byAlice,
    named: [
      {
        kind: 'opening',
        group: 'sg-0123456789abcdef0',
        rules: [
          { protocol: 'tcp', from: 22, to: 22, cidr: '0.0.0.0/0' },
          { protocol: 'tcp', from: 22, to: 22, cidr: '::/0' },
          { protocol: '-1', from: -1, to: -1, cidr: '0.0.0.0/0' },
        ],
      },
    ],
  },
  {
    fact: 'a group that is asked for by its name has its id in the answer',
    event: call('ec2', 'AuthorizeSecurityGroupIngress', {
      requestParameters: {
        groupName: 'web',
        ipPermissions: items({ ipProtocol: 'tcp', fromPort: 80, toPort: 90, ipRanges: items({ cidrIp: '0.0.0.0/0' }) }),
      },
      responseElements: { securityGroupRuleSet: items({ groupId: 'sg-0123456789abcdef0', securityGroupRuleId: 'sgr-1' }) },
    }),
    actors: byAlice,
    named: [
      {
        kind: 'opening',
        group: 'sg-0123456789abcdef0',
        rules: [{ protocol: 'tcp', from: 80, to: 90, cidr: '0.0.0.0/0' }],
      },
    ],
  },
  {
    fact: 'a group that is opened to a few is no opening',
    event: call('ec2', 'AuthorizeSecurityGroupIngress', {
      requestParameters: {
        groupId: 'sg-0123456789abcdef0',
        ipPermissions: items({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: items({ cidrIp: '192.0.2.0/24' }) }),
      },
    }),
    actors: byAlice,
    named: [],
  },
  {
    fact: 'a snapshot, with those whom it was shared with',
    event: call('ec2', 'ModifySnapshotAttribute', {
      requestParameters: {
        snapshotId: 'snap-0123456789abcdef0',
        createVolumePermission: { add: items({ group: 'all' }, { userId: '111122223333' }) },
        attributeType: 'CREATE_VOLUME_PERMISSION',
      },
    }),
    actors: byAlice,
    named: [{ kind: 'snapshot', snapshot: 'snap-0123456789abcdef0', sharedWith: ['all', '111122223333'] }],
  },
  {
    fact: 'instances of a set',
    event: call('ec2', 'StopInstances', {
      requestParameters: { instancesSet: items({ instanceId: 'i-0123456789abcdef0' }, { instanceId: 'i-0123456789abcdef1' }) },
      responseElements: { instancesSet: items({ instanceId: 'i-0123456789abcdef0' }) },
    }),
    actors: byAlice,
    named: [
      { kind: 'instance', instance: 'i-0123456789abcdef0' },
      { kind: 'instance', instance: 'i-0123456789abcdef1' },
    ],
  },
  {
    fact: 'a trail, by its name or its ARN',
    event: call('cloudtrail', 'PutEventSelectors', { requestParameters: { trailName: 'management-events' } }),
    actors: byAlice,
    named: [{ kind: 'trail', trail: 'management-events' }],
  },
  {
    fact: 'a key that is to be deleted',
    event: call('kms', 'ScheduleKeyDeletion', {
      requestParameters: { keyId: 'alias/whatever' },
      responseElements: { keyId: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
    }),
    actors: byAlice,
    named: [{ kind: 'kms-key', kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' }],
  },
  {
    fact: 'an instance that has stopped',
    event: {
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      account: '123456789012',
      region: 'us-east-1',
      detail: { 'instance-id': 'i-0123456789abcdef0', state: 'stopped' },
    },
    actors: [],
    named: [{ kind: 'instance', instance: 'i-0123456789abcdef0' }],
  },
  {
    fact: 'an object, as EventBridge tells of it',
    event: {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      account: '123456789012',
      region: 'us-east-1',
      detail: { bucket: { name: 'example-uploads' }, object: { key: 'a.txt', 'version-id': 'v1' }, reason: 'PutObject' },
    },
    actors: [],
    named: [{ kind: 'object', bucket: 'example-uploads', key: 'a.txt', versionId: 'v1' }],
  },
  {
    fact: 'what GuardDuty found something about',
    event: {
      source: 'aws.guardduty',
      'detail-type': 'GuardDuty Finding',
      account: '123456789012',
      region: 'us-east-1',
      detail: {
        resource: {
          accessKeyDetails: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userType: 'IAMUser', userName: 'alice' },
          instanceDetails: { instanceId: 'i-0123456789abcdef0' },
          s3BucketDetails: [{ name: 'example-uploads' }],
        },
      },
    },
    actors: [],
    named: [
      { kind: 'access-key', accessKey: 'AKIAIOSFODNN7EXAMPLE' },
      { kind: 'user', user: 'alice' },
      { kind: 'instance', instance: 'i-0123456789abcdef0' },
      { kind: 'bucket', bucket: 'example-uploads' },
    ],
  },
  {
    fact: 'what is no id of AWS is nothing: an event may be written by anybody',
    event: call(
      'ec2',
      'RunInstances',
      { requestParameters: { instanceId: 'i-0123456789abcdef0; rm -rf /', instancesSet: { items: 'none' } } },
      { ...alice, userName: '../admin', accessKeyId: 7 },
    ),
    actors: [],
    named: [],
  },
  {
    fact: 'an account that is none has nothing',
    event: {
      ...call('kms', 'DisableKey', { requestParameters: { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' } }, {}),
      account: '*',
    },
    actors: [],
    named: [],
  },
];
