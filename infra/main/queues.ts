import type { CfnResource } from 'aws-cdk-lib';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { either, onlyIf } from '../intrinsics.ts';
import { keyOrNone } from './key.ts';
import type { Part } from './part.ts';
import { document, letService, onlyTls } from './statements.ts';

const DAY = 86_400;
/** Six times the longest timeout of the function, as the Lambda Developer Guide asks for. */
const VISIBILITY_SECONDS = 1800;

export interface Queues {
  readonly queue: CfnQueue;
  readonly deadLetters: CfnQueue;
  /** Must be there before anything can send. */
  readonly policy: CfnResource;
}

/**
 * The queue that every path ends in, and the one for what can't be processed. A message keeps its age when it is moved, so the
 * second keeps longer. Both together are shorter than the store's ledger remembers.
 */
export function addQueues(part: Part, keyArn: string): Queues {
  const { stack, p, c, names } = part;
  const encryption = { sqsManagedSseEnabled: either(c.kms, false, true), kmsMasterKeyId: keyOrNone(part, keyArn) };
  const deadLetters = new CfnQueue(stack, 'LogProcessingDeadLetterQueue', {
    queueName: names.named('log-processing-dead-letters'),
    messageRetentionPeriod: 14 * DAY,
    redriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [names.queueArn] },
    ...encryption,
  });
  const queue = new CfnQueue(stack, 'LogProcessingQueue', {
    queueName: names.named('log-processing'),
    visibilityTimeout: VISIBILITY_SECONDS,
    messageRetentionPeriod: 4 * DAY,
    receiveMessageWaitTimeSeconds: 20,
    redrivePolicy: { deadLetterTargetArn: deadLetters.attrArn, maxReceiveCount: 5 },
    ...encryption,
  });
  const send = 'sqs:SendMessage';
  const rules = [names.fastPathRuleArn, names.bucketRuleArn, names.centralRuleArns];
  const policy = new CfnQueuePolicy(stack, 'LogProcessingQueuePolicy', {
    queues: [queue.ref],
    policyDocument: document([
      onlyTls('sqs:*', queue.attrArn),
      letService('Bucket', 's3.amazonaws.com', send, queue.attrArn, {
        ArnEquals: { 'aws:SourceArn': names.bucketArn },
        StringEquals: { 'aws:SourceAccount': names.bucketAccount },
      }),
      letService('Topics', 'sns.amazonaws.com', send, queue.attrArn, {
        ArnEquals: { 'aws:SourceArn': [names.topicArn, onlyIf(c.hasExistingTopic, p.ExistingTopicArn.valueAsString)] },
      }),
      letService('Rules', 'events.amazonaws.com', send, queue.attrArn, { ArnLike: { 'aws:SourceArn': rules } }),
    ]),
  });
  new CfnQueuePolicy(stack, 'LogProcessingDeadLetterQueuePolicy', {
    queues: [deadLetters.ref],
    policyDocument: document([
      onlyTls('sqs:*', deadLetters.attrArn),
      letService('Rules', 'events.amazonaws.com', send, deadLetters.attrArn, { ArnLike: { 'aws:SourceArn': rules } }),
    ]),
  });
  return { queue, deadLetters, policy };
}

/** A rule of EventBridge that feeds the queue; what can't be delivered for a day becomes a dead letter. */
export const queueTarget = ({ queue, deadLetters }: Queues) => ({
  id: 'Queue',
  arn: queue.attrArn,
  deadLetterConfig: { arn: deadLetters.attrArn },
});
