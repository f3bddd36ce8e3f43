import { type CfnResource, Fn, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { either, eitherText, onlyIf } from '../intrinsics.ts';
import { keyOrNone } from './key.ts';
import { addLogGroup } from './log-groups.ts';
import type { Part } from './part.ts';
import { allow, assumedBy, document } from './statements.ts';
import type { LogTopic } from './topics.ts';

export interface Trail {
  readonly trail: CfnTrail;
  readonly logGroup: CfnLogGroup;
}

/**
 * The classic form of selectors, and where data events are wanted the advanced one, which can leave things out: a read of a log
 * file that was logged would make the next log file.
 */
export function addTrail(part: Part, keyArn: string, bucketPolicy: CfnResource, logTopic: LogTopic): Trail {
  const { stack, p, c, names } = part;
  const logGroup = addLogGroup(part, 'TrailLogGroup', Fn.sub('/aws/cloudtrail/${Prefix}-${Environment}-trail'), keyArn);
  const role = new CfnRole(stack, 'TrailLogRole', {
    roleName: names.named('trail-logs'),
    assumeRolePolicyDocument: assumedBy('cloudtrail.amazonaws.com', { StringEquals: { 'aws:SourceArn': names.ownTrailArn } }),
    policies: [
      {
        policyName: 'write-log-group',
        policyDocument: document([
          allow(
            ['logs:CreateLogStream', 'logs:PutLogEvents'],
            names.logGroupArn('/aws/cloudtrail/${Prefix}-${Environment}-trail:log-stream:*'),
          ),
        ]),
      },
    ],
  });
  logGroup.cfnOptions.condition = c.toLogs;
  role.cfnOptions.condition = c.toLogs;

  const trail = new CfnTrail(stack, 'SecurityTrail', {
    trailName: names.named('trail'),
    s3BucketName: afterPolicy(part, bucketPolicy),
    s3KeyPrefix: eitherText(c.hasLogPrefix, p.LogPrefix.valueAsString),
    isLogging: true,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
    isOrganizationTrail: p.IsOrganizationTrail.valueAsString as never,
    kmsKeyId: keyOrNone(part, keyArn),
    snsTopicName: eitherText(c.trailNotifies, logTopic.topic.ref),
    cloudWatchLogsLogGroupArn: eitherText(c.toLogs, logGroup.attrArn),
    cloudWatchLogsRoleArn: eitherText(c.toLogs, role.attrArn),
    eventSelectors: either(c.dataEvents, Fn.ref('AWS::NoValue'), [{ IncludeManagementEvents: true, ReadWriteType: 'All' }]),
    advancedEventSelectors: either(c.dataEvents, [
      { Name: 'Management events', FieldSelectors: [equals('eventCategory', 'Management')] },
      onlyIf(c.dataEventsS3, {
        Name: 'S3 objects, not of this bucket',
        FieldSelectors: [
          equals('eventCategory', 'Data'),
          equals('resources.type', 'AWS::S3::Object'),
          { Field: 'resources.ARN', NotStartsWith: [names.objectArns] },
        ],
      }),
      onlyIf(c.dataEventsLambda, {
        Name: 'Invocations, not of the monitor',
        FieldSelectors: [
          equals('eventCategory', 'Data'),
          equals('resources.type', 'AWS::Lambda::Function'),
          { Field: 'resources.ARN', NotEquals: [names.processorArn, names.tickArn] },
        ],
      }),
    ]),
    insightSelectors: either(c.insights, [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }]),
  });
  trail.cfnOptions.condition = c.createTrail;
  trail.addResourceDependency(logTopic.policy);
  return { trail, logGroup };
}

/**
 * The bucket's name. Refers to the policy, where there is one, so that it is made before: CloudTrail tries to write. A DependsOn
 * would name it also where its condition leaves it out.
 */
function afterPolicy({ p, c }: Part, bucketPolicy: CfnResource): string {
  const name = p.TrailBucketName.valueAsString;
  return eitherText(c.createBucket, Token.asString({ 'Fn::Select': [0, [name, bucketPolicy.ref]] }), name);
}

const equals = (Field: string, value: string) => ({ Field, Equals: [value] });
