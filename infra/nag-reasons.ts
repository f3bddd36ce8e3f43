import type { NagPackSuppression } from 'cdk-nag';

/** Findings of cdk-nag that stay, and why. */
export const NAG_REASONS: readonly NagPackSuppression[] = [
  {
    id: 'AwsSolutions-S1',
    reason:
      'Access logs of the log bucket need a bucket more, whose logs nobody reads. Who touches it is in CloudTrail: data events',
  },
  {
    id: 'AwsSolutions-S10',
    reason:
      'TrailBucketPolicy refuses requests without TLS. The rule does not see it, since the policy is for one of two buckets',
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'Lambda and CloudTrail name the log streams as they open them',
    appliesTo: [{ regex: '/^Resource::arn:.*:log-stream:\\*$/' }],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'Log files get their names from CloudTrail: below AWSLogs/ of one bucket',
    appliesTo: [{ regex: '/^Resource::.*AWSLogs/.*\\*$/' }],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'Rules, lists and settings are files below config/ of one bucket',
    appliesTo: [{ regex: '/^Resource::.*/config/\\*.*$/' }],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'The indexes of one table',
    appliesTo: [{ regex: '/^Resource::<StoreTable\\.Arn>/index/\\*$/' }],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason:
      'Network interfaces have no name before Lambda makes them; only functions in a VPC get this, and their own code is denied it',
    appliesTo: ['Resource::*'],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'Step Functions names what it writes into the bucket of results, which is for nothing else, and its own runs',
    appliesTo: ['Resource::<ResultBucket.Arn>/*', { regex: '/^Resource::.*:execution:.*-backfill/\\*$/' }],
  },
  {
    id: 'AwsSolutions-SF1',
    reason: 'Run by hand, now and then: its history and the files of results say what failed',
  },
  { id: 'AwsSolutions-SF2', reason: 'It sends messages and waits for nothing: there is nothing to trace' },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'Images are called what their owners call them: every object of one bucket is read, every one of another written',
    appliesTo: [{ regex: '/^Resource::.*:s3:::.*/\\*$/' }],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'Who or what a responder acts on is only known when something has happened to it: of one kind, in this account',
    appliesTo: [
      { regex: '/^Resource::arn:.*:(instance|volume|network-interface|security-group|snapshot|user|role|trail|key)/\\*$/' },
      { regex: '/^Resource::arn:<AWS::Partition>:s3:::(<WatchedBucketName>/|<ReplicaBucketName>/)?\\*$/' },
    ],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'The indexes of one table',
    appliesTo: [{ regex: '/^Resource::arn:.*:table/<StoreTable>/index/\\*$/' }],
  },
  { id: 'AwsSolutions-L1', reason: 'Node 22 is what the bundle is built for and tested with' },
  {
    id: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue: of a rule, which the check does not know',
  },
  {
    id: 'CdkNagValidationFailure',
    reason: 'Open ports are looked for in security groups whose values are known: those here have parameters for values',
  },
];
