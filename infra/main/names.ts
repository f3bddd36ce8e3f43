import { Fn } from 'aws-cdk-lib';
import { eitherText } from '../intrinsics.ts';
import type { MainConditions, MainParameters } from './parameters.ts';

const named = (name: string) => Fn.sub(`\${Prefix}-\${Environment}-${name}`);

const arn = (service: string, name: string, region = '${AWS::Region}') =>
  Fn.sub(`arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${name}`);

/**
 * Names and ARNs that are built and not asked for. Bucket, queue, topic, trail and their policies name each other: asking would
 * make a cycle.
 */
export function mainNames(p: MainParameters, c: MainConditions) {
  const own = '${Prefix}-${Environment}';
  const ownTrailArn = arn('cloudtrail', `trail/${own}-trail`);
  const logKeys = eitherText(c.hasLogPrefix, Fn.sub('${LogPrefix}/AWSLogs/'), 'AWSLogs/');
  const configBucket = eitherText(c.hasConfigBucket, p.ConfigBucketName.valueAsString, p.TrailBucketName.valueAsString);
  return {
    named,
    ownTrailArn,
    trailArn: eitherText(c.createTrail, ownTrailArn, p.ExistingTrailArn.valueAsString),
    bucketArn: Fn.sub('arn:${AWS::Partition}:s3:::${TrailBucketName}'),
    /** With `/`: not those of a bucket whose name begins alike. */
    objectArns: Fn.sub('arn:${AWS::Partition}:s3:::${TrailBucketName}/'),
    /** Keys of log files begin with it. */
    logKeys,
    logObjects: Fn.join('', [Fn.sub('arn:${AWS::Partition}:s3:::${TrailBucketName}/'), logKeys, '*']),
    configBucket,
    configBucketArn: Fn.sub('arn:${AWS::Partition}:s3:::${Bucket}', { Bucket: configBucket }),
    configObjects: Fn.sub('arn:${AWS::Partition}:s3:::${Bucket}/config/*', { Bucket: configBucket }),
    bucketAccount: eitherText(c.bucketElsewhere, p.TrailBucketAccountId.valueAsString, Fn.ref('AWS::AccountId')),
    queueArn: arn('sqs', `${own}-log-processing`),
    topicArn: arn('sns', `${own}-logs`),
    fastPathRuleArn: arn('events', `rule/${own}-fast-path`),
    bucketRuleArn: arn('events', `rule/${own}-bucket`),
    /** The rules of central-bus.yaml. */
    centralRuleArns: arn('events', `rule/${own}-central/*`),
    /** The alarms of dashboard.yaml. */
    alarmArns: arn('cloudwatch', `alarm:${own}-*`),
    processorArn: arn('lambda', `function:${own}-processor`),
    tickArn: arn('lambda', `function:${own}-tick`),
    logGroupArn: (name: string) => arn('logs', `log-group:${name}`),
  };
}

export type MainNames = ReturnType<typeof mainNames>;
