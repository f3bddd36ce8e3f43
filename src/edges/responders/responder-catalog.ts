import type { TargetKind } from '../../model/target.ts';
import type { ResponderName } from './responder.ts';

/** What a responder is, for people and for whoever gives it permissions. */
export interface ResponderEntry {
  readonly takes: TargetKind;
  readonly mends: string;
  /** How it is taken back; each plan has the commands. */
  readonly undo: string;
  /** IAM actions, and no others: a test holds them against the code. `sts:GetCallerIdentity` needs none. */
  readonly reads: readonly string[];
  readonly acts: readonly string[];
}

export const responderCatalog: Readonly<Record<ResponderName, ResponderEntry>> = {
  'make-object-private': {
    takes: 'object',
    mends: 'an object whose ACL lets everybody in gets the ACL `private`',
    undo: 'the grants that it had are given again',
    reads: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl', 's3:GetBucketOwnershipControls'],
    acts: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  },
  'restart-instance': {
    takes: 'instance',
    mends: 'an instance that is to be kept running, and was stopped, is started: three times an hour at most',
    undo: 'the instance is stopped; without its tag trailwatch:keep-running it stays so',
    reads: ['ec2:DescribeInstances'],
    acts: ['ec2:StartInstances'],
  },
  'disable-access-key': {
    takes: 'access-key',
    mends: "a user's access key no longer works",
    undo: 'the key is made active again',
    reads: ['iam:GetAccessKeyLastUsed', 'iam:ListAccessKeys'],
    acts: ['iam:UpdateAccessKey'],
  },
  'quarantine-user': {
    takes: 'user',
    mends: 'a user may do nothing any more: an inline policy denies everything',
    undo: 'the policy trailwatch-quarantine is deleted',
    reads: ['iam:GetUser', 'iam:GetUserPolicy'],
    acts: ['iam:PutUserPolicy'],
  },
  'revoke-role-sessions': {
    takes: 'role',
    mends: 'sessions of a role that have begun may do nothing any more',
    undo: 'the policy AWSRevokeOlderSessions is deleted',
    reads: ['iam:GetRole', 'iam:GetRolePolicy'],
    acts: ['iam:PutRolePolicy'],
  },
  're-enable-trail': {
    takes: 'trail',
    mends: 'a trail records all management events again',
    undo: 'logging is stopped, or the selectors are put as they were',
    reads: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
    acts: ['cloudtrail:StartLogging', 'cloudtrail:PutEventSelectors'],
  },
  'close-security-group': {
    takes: 'opening',
    mends: 'the very rules that were opened to the whole world are removed',
    undo: 'the same rules are authorized again',
    reads: ['ec2:DescribeSecurityGroupRules'],
    acts: ['ec2:RevokeSecurityGroupIngress'],
  },
  'block-public-bucket': {
    takes: 'bucket',
    mends: "a bucket's public access block is switched on, all of it",
    undo: 'the public access block is put as it was',
    reads: ['s3:GetBucketPublicAccessBlock'],
    acts: ['s3:PutBucketPublicAccessBlock'],
  },
  'unshare-snapshot': {
    takes: 'snapshot',
    mends: 'an EBS snapshot is no longer shared with those whom it was shared with',
    undo: 'the snapshot is shared with them again',
    reads: ['ec2:DescribeSnapshotAttribute'],
    acts: ['ec2:ModifySnapshotAttribute'],
  },
  'isolate-instance': {
    takes: 'instance',
    mends: 'an instance is cut off by a forensic security group, after a snapshot of its volumes',
    undo: 'each of its interfaces gets its security groups again; the snapshots stay',
    reads: ['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSnapshots'],
    acts: ['ec2:CreateSnapshots', 'ec2:CreateTags', 'ec2:ModifyNetworkInterfaceAttribute'],
  },
  'cancel-key-deletion': {
    takes: 'kms-key',
    mends: 'a KMS key that is to be deleted is kept and enabled',
    undo: 'the deletion is scheduled again',
    reads: ['kms:DescribeKey'],
    acts: ['kms:CancelKeyDeletion', 'kms:EnableKey'],
  },
  'restore-lost-object': {
    takes: 'object',
    mends: 'an object that S3 has lost is written again from a version or a replica',
    undo: 'the restored object is deleted',
    reads: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'],
    acts: ['s3:GetObjectTagging', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:PutObjectTagging'],
  },
};
