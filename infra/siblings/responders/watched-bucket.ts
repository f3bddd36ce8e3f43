import { CfnDeletionPolicy, type CfnResource, CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { eitherText } from '../../intrinsics.ts';
import { document, letService, onlyTls } from '../../main/statements.ts';
import type { ResponderParameters } from './responder-parameters.ts';

/** S3 may send for this bucket of this account, and for no other. */
export const forWatchedBucket = () => ({
  ArnEquals: { 'aws:SourceArn': Fn.sub('arn:${AWS::Partition}:s3:::${WatchedBucketName}') },
  StringEquals: { 'aws:SourceAccount': Fn.ref('AWS::AccountId') },
});

const topicArn = (name: string) =>
  Fn.sub(`arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:\${Prefix}-\${Environment}-${name}`);

/**
 * Topics for what S3 tells of the watched bucket, and the bucket itself if it is to be made: CloudFormation gives no notifications to
 * a bucket that is there already.
 */
export function addWatchedBucket(
  stack: Stack,
  { p, c }: ResponderParameters,
  queues: { readonly close: CfnQueue; readonly restore: CfnQueue },
  queuePolicies: readonly CfnResource[],
): void {
  const topic = (id: string, name: string) => {
    const made = new CfnTopic(stack, id, {
      topicName: Fn.sub(`\${Prefix}-\${Environment}-${name}`),
      kmsMasterKeyId: eitherText(c.hasKey, p.keyArn.valueAsString),
    });
    made.cfnOptions.condition = c.watches;
    const policy = new CfnTopicPolicy(stack, `${id}Policy`, {
      topics: [made.ref],
      policyDocument: document([
        onlyTls('sns:Publish', made.ref),
        letService('Bucket', 's3.amazonaws.com', 'sns:Publish', made.ref, forWatchedBucket()),
      ]),
    });
    policy.cfnOptions.condition = c.watches;
    return { made, policy };
  };
  const removed = topic('ObjectsRemovedTopic', 'objects-removed');
  const lost = topic('ObjectsLostTopic', 'objects-lost');
  const subscription = new CfnSubscription(stack, 'ObjectsLostToResponder', {
    topicArn: lost.made.ref,
    protocol: 'sqs',
    endpoint: queues.restore.attrArn,
  });
  subscription.cfnOptions.condition = c.restores;

  const counted = new CfnMetricFilter(stack, 'ObjectsMadePrivate', {
    logGroupName: Fn.sub('/aws/lambda/${Prefix}-${Environment}-respond-make-object-private'),
    filterPattern: '{ $.message = "private!" }',
    metricTransformations: [{ metricNamespace: 'trailwatch', metricName: 'ObjectsMadePrivate', metricValue: '1' }],
  });
  counted.addResourceDependency(stack.node.findChild('MakeObjectPrivateLogGroup') as CfnResource);
  counted.cfnOptions.condition = c.isOn['make-object-private'];

  const bucket = new CfnBucket(stack, 'WatchedBucket', {
    bucketName: p.watchedBucket.valueAsString,
    versioningConfiguration: { status: 'Enabled' },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    },
    notificationConfiguration: {
      topicConfigurations: [
        { event: 's3:ObjectRemoved:*', topic: topicArn('objects-removed') },
        { event: 's3:ReducedRedundancyLostObject', topic: topicArn('objects-lost') },
      ],
      queueConfigurations: [
        { event: 's3:ObjectCreated:*', queue: queues.close.attrArn },
        { event: 's3:ObjectAcl:Put', queue: queues.close.attrArn },
      ],
    },
  });
  bucket.cfnOptions.condition = c.makesBucket;
  bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  for (const policy of [removed.policy, lost.policy, ...queuePolicies]) bucket.addResourceDependency(policy);
  const tls = new CfnBucketPolicy(stack, 'WatchedBucketPolicy', {
    bucket: bucket.ref,
    policyDocument: document([
      onlyTls('s3:*', [
        Fn.sub('arn:${AWS::Partition}:s3:::${WatchedBucketName}'),
        Fn.sub('arn:${AWS::Partition}:s3:::${WatchedBucketName}/*'),
      ]),
    ]),
  });
  tls.cfnOptions.condition = c.makesBucket;

  // As the command takes it, in one line.
  const queueArn =
    'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Prefix}-${Environment}-respond-make-object-private';
  const topicPart = (name: string) =>
    `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:\${Prefix}-\${Environment}-${name}`;
  const configuration = JSON.stringify({
    TopicConfigurations: [
      { TopicArn: topicPart('objects-removed'), Events: ['s3:ObjectRemoved:*'] },
      { TopicArn: topicPart('objects-lost'), Events: ['s3:ReducedRedundancyLostObject'] },
    ],
    QueueConfigurations: [{ QueueArn: queueArn, Events: ['s3:ObjectCreated:*', 's3:ObjectAcl:Put'] }],
  });
  new CfnOutput(stack, 'NotificationConfiguration', {
    value: Fn.sub(configuration),
  }).condition = c.watches;
}
