import { CfnDeletionPolicy, type CfnResource, Fn } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { either, eitherText, numberOf, onlyIf } from '../intrinsics.ts';
import type { Part } from './part.ts';
import { document, letService, onlyTls } from './statements.ts';

/**
 * The bucket for log files. There are two of it, of which one is made: what happens to a resource when the stack is deleted can't
 * depend on a parameter, except by a transform that asks for a capability more than CAPABILITY_NAMED_IAM.
 * @param receivers policies of queue and topic: S3 tries a destination before it accepts it
 * @returns what must be there before a trail can write
 */
export function addBucket(part: Part, keyArn: string, receivers: readonly CfnResource[]): CfnResource {
  const { stack, c, names } = part;
  const retained = bucket(part, 'TrailBucket', keyArn, receivers);
  retained.cfnOptions.condition = c.retainedBucket;
  retained.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  retained.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  const deletable = bucket(part, 'DeletableTrailBucket', keyArn, receivers);
  deletable.cfnOptions.condition = c.deletableBucket;
  deletable.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  deletable.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;

  const isTrail = { 'aws:SourceArn': names.trailArn };
  const policy = new CfnBucketPolicy(stack, 'TrailBucketPolicy', {
    bucket: eitherText(c.retain, retained.ref, deletable.ref),
    policyDocument: document([
      onlyTls('s3:*', [names.bucketArn, Fn.sub('arn:${AWS::Partition}:s3:::${TrailBucketName}/*')]),
      onlyIf(
        c.trailMayWrite,
        letService('AWSCloudTrailAclCheck', 'cloudtrail.amazonaws.com', 's3:GetBucketAcl', names.bucketArn, {
          StringEquals: isTrail,
        }),
      ),
      onlyIf(
        c.trailMayWrite,
        letService('AWSCloudTrailWrite', 'cloudtrail.amazonaws.com', 's3:PutObject', names.logObjects, {
          StringEquals: { ...isTrail, 's3:x-amz-acl': 'bucket-owner-full-control' },
        }),
      ),
    ]),
  });
  policy.cfnOptions.condition = c.createBucket;
  return policy;
}

function bucket({ stack, p, c, names }: Part, id: string, keyArn: string, receivers: readonly CfnResource[]): CfnBucket {
  const filter = { S3Key: { Rules: [{ Name: 'prefix', Value: names.logKeys }] } };
  const made = new CfnBucket(stack, id, {
    bucketName: p.TrailBucketName.valueAsString,
    versioningConfiguration: { status: 'Enabled' },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        {
          bucketKeyEnabled: either(c.kms, true),
          serverSideEncryptionByDefault: {
            sseAlgorithm: eitherText(c.kms, 'aws:kms', 'AES256'),
            kmsMasterKeyId: eitherText(c.kms, keyArn),
          },
        },
      ],
    },
    lifecycleConfiguration: {
      rules: [
        { id: 'Incomplete', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
        onlyIf(c.transitions, {
          Id: 'Colder',
          Status: 'Enabled',
          Prefix: names.logKeys,
          Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: p.LogTransitionDays.value }],
        }),
        onlyIf(c.expires, {
          Id: 'Expiry',
          Status: 'Enabled',
          Prefix: names.logKeys,
          ExpirationInDays: p.LogExpirationDays.value,
          NoncurrentVersionExpiration: { NoncurrentDays: numberOf(p.LogExpirationDays) },
        }),
      ],
    },
    // One destination for one type of event and prefix is all that S3 allows.
    notificationConfiguration: either(
      c.logAlertTopic,
      { TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: names.topicArn, Filter: filter }] },
      { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: names.queueArn, Filter: filter }] },
    ),
  });
  for (const receiver of receivers) made.addResourceDependency(receiver);
  return made;
}
