import { Fn } from 'aws-cdk-lib';
import type { ResponderName } from '../../../src/edges/responders/responder.ts';
import { allow, type Statement } from '../../main/statements.ts';

const arn = (service: string, resource: string, region = '${AWS::Region}', account = '${AWS::AccountId}') =>
  Fn.sub(`arn:\${AWS::Partition}:${service}:${region}:${account}:${resource}`);
const iam = (resource: string) => arn('iam', resource, '');
const bucket = (name: string, path = '') => Fn.sub(`arn:\${AWS::Partition}:s3:::\${${name}}${path}`);

/** What each responder's role is given besides what all have. A test holds it against the calls that the code can reach. */
export const RESPONDER_STATEMENTS: Readonly<Record<ResponderName, readonly Statement[]>> = {
  'make-object-private': [
    allow(
      ['s3:GetObjectAcl', 's3:GetObjectVersionAcl', 's3:PutObjectAcl', 's3:PutObjectVersionAcl'],
      bucket('WatchedBucketName', '/*'),
    ),
    allow('s3:GetBucketOwnershipControls', bucket('WatchedBucketName')),
  ],
  'restart-instance': [
    allow('ec2:DescribeInstances', '*'),
    allow('ec2:StartInstances', arn('ec2', 'instance/*'), { Null: { 'aws:ResourceTag/trailwatch:keep-running': 'false' } }),
  ],
  'disable-access-key': [
    allow('iam:GetAccessKeyLastUsed', '*'),
    allow(['iam:ListAccessKeys', 'iam:UpdateAccessKey'], iam('user/*')),
  ],
  'quarantine-user': [allow(['iam:GetUser', 'iam:GetUserPolicy', 'iam:PutUserPolicy'], iam('user/*'))],
  'revoke-role-sessions': [allow(['iam:GetRole', 'iam:GetRolePolicy', 'iam:PutRolePolicy'], iam('role/*'))],
  're-enable-trail': [
    allow(
      ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors', 'cloudtrail:StartLogging', 'cloudtrail:PutEventSelectors'],
      arn('cloudtrail', 'trail/*', '*'),
    ),
  ],
  'close-security-group': [
    allow('ec2:DescribeSecurityGroupRules', '*'),
    allow('ec2:RevokeSecurityGroupIngress', arn('ec2', 'security-group/*')),
  ],
  'block-public-bucket': [
    allow(['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'], Fn.sub('arn:${AWS::Partition}:s3:::*')),
  ],
  'unshare-snapshot': [
    allow(['ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'], arn('ec2', 'snapshot/*', '${AWS::Region}', '')),
  ],
  'isolate-instance': [
    allow(['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSnapshots'], '*'),
    allow('ec2:CreateSnapshots', [
      arn('ec2', 'instance/*'),
      arn('ec2', 'volume/*'),
      arn('ec2', 'snapshot/*', '${AWS::Region}', ''),
    ]),
    allow('ec2:CreateTags', arn('ec2', 'snapshot/*', '${AWS::Region}', ''), {
      StringEquals: { 'ec2:CreateAction': 'CreateSnapshots' },
    }),
    allow('ec2:ModifyNetworkInterfaceAttribute', [
      arn('ec2', 'network-interface/*'),
      arn('ec2', 'instance/*'),
      arn('ec2', 'security-group/${ForensicGroup}'),
    ]),
  ],
  'cancel-key-deletion': [allow(['kms:DescribeKey', 'kms:CancelKeyDeletion', 'kms:EnableKey'], arn('kms', 'key/*'))],
  'restore-lost-object': [
    allow(
      [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetObjectTagging',
        's3:GetObjectVersionTagging',
        's3:PutObject',
        's3:PutObjectTagging',
      ],
      bucket('WatchedBucketName', '/*'),
    ),
    allow(['s3:ListBucket', 's3:ListBucketVersions'], bucket('WatchedBucketName')),
  ],
};

/** The replica may be read only. */
export const REPLICA_STATEMENTS: readonly Statement[] = [
  allow(['s3:GetObject', 's3:GetObjectTagging'], bucket('ReplicaBucketName', '/*')),
  allow('s3:ListBucket', bucket('ReplicaBucketName')),
];

/** `make-object-private` → `MakeObjectPrivate`: its parameter, and the beginning of its resources' names. */
export const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
