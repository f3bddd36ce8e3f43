import { Fn, type Stack } from 'aws-cdk-lib';
import { type CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { ResponderName } from '../../../src/edges/responders/responder.ts';
import { numberOf, onlyIf } from '../../intrinsics.ts';
import { allow, assumedBy, document } from '../../main/statements.ts';
import type { ResponderParameters } from './responder-parameters.ts';
import { pascal, REPLICA_STATEMENTS, RESPONDER_STATEMENTS } from './responder-parts.ts';

/** They need the name of a bucket. */
const OF_BUCKET: ReadonlySet<ResponderName> = new Set(['make-object-private', 'restore-lost-object']);
const TIMEOUT_SECONDS = 60;

interface Shared {
  readonly common: CfnManagedPolicy;
  readonly deadLetters: CfnQueue;
}

/** A responder: its queue, its function, and a role for its own calls. */
export function addResponder(
  stack: Stack,
  name: ResponderName,
  { p, c, modes }: ResponderParameters,
  { common, deadLetters }: Shared,
): CfnQueue {
  const id = pascal(name);
  const full = Fn.sub(`\${Prefix}-\${Environment}-respond-${name}`);
  const condition = c.isOn[name];
  const queue = new CfnQueue(stack, `${id}Queue`, {
    queueName: full,
    // Six times the timeout of the function, as the Lambda Developer Guide asks for.
    visibilityTimeout: 6 * TIMEOUT_SECONDS,
    redrivePolicy: { deadLetterTargetArn: deadLetters.attrArn, maxReceiveCount: 5 },
    sqsManagedSseEnabled: true,
  });
  const group = new CfnLogGroup(stack, `${id}LogGroup`, {
    logGroupName: Fn.sub(`/aws/lambda/\${Prefix}-\${Environment}-respond-${name}`),
    retentionInDays: numberOf(p.logRetention),
  });
  const role = new CfnRole(stack, `${id}Role`, {
    roleName: full,
    assumeRolePolicyDocument: assumedBy('lambda.amazonaws.com'),
    managedPolicyArns: [common.ref],
    policies: [
      {
        policyName: 'calls',
        policyDocument: document([
          // Each action is of one of the two; the ARN of a log group ends with `:*`. As one statement, since a template has its limits.
          allow(
            ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            [group.attrArn, queue.attrArn],
          ),
          ...RESPONDER_STATEMENTS[name].map((one) => (OF_BUCKET.has(name) ? onlyIf(c.watches, one) : one)),
          ...(name === 'restore-lost-object' ? REPLICA_STATEMENTS.map((one) => onlyIf(c.hasReplica, one)) : []),
        ]),
      },
    ],
  });
  const made = new CfnFunction(stack, `${id}Function`, {
    functionName: full,
    runtime: 'nodejs22.x',
    architectures: ['arm64'],
    handler: `respond-${name}.handler`,
    code: { s3Bucket: p.codeBucket.valueAsString, s3Key: p.codeKey.valueAsString },
    memorySize: 256,
    timeout: TIMEOUT_SECONDS,
    role: role.attrArn,
    environment: {
      variables: {
        RESPONDER_MODE: modes[name].valueAsString,
        STORE_TABLE: p.storeTable.valueAsString,
        SNS_TOPIC_ARN: p.topicArn.valueAsString,
        ...(name === 'make-object-private' && { BUCKETS: p.watchedBucket.valueAsString }),
        ...(name === 'isolate-instance' && { FORENSIC_GROUP: p.forensicGroup.valueAsString }),
        ...(name === 'restore-lost-object' && { REPLICA_BUCKET: p.replicaBucket.valueAsString }),
      },
    },
  });
  made.addResourceDependency(group);
  const mapping = new CfnEventSourceMapping(stack, `${id}Trigger`, {
    eventSourceArn: queue.attrArn,
    functionName: made.ref,
    functionResponseTypes: ['ReportBatchItemFailures'],
  });
  for (const resource of [role, queue, group, made, mapping]) resource.cfnOptions.condition = condition;
  return queue;
}
