import { Fn } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { either, eitherText, onlyIf } from '../intrinsics.ts';
import type { Part } from './part.ts';
import type { Queues } from './queues.ts';
import { allow, assumedBy, document } from './statements.ts';
import type { Tables } from './tables.ts';

/** What the functions need, and what for. A test holds it against the calls that their code can reach. */
export interface Resources {
  readonly queues: Queues;
  readonly tables: Tables;
  readonly alertTopicArn: string;
  readonly keyArn: string;
}

export interface FunctionRole {
  readonly id: string;
  /** Of the function, after Prefix and Environment. */
  readonly name: 'processor' | 'tick';
  readonly statements: readonly unknown[];
}

export function addRole(part: Part, { id, name, statements }: FunctionRole): CfnRole {
  const { stack, p, c, names } = part;
  return new CfnRole(stack, id, {
    roleName: names.named(name),
    assumeRolePolicyDocument: assumedBy('lambda.amazonaws.com'),
    managedPolicyArns: [eitherText(c.hasPolicy, p.FunctionPolicyArn.valueAsString)],
    policies: [
      {
        policyName: 'what-the-code-calls',
        policyDocument: document([
          allow(
            ['logs:CreateLogStream', 'logs:PutLogEvents'],
            names.logGroupArn(`/aws/lambda/\${Prefix}-\${Environment}-${name}:log-stream:*`),
          ),
          ...statements,
          ...networkStatements(part, name),
        ]),
      },
    ],
  });
}

/** Reads log files, remembers, alerts. */
export function processorStatements(part: Part, { queues, tables, alertTopicArn, keyArn }: Resources): unknown[] {
  const { c, names } = part;
  return [
    allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      queues.queue.attrArn,
    ),
    // What Lambda could not hand over to the function when a topic or a log group invokes it.
    onlyIf(c.invokedDirectly, allow('sqs:SendMessage', queues.deadLetters.attrArn)),
    allow(['s3:GetObject', 's3:GetObjectVersion'], names.logObjects),
    ...configStatements(part),
    ...storeStatements(tables),
    allow('dynamodb:UpdateItem', tables.events.attrArn),
    allow('sns:Publish', alertTopicArn),
    ...keyStatements(part, keyArn),
  ];
}

/** Sends what is unsent, closes windows, looks for silent sources. */
export function tickStatements(part: Part, { tables, alertTopicArn, keyArn }: Resources): unknown[] {
  return [
    ...configStatements(part),
    ...storeStatements(tables),
    allow('sns:Publish', alertTopicArn),
    ...keyStatements(part, keyArn),
  ];
}

function configStatements({ names }: Part) {
  return [
    allow('s3:GetObject', names.configObjects),
    allow('s3:ListBucket', names.configBucketArn, { StringLike: { 's3:prefix': ['config/*'] } }),
  ];
}

function storeStatements({ store }: Tables) {
  return [
    allow(
      [
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      store.attrArn,
    ),
    allow('dynamodb:Query', Fn.join('', [store.attrArn, '/index/*'])),
  ];
}

/** Reading log files and messages, and publishing, where they are encrypted with a key. */
function keyStatements({ p, c }: Part, keyArn: string) {
  return [
    onlyIf(c.kms, allow(['kms:Decrypt', 'kms:GenerateDataKey'], keyArn)),
    onlyIf(c.hasExistingKey, allow('kms:Decrypt', p.ExistingKeyArn.valueAsString)),
  ];
}

/**
 * Lambda connects functions to a VPC with the function's role; the function itself may not do it.
 * Source: Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
 */
function networkStatements({ c, names }: Part, name: FunctionRole['name']) {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const self = name === 'tick' ? names.tickArn : names.processorArn;
  return [
    either(c.inVpc, allow(actions, '*')),
    either(c.inVpc, {
      Effect: 'Deny',
      Action: actions,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': self } },
    }),
  ];
}
