import { type CfnResource, Fn } from 'aws-cdk-lib';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { onlyIf } from '../intrinsics.ts';
import { keyOrNone } from './key.ts';
import type { Part } from './part.ts';
import type { Queues } from './queues.ts';
import { document, letService, onlyTls } from './statements.ts';

/** Where alerts go out. The functions publish by their roles; the rules of the central bus and alarms by the topic's policy. */
export function addAlertTopic(part: Part, keyArn: string): CfnTopic {
  const { stack, p, c, names } = part;
  const topic = new CfnTopic(stack, 'AlertTopic', {
    topicName: names.named('alerts'),
    displayName: 'Security alerts',
    kmsMasterKeyId: keyOrNone(part, keyArn),
  });
  new CfnTopicPolicy(stack, 'AlertTopicPolicy', {
    topics: [topic.ref],
    policyDocument: document([
      onlyTls('sns:Publish', topic.ref),
      letService('Rules', 'events.amazonaws.com', 'sns:Publish', topic.ref, {
        ArnLike: { 'aws:SourceArn': names.centralRuleArns },
      }),
      letService('Alarms', 'cloudwatch.amazonaws.com', 'sns:Publish', topic.ref, {
        ArnLike: { 'aws:SourceArn': names.alarmArns },
        StringEquals: { 'aws:SourceAccount': Fn.ref('AWS::AccountId') },
      }),
    ]),
  });
  const email = new CfnSubscription(stack, 'AlertEmailSubscription', {
    topicArn: topic.ref,
    protocol: 'email',
    endpoint: p.AlertEmail.valueAsString,
  });
  email.cfnOptions.condition = c.hasEmail;
  const phone = new CfnSubscription(stack, 'AlertPhoneSubscription', {
    topicArn: topic.ref,
    protocol: 'sms',
    endpoint: p.AlertPhone.valueAsString,
    filterPolicy: { severity: ['critical', 'high'] },
  });
  phone.cfnOptions.condition = c.hasPhone;
  return topic;
}

export interface LogTopic {
  readonly topic: CfnTopic;
  readonly policy: CfnResource;
}

/** Where S3 or CloudTrail tell of new log files, if somebody else is to hear of it too. Else it is there and silent, at no cost. */
export function addLogTopic(part: Part, keyArn: string, queues: Queues): LogTopic {
  const { stack, p, c, names } = part;
  const topic = new CfnTopic(stack, 'LogTopic', { topicName: names.named('logs'), kmsMasterKeyId: keyOrNone(part, keyArn) });
  const policy = new CfnTopicPolicy(stack, 'LogTopicPolicy', {
    topics: [topic.ref],
    policyDocument: document([
      onlyTls('sns:Publish', topic.ref),
      letService('Bucket', 's3.amazonaws.com', 'sns:Publish', topic.ref, {
        ArnEquals: { 'aws:SourceArn': names.bucketArn },
        StringEquals: { 'aws:SourceAccount': names.bucketAccount },
      }),
      onlyIf(
        c.trailMayWrite,
        letService('Trail', 'cloudtrail.amazonaws.com', 'sns:Publish', topic.ref, {
          StringEquals: { 'aws:SourceArn': names.trailArn },
        }),
      ),
    ]),
  });

  const toQueue = new CfnSubscription(stack, 'LogTopicToQueue', {
    topicArn: topic.ref,
    protocol: 'sqs',
    endpoint: queues.queue.attrArn,
  });
  toQueue.cfnOptions.condition = c.topicFeedsQueue;
  const toPeople = new CfnSubscription(stack, 'LogTopicToEmail', {
    topicArn: topic.ref,
    protocol: 'email',
    endpoint: p.AlertEmail.valueAsString,
  });
  toPeople.cfnOptions.condition = c.mailsLogFiles;
  const existing = new CfnSubscription(stack, 'ExistingTopicToQueue', {
    topicArn: p.ExistingTopicArn.valueAsString,
    protocol: 'sqs',
    endpoint: queues.queue.attrArn,
    region: Fn.select(3, Fn.split(':', p.ExistingTopicArn.valueAsString)),
  });
  existing.cfnOptions.condition = c.hasExistingTopic;
  for (const subscription of [toQueue, existing]) subscription.addResourceDependency(queues.policy);
  return { topic, policy };
}
