import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { type ResponderName, responderNames } from '../../../src/edges/responders/responder.ts';
import { onlyIf } from '../../intrinsics.ts';
import { allow, document, letService, onlyTls } from '../../main/statements.ts';
import { addResponder } from './responder-function.ts';
import { responderParameters, type ResponderParameters, WITH_SENDERS } from './responder-parameters.ts';
import { pascal } from './responder-parts.ts';
import { addWatchedBucket, forWatchedBucket } from './watched-bucket.ts';

const DAY = 86_400;
const sub = (text: string) => Fn.sub(text);
const queueArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:\${Prefix}-\${Environment}-${name}`);
const ruleArn = 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${Prefix}-${Environment}-instance-stopped';

/** Beside the main stack: functions that act, each off until it is switched on. The monitor's own functions can't. */
export function buildResponders(stack: Stack): void {
  const parameters = responderParameters(stack);
  const common = commonPolicy(stack, parameters);
  const deadLetters = new CfnQueue(stack, 'DeadLetterQueue', {
    queueName: sub('${Prefix}-${Environment}-respond-dead-letters'),
    messageRetentionPeriod: 14 * DAY,
    sqsManagedSseEnabled: true,
  });
  new CfnQueuePolicy(stack, 'DeadLetterQueuePolicy', {
    queues: [deadLetters.ref],
    policyDocument: document([
      onlyTls('sqs:*', deadLetters.attrArn),
      letService('Rule', 'events.amazonaws.com', 'sqs:SendMessage', deadLetters.attrArn, {
        ArnEquals: { 'aws:SourceArn': sub(ruleArn) },
      }),
    ]),
  });
  const queues = new Map(responderNames.map((name) => [name, addResponder(stack, name, parameters, { common, deadLetters })]));
  const policies = addQueuePolicies(stack, parameters, queues);

  const stopped = new CfnRule(stack, 'InstanceStoppedRule', {
    name: sub('${Prefix}-${Environment}-instance-stopped'),
    eventPattern: {
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['stopped'] },
    },
    targets: [{ id: 'Queue', arn: queues.get('restart-instance')!.attrArn, deadLetterConfig: { arn: deadLetters.attrArn } }],
  });
  stopped.cfnOptions.condition = parameters.c.isOn['restart-instance'];
  stopped.addResourceDependency(policies.get('restart-instance')!);

  new CfnOutput(stack, 'QueueUrls', {
    value: sub('https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${Prefix}-${Environment}-respond-'),
    description: 'With the name of a responder: queue_url',
  });
  addWatchedBucket(
    stack,
    parameters,
    { close: queues.get('make-object-private')!, restore: queues.get('restore-lost-object')! },
    [policies.get('make-object-private')!],
  );
}

/** One policy for the queues that only the monitor sends to, and one for each of the others. */
function addQueuePolicies(
  stack: Stack,
  parameters: ResponderParameters,
  queues: ReadonlyMap<ResponderName, CfnQueue>,
): ReadonlyMap<ResponderName, CfnQueuePolicy> {
  const { isOn } = parameters.c;
  const statements = (resource: string) => [
    onlyTls('sqs:*', resource),
    {
      Sid: 'Monitor',
      Effect: 'Allow',
      Principal: {
        AWS: ['processor', 'tick'].map((name) =>
          sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${Prefix}-\${Environment}-${name}`),
        ),
      },
      Action: 'sqs:SendMessage',
      Resource: resource,
    },
  ];
  const own = new Map<ResponderName, CfnQueuePolicy>();
  const common: string[] = [];
  for (const [name, queue] of queues) {
    if (!WITH_SENDERS.has(name)) {
      common.push(onlyIf(isOn[name], queue.ref));
      continue;
    }
    const policy = new CfnQueuePolicy(stack, `${pascal(name)}QueuePolicy`, {
      queues: [queue.ref],
      policyDocument: document([...statements(queue.attrArn), ...sendersOf(name, parameters)]),
    });
    policy.cfnOptions.condition = isOn[name];
    own.set(name, policy);
  }
  // A policy speaks for the queue that has it, whatever others its pattern fits.
  const shared = new CfnQueuePolicy(stack, 'QueuePolicy', {
    queues: common,
    policyDocument: document(statements(queueArn('respond-*'))),
  });
  shared.cfnOptions.condition = parameters.c.hasAny;
  return own;
}

/** Who may send to a responder's queue besides the monitor. */
function sendersOf(name: ResponderName, { c }: ResponderParameters): unknown[] {
  const send = 'sqs:SendMessage';
  switch (name) {
    case 'make-object-private':
      return [onlyIf(c.watches, letService('Bucket', 's3.amazonaws.com', send, queueArn(`respond-${name}`), forWatchedBucket()))];
    case 'restart-instance':
      return [
        letService('Rule', 'events.amazonaws.com', send, queueArn(`respond-${name}`), {
          ArnEquals: { 'aws:SourceArn': sub(ruleArn) },
        }),
      ];
    case 'restore-lost-object':
      return [
        letService('Topic', 'sns.amazonaws.com', send, queueArn(`respond-${name}`), {
          ArnEquals: {
            'aws:SourceArn': sub(
              'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Prefix}-${Environment}-objects-lost',
            ),
          },
        }),
      ];
    default:
      return [];
  }
}

/** What all of them do: note with the finding, and tell. */
function commonPolicy(stack: Stack, { p, c }: ResponderParameters): CfnManagedPolicy {
  const table = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${StoreTable}';
  return new CfnManagedPolicy(stack, 'CommonPolicy', {
    managedPolicyName: sub('${Prefix}-${Environment}-respond'),
    policyDocument: document([
      allow(
        [
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        sub(table),
      ),
      allow('dynamodb:Query', sub(`${table}/index/*`)),
      onlyIf(c.hasTopic, allow('sns:Publish', p.topicArn.valueAsString)),
      onlyIf(c.hasKey, allow(['kms:Decrypt', 'kms:GenerateDataKey'], p.keyArn.valueAsString)),
    ]),
  });
}
