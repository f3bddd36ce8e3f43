import { type CfnCondition, CfnOutput } from 'aws-cdk-lib';
import type { CfnTopic } from 'aws-cdk-lib/aws-sns';
import type { Functions } from './functions.ts';
import type { Part } from './part.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';
import type { Trail } from './trail.ts';

export interface Made {
  readonly trail: Trail;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly functions: Functions;
  readonly alertTopic: CfnTopic;
  readonly keyArn: string;
}

export function addOutputs({ stack, p, c }: Part, { trail, queues, tables, functions, alertTopic, keyArn }: Made): void {
  const output = (name: string, value: string, condition?: CfnCondition) =>
    new CfnOutput(stack, `Output${name}`, { value, ...(condition && { condition }) }).overrideLogicalId(name);
  output('TrailName', trail.trail.ref, c.createTrail);
  output('TrailArn', trail.trail.attrArn, c.createTrail);
  output('TrailBucket', p.TrailBucketName.valueAsString);
  output('AlertTopicArn', alertTopic.ref);
  output('ProcessorFunction', functions.processor.ref);
  output('TickFunction', functions.tick.ref);
  output('SecurityEventsTable', tables.events.ref);
  output('StoreTable', tables.store.ref);
  output('LogProcessingQueueUrl', queues.queue.ref);
  output('LogProcessingQueueArn', queues.queue.attrArn);
  output('DeadLetterQueueUrl', queues.deadLetters.ref);
  output('LogGroupName', trail.logGroup.ref, c.toLogs);
  output('KeyArn', keyArn, c.kms);
}
