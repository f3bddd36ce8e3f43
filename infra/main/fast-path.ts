import { CfnRule } from 'aws-cdk-lib/aws-events';
import { eitherText } from '../intrinsics.ts';
import { fastPathPattern } from '../fast-path-pattern.ts';
import type { Part } from './part.ts';
import { type Queues, queueTarget } from './queues.ts';

/** Management events of this region by EventBridge: forwarder.yaml does the same for the others. */
export function addFastPath({ stack, c, names }: Part, queues: Queues, ownRoles: readonly string[]): CfnRule {
  const rule = new CfnRule(stack, 'FastPathRule', {
    name: names.named('fast-path'),
    description: 'Management events and sign-ins to the log processing queue',
    state: eitherText(c.reads, 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'ENABLED'),
    eventPattern: fastPathPattern(ownRoles),
    targets: [queueTarget(queues)],
  });
  rule.cfnOptions.condition = c.fastPath;
  rule.addResourceDependency(queues.policy);
  return rule;
}

/** New log files of an existing bucket, if it sends its events to EventBridge: its own notifications stay as they are. */
export function addBucketRule({ stack, p, c, names }: Part, queues: Queues): void {
  const rule = new CfnRule(stack, 'ExistingBucketRule', {
    name: names.named('bucket'),
    description: 'New log files of the existing bucket to the log processing queue',
    eventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [p.TrailBucketName.valueAsString] }, object: { key: [{ prefix: names.logKeys }] } },
    },
    targets: [queueTarget(queues)],
  });
  rule.cfnOptions.condition = c.watchesBucket;
  rule.addResourceDependency(queues.policy);
}
