import type { Stack } from 'aws-cdk-lib';
import { addBucket } from './bucket.ts';
import { addBucketRule, addFastPath } from './fast-path.ts';
import { addFunctions } from './functions.ts';
import { addKey } from './key.ts';
import { addLogSubscription } from './log-subscription.ts';
import { mainNames } from './names.ts';
import { addOutputs } from './outputs.ts';
import { mainConditions, mainParameters } from './parameters.ts';
import type { Part } from './part.ts';
import { addQueues } from './queues.ts';
import { addTables } from './tables.ts';
import { addAlertTopic, addLogTopic } from './topics.ts';
import { addTrail } from './trail.ts';

/** Trail → bucket → queue → processor → tables → topic, in the account where it is deployed. */
export function buildMain(stack: Stack): void {
  const p = mainParameters(stack);
  const c = mainConditions(stack, p);
  const part: Part = { stack, p, c, names: mainNames(p, c) };

  const keyArn = addKey(part);
  const queues = addQueues(part, keyArn);
  const logTopic = addLogTopic(part, keyArn, queues);
  const bucketPolicy = addBucket(part, keyArn, [queues.policy, logTopic.policy]);
  const trail = addTrail(part, keyArn, bucketPolicy, logTopic);
  const tables = addTables(part);
  const alertTopic = addAlertTopic(part, keyArn);
  const functions = addFunctions(part, { queues, tables, alertTopicArn: alertTopic.ref, keyArn }, logTopic);
  addFastPath(part, queues, functions.roleArns);
  addBucketRule(part, queues);
  addLogSubscription(part, trail.logGroup, functions.processor);
  addOutputs(part, { trail, queues, tables, functions, alertTopic, keyArn });
}
