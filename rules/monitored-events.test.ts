import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { evaluate } from '../src/engine/rules/evaluate.ts';
import { loadRules } from '../src/engine/rules/load.ts';
import { buildMatcher } from '../src/engine/rules/matcher.ts';

const file = 'rules/monitored_events.json';
const loaded = loadRules([{ file, text: readFileSync(new URL('monitored_events.json', import.meta.url), 'utf8') }]);
const matcher = buildMatcher(loaded.rules.map((rule) => rule.when));

/** A record as CloudTrail writes it, with what a case says on top. `null` takes a field away. */
function record(eventSource: string, eventName: string, more: JsonObject = {}): JsonObject {
  const whole = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEEXAMPLE123',
      arn: 'arn:aws:iam::123456789012:user/alice',
      accountId: '123456789012',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE12',
      userName: 'alice',
    },
    eventTime: '2026-01-31T12:00:00Z',
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: null,
    responseElements: null,
    eventID: '11111111-2222-4333-8444-555555555555',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    ...more,
  };
  return Object.fromEntries(Object.entries(whole).filter(([key, value]) => more[key] !== null || value !== null));
}

const root = { type: 'Root', principalId: '123456789012', arn: 'arn:aws:iam::123456789012:root', accountId: '123456789012' };
const signIn = (outcome: string, more: JsonObject = {}) =>
  record('signin', 'ConsoleLogin', { eventType: 'AwsConsoleSignIn', responseElements: { ConsoleLogin: outcome }, ...more });
const launch = (instanceType: string, more: JsonObject = {}) =>
  record('ec2', 'RunInstances', {
    requestParameters: {
      instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] },
      instanceType,
    },
    ...more,
  });
const denied = { errorCode: 'AccessDenied', errorMessage: 'User is not authorized to perform this action' };

interface Case {
  readonly hits: Readonly<Record<string, JsonObject>>;
  readonly misses: Readonly<Record<string, JsonObject>>;
}

/** For each shipped id: events that it is for, and near misses that it must leave alone. */
const cases: Readonly<Record<string, Case>> = {
  'unauthorized-api-call': {
    hits: {
      AccessDenied: record('s3', 'ListBuckets', denied),
      AccessDeniedException: record('kms', 'Decrypt', { errorCode: 'AccessDeniedException' }),
      'Client.UnauthorizedOperation': record('ec2', 'DescribeInstances', { errorCode: 'Client.UnauthorizedOperation' }),
    },
    misses: {
      'a call that went well': record('s3', 'ListBuckets'),
      'another error': record('s3', 'GetBucketPolicy', { errorCode: 'NoSuchBucketPolicy' }),
      'the words in the message only': record('iam', 'GetUser', { errorCode: 'ValidationError', errorMessage: 'AccessDenied' }),
    },
  },
  'root-usage': {
    hits: {
      'a call by root': record('iam', 'ListUsers', { userIdentity: root }),
      'a sign-in by root': signIn('Success', { userIdentity: root }),
      'a record from before eventType existed': record('iam', 'ListUsers', { userIdentity: root, eventType: null }),
    },
    misses: {
      'a service in the name of root': record('s3', 'GetBucketAcl', {
        userIdentity: { ...root, invokedBy: 'cloudtrail.amazonaws.com' },
      }),
      'an event of a service': record('kms', 'RotateKey', { userIdentity: root, eventType: 'AwsServiceEvent' }),
      'a user named Root': record('iam', 'ListUsers', { userIdentity: { type: 'IAMUser', userName: 'Root' } }),
    },
  },
  'console-login-failure': {
    hits: {
      'a wrong password': signIn('Failure', { errorMessage: 'Failed authentication' }),
      'an unknown user': signIn('Failure', {
        userIdentity: { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        errorMessage: 'No username found in supplied account',
      }),
    },
    misses: {
      'a successful login': signIn('Success'),
      'another sign-in event': record('signin', 'CheckMfa', { responseElements: { CheckMfa: 'Failure' } }),
    },
  },
  'console-sign-in': {
    hits: {
      'a successful login': signIn('Success'),
      'a login by a role': signIn('Success', { userIdentity: { type: 'AssumedRole' } }),
    },
    misses: {
      'a wrong password': signIn('Failure'),
      'a role switch': record('signin', 'SwitchRole', { responseElements: { SwitchRole: 'Success' } }),
    },
  },
  'iam-policy-change': {
    hits: { 'a policy attached': record('iam', 'AttachUserPolicy'), 'an attempt': record('iam', 'PutRolePolicy', denied) },
    misses: {
      'a policy read': record('iam', 'GetPolicy', { readOnly: true }),
      'a policy of Organizations': record('organizations', 'CreatePolicy'),
      'a policy of a bucket': record('s3', 'PutBucketPolicy'),
    },
  },
  'iam-user-created': {
    hits: { 'a user': record('iam', 'CreateUser', { requestParameters: { userName: 'bob' } }) },
    misses: {
      'a user of Identity Center': record('identitystore', 'CreateUser'),
      'a role': record('iam', 'CreateRole'),
    },
  },
  'iam-access-key-created': {
    hits: { 'a key': record('iam', 'CreateAccessKey', { requestParameters: { userName: 'bob' } }) },
    misses: {
      'a key deleted': record('iam', 'DeleteAccessKey'),
      'keys listed': record('iam', 'ListAccessKeys', { readOnly: true }),
    },
  },
  'cloudtrail-logging-stopped': {
    hits: { 'a trail stopped': record('cloudtrail', 'StopLogging'), 'an attempt': record('cloudtrail', 'DeleteTrail', denied) },
    misses: {
      'a trail started': record('cloudtrail', 'StartLogging'),
      'the same name elsewhere': record('example', 'StopLogging'),
      'a status read': record('cloudtrail', 'GetTrailStatus', { readOnly: true }),
    },
  },
  'cloudtrail-configuration-change': {
    hits: {
      'a trail changed': record('cloudtrail', 'UpdateTrail'),
      'selectors narrowed': record('cloudtrail', 'PutEventSelectors'),
    },
    misses: {
      'selectors read': record('cloudtrail', 'GetEventSelectors', { readOnly: true }),
      'a trail stopped': record('cloudtrail', 'StopLogging'),
    },
  },
  'config-recording-stopped': {
    hits: {
      'a recorder stopped': record('config', 'StopConfigurationRecorder'),
      'a channel deleted': record('config', 'DeleteDeliveryChannel'),
    },
    misses: {
      'a recorder started': record('config', 'StartConfigurationRecorder'),
      'recorders read': record('config', 'DescribeConfigurationRecorders'),
    },
  },
  'config-change': {
    hits: {
      'a recorder changed': record('config', 'PutConfigurationRecorder'),
      'a rule deleted': record('config', 'DeleteConfigRule'),
    },
    misses: {
      'an evaluation reported': record('config', 'PutEvaluations'),
      'a recorder stopped': record('config', 'StopConfigurationRecorder'),
    },
  },
  'kms-key-loss': {
    hits: { 'a deletion scheduled': record('kms', 'ScheduleKeyDeletion'), 'a key disabled': record('kms', 'DisableKey') },
    misses: {
      'a deletion cancelled': record('kms', 'CancelKeyDeletion'),
      'a key enabled': record('kms', 'EnableKey'),
      'rotation turned off': record('kms', 'DisableKeyRotation'),
    },
  },
  's3-bucket-policy-change': {
    hits: { 'a policy put': record('s3', 'PutBucketPolicy'), 'an expiry put': record('s3', 'PutBucketLifecycle') },
    misses: {
      'a policy read': record('s3', 'GetBucketPolicy', { readOnly: true }),
      'tags put': record('s3', 'PutBucketTagging'),
      'the ACL of an object': record('s3', 'PutObjectAcl'),
    },
  },
  's3-public-access-block-change': {
    hits: {
      'a block removed': record('s3', 'DeleteBucketPublicAccessBlock'),
      'a block of the account': record('s3', 'PutAccountPublicAccessBlock'),
    },
    misses: { 'a block read': record('s3', 'GetBucketPublicAccessBlock', { readOnly: true }) },
  },
  'vpc-change': {
    hits: { 'a network made': record('ec2', 'CreateVpc'), 'a peering accepted': record('ec2', 'AcceptVpcPeeringConnection') },
    misses: {
      'networks listed': record('ec2', 'DescribeVpcs', { readOnly: true }),
      'an endpoint': record('ec2', 'CreateVpcEndpoint'),
    },
  },
  'security-group-change': {
    hits: {
      'a port opened': record('ec2', 'AuthorizeSecurityGroupIngress'),
      'a rule edited': record('ec2', 'ModifySecurityGroupRules'),
    },
    misses: {
      'groups listed': record('ec2', 'DescribeSecurityGroups', { readOnly: true }),
      'a group of a cache': record('elasticache', 'CreateSecurityGroup'),
    },
  },
  'network-acl-change': {
    hits: {
      'an entry replaced': record('ec2', 'ReplaceNetworkAclEntry'),
      'another list for a subnet': record('ec2', 'ReplaceNetworkAclAssociation'),
    },
    misses: {
      'lists listed': record('ec2', 'DescribeNetworkAcls', { readOnly: true }),
      'an ACL of WAF': record('wafv2', 'CreateWebACL'),
    },
  },
  'network-gateway-change': {
    hits: {
      'an internet gateway attached': record('ec2', 'AttachInternetGateway'),
      'a NAT gateway made': record('ec2', 'CreateNatGateway'),
    },
    misses: {
      'gateways listed': record('ec2', 'DescribeInternetGateways', { readOnly: true }),
      'a storage gateway': record('storagegateway', 'ActivateGateway'),
    },
  },
  'route-table-change': {
    hits: {
      'a route made': record('ec2', 'CreateRoute'),
      'a table for another subnet': record('ec2', 'ReplaceRouteTableAssociation'),
    },
    misses: {
      'a route of an API': record('apigateway', 'CreateRoute'),
      'tables listed': record('ec2', 'DescribeRouteTables', { readOnly: true }),
    },
  },
  'ec2-high-end-launch': {
    hits: {
      accelerators: launch('p4d.24xlarge'),
      'a small one of a costly family': launch('g4dn.xlarge'),
      'a large one of a plain family': launch('c6i.32xlarge'),
      'bare metal with a size': launch('m7i.metal-24xl'),
      'an attempt over the quota': launch('p2.xlarge', { errorCode: 'Client.VcpuLimitExceeded' }),
      'the type inside the set': record('ec2', 'RunInstances', {
        requestParameters: {
          instancesSet: {
            items: [
              { imageId: 'ami-1', instanceType: 't3.micro' },
              { imageId: 'ami-1', instanceType: 'x2idn.32xlarge' },
            ],
          },
        },
      }),
      'the type known from the response only': record('ec2', 'RunInstances', {
        requestParameters: { launchTemplate: { launchTemplateId: 'lt-0123456789abcdef0' } },
        responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0', instanceType: 'trn1.32xlarge' }] } },
      }),
    },
    misses: {
      't3.micro': launch('t3.micro'),
      'a middling size': launch('m5.4xlarge'),
      'a family whose name only begins alike': launch('f9x.large'),
      'a costly one described': record('ec2', 'DescribeInstanceTypes', { requestParameters: { instanceType: 'p4d.24xlarge' } }),
    },
  },
};

/**
 * The event names of the CIS AWS Foundations Benchmark's metric filters (AWS Security Hub user guide, CloudWatch controls), and the
 * services that log them. Each must be seen by one of our definitions, under whatever id.
 */
const cis: Readonly<Record<string, readonly [source: string, names: string]>> = {
  'CloudWatch.4 IAM policies': [
    'iam',
    'DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy',
  ],
  'CloudWatch.5 CloudTrail': ['cloudtrail', 'CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging'],
  'CloudWatch.7 KMS': ['kms', 'DisableKey ScheduleKeyDeletion'],
  'CloudWatch.8 S3': [
    's3',
    'PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication',
  ],
  'CloudWatch.9 Config': [
    'config',
    'StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder',
  ],
  'CloudWatch.10 security groups': [
    'ec2',
    'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup',
  ],
  'CloudWatch.11 network ACLs': [
    'ec2',
    'CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ReplaceNetworkAclAssociation',
  ],
  'CloudWatch.12 gateways': [
    'ec2',
    'CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway',
  ],
  'CloudWatch.13 route tables': [
    'ec2',
    'CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute DisassociateRouteTable',
  ],
  'CloudWatch.14 VPCs': [
    'ec2',
    'CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink',
  ],
};

/** The ids that see an event: by the matcher, after the oracle agreed. */
function seenBy(event: JsonObject): string[] {
  const envelope = { 'detail-type': 'AWS API Call via CloudTrail', detail: event };
  const slow = loaded.rules.filter((rule) => evaluate(rule.when, envelope)).map((rule) => rule.id);
  const fast = matcher.match(envelope).map((index) => loaded.rules[index]!.id);
  expect([...fast].sort()).toEqual([...slow].sort());
  return slow;
}

describe('rules/monitored_events.json', () => {
  it('loads without a problem', () => {
    expect(loaded.problems).toEqual([]);
    expect(loaded.skipped).toEqual([]);
  });

  it('has an event and a near miss for each id', () => {
    expect(Object.keys(cases).sort()).toEqual(loaded.rules.map((rule) => rule.id).sort());
    for (const [id, { hits, misses }] of Object.entries(cases)) {
      expect([id, Object.keys(hits).length > 0, Object.keys(misses).length > 0]).toEqual([id, true, true]);
    }
  });

  it('says of each what it is, in a title that fits a table', () => {
    for (const rule of loaded.rules) {
      expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(rule.title.length).toBeLessThanOrEqual(40);
      expect(rule.description?.length ?? 0).toBeGreaterThan(40);
      expect(rule.attack.length).toBeGreaterThan(0);
    }
  });

  for (const [id, { hits, misses }] of Object.entries(cases)) {
    for (const [what, event] of Object.entries(hits)) it(`${id} sees ${what}`, () => expect(seenBy(event)).toContain(id));
    for (const [what, event] of Object.entries(misses))
      it(`${id} leaves ${what} alone`, () => expect(seenBy(event)).not.toContain(id));
  }

  for (const [control, [source, names]] of Object.entries(cis)) {
    it(`sees all calls of ${control}, and none of them from another service`, () => {
      const unseen = names.split(' ').filter((name) => seenBy(record(source, name)).length === 0);
      const elsewhere = names.split(' ').filter((name) => seenBy(record('example', name)).length > 0);
      expect({ unseen, elsewhere }).toEqual({ unseen: [], elsewhere: [] });
    });
  }

  it('is quiet on the reads of an ordinary day', () => {
    const names = [
      'GetCallerIdentity',
      'DescribeInstances',
      'ListBuckets',
      'GetBucketLocation',
      'AssumeRole',
      'Decrypt',
      'ListUsers',
    ];
    expect(names.flatMap((name) => seenBy(record('example', name, { readOnly: true })))).toEqual([]);
  });
});
