import type { JsonObject } from '../src/base/json.ts';
import { ACCOUNT, REGION } from './resolve-template.ts';

/** A call that the monitor causes, and CloudTrail's record of it as far as selectors and rules look. */
export interface OwnCall {
  readonly why: string;
  /** Of the function's role; undefined: a service of AWS does it. */
  readonly permission: string | undefined;
  readonly record: JsonObject;
}

const role = `arn:aws:iam::${ACCOUNT}:role/security-monitoring-test-processor`;

const asProcessor: JsonObject = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/security-monitoring-test-processor/security-monitoring-test-processor`,
  accountId: ACCOUNT,
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: role, accountId: ACCOUNT, userName: 'security-monitoring-test-processor' },
  },
};
const asService = (invokedBy: string): JsonObject => ({ type: 'AWSService', invokedBy });

const base = {
  eventVersion: '1.11',
  eventTime: '2026-01-15T12:00:00Z',
  awsRegion: REGION,
  recipientAccountId: ACCOUNT,
  eventType: 'AwsApiCall',
};

const data = (
  service: string,
  eventName: string,
  readOnly: boolean,
  resource: readonly [type: string, arn: string],
): JsonObject => ({
  ...base,
  userIdentity: asProcessor,
  eventSource: `${service}.amazonaws.com`,
  eventName,
  readOnly,
  managementEvent: false,
  eventCategory: 'Data',
  resources: [{ accountId: ACCOUNT, type: resource[0], ARN: resource[1] }],
});

const management = (
  service: string,
  eventName: string,
  readOnly: boolean,
  userIdentity: JsonObject,
  more: JsonObject = {},
): JsonObject => ({
  ...base,
  userIdentity,
  eventSource: `${service}.amazonaws.com`,
  eventName,
  readOnly,
  managementEvent: true,
  eventCategory: 'Management',
  ...more,
});

const logFile = [
  'AWS::S3::Object',
  `arn:aws:s3:::example-logs/AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/01/15/a.json.gz`,
] as const;
const queue = ['AWS::SQS::Queue', `arn:aws:sqs:${REGION}:${ACCOUNT}:security-monitoring-test-log-processing`] as const;
const deadLetters = [
  'AWS::SQS::Queue',
  `arn:aws:sqs:${REGION}:${ACCOUNT}:security-monitoring-test-log-processing-dead-letters`,
] as const;
const store = ['AWS::DynamoDB::Table', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/security-monitoring-test-store`] as const;
const topic = ['AWS::SNS::Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:security-monitoring-test-alerts`] as const;
const lambda = (name: string) =>
  ['AWS::Lambda::Function', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:security-monitoring-test-${name}`] as const;
const key = { resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234` }] };

const own = (why: string, permission: string | undefined, record: JsonObject): OwnCall => ({ why, permission, record });

/** Names, sources and identities as the user guides of the services list them under "Logging … API calls using AWS CloudTrail". */
export const ownCalls: readonly OwnCall[] = [
  own('reads a log file', 's3:GetObject', data('s3', 'GetObject', true, logFile)),
  own('reads the version that it was told of', 's3:GetObjectVersion', data('s3', 'GetObject', true, logFile)),
  own(
    'looks for configuration',
    's3:ListBucket',
    data('s3', 'ListObjects', true, ['AWS::S3::Object', 'arn:aws:s3:::example-logs/']),
  ),
  own('receives', 'sqs:ReceiveMessage', data('sqs', 'ReceiveMessage', false, queue)),
  own('deletes what is done', 'sqs:DeleteMessage', data('sqs', 'DeleteMessageBatch', false, queue)),
  own('gives back', 'sqs:ChangeMessageVisibility', data('sqs', 'ChangeMessageVisibility', false, queue)),
  own('looks at the queue', 'sqs:GetQueueAttributes', management('sqs', 'GetQueueAttributes', true, asProcessor)),
  own('gives up', 'sqs:SendMessage', data('sqs', 'SendMessage', false, deadLetters)),
  own('loads', 'dynamodb:BatchGetItem', data('dynamodb', 'BatchGetItem', true, store)),
  own('asks', 'dynamodb:Query', data('dynamodb', 'Query', true, store)),
  own('writes', 'dynamodb:PutItem', data('dynamodb', 'PutItem', false, store)),
  own('changes', 'dynamodb:UpdateItem', data('dynamodb', 'UpdateItem', false, store)),
  own('removes', 'dynamodb:DeleteItem', data('dynamodb', 'DeleteItem', false, store)),
  own('commits', 'dynamodb:ConditionCheckItem', data('dynamodb', 'TransactWriteItems', false, store)),
  own('alerts', 'sns:Publish', data('sns', 'Publish', false, topic)),
  own('decrypts a file or a message', 'kms:Decrypt', management('kms', 'Decrypt', true, asProcessor, key)),
  own('encrypts an alert', 'kms:GenerateDataKey', management('kms', 'GenerateDataKey', true, asProcessor, key)),
  own('opens a log stream', 'logs:CreateLogStream', management('logs', 'CreateLogStream', false, asProcessor)),
  own('prints', 'logs:PutLogEvents', {
    ...data('logs', 'PutLogEvents', false, ['AWS::Logs::LogGroup', 'arn:aws:logs:eu-west-1:123456789012:log-group:x']),
  }),
  own('the queue invokes the processor', undefined, {
    ...data('lambda', 'Invoke', false, lambda('processor')),
    userIdentity: asService('lambda.amazonaws.com'),
  }),
  own('the schedule invokes the tick', undefined, {
    ...data('lambda', 'Invoke', false, lambda('tick')),
    userIdentity: asService('events.amazonaws.com'),
  }),
  own('CloudTrail writes a log file', undefined, {
    ...data('s3', 'PutObject', false, logFile),
    userIdentity: asService('cloudtrail.amazonaws.com'),
  }),
  own(
    'EventBridge encrypts a message',
    undefined,
    management('kms', 'GenerateDataKey', true, asService('events.amazonaws.com'), key),
  ),
  own('S3 encrypts a notification', undefined, management('kms', 'GenerateDataKey', true, asService('s3.amazonaws.com'), key)),
  own('the topic passes a message on', undefined, management('kms', 'Decrypt', true, asService('sns.amazonaws.com'), key)),
  own(
    'Lambda starts the function',
    undefined,
    management('sts', 'AssumeRole', true, asService('lambda.amazonaws.com'), { requestParameters: { roleArn: role } }),
  ),
];

const person: JsonObject = { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/alice`, accountId: ACCOUNT, userName: 'alice' };
const admin: JsonObject = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/alice`,
  sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/admin` } },
};

/** What must come through, however like the monitor it looks. */
export const othersCalls: readonly (readonly [why: string, detailType: string, record: JsonObject])[] = [
  ['somebody makes a user', 'AWS API Call via CloudTrail', management('iam', 'CreateUser', false, person)],
  ['a role makes a user', 'AWS API Call via CloudTrail', management('iam', 'CreateUser', false, admin)],
  ['somebody has the role of the processor', 'AWS API Call via CloudTrail', management('iam', 'CreateUser', false, asProcessor)],
  ['somebody reads', 'AWS API Call via CloudTrail', management('iam', 'ListUsers', true, person)],
  ['a role decrypts', 'AWS API Call via CloudTrail', management('kms', 'Decrypt', true, admin)],
  ['somebody opens a log stream', 'AWS API Call via CloudTrail', management('logs', 'CreateLogStream', false, admin)],
  [
    'a service changes something',
    'AWS API Call via CloudTrail',
    management('ec2', 'CreateNetworkInterface', false, asService('ecs.amazonaws.com')),
  ],
  [
    'root signs in',
    'AWS Console Sign In via CloudTrail',
    {
      ...base,
      eventType: 'AwsConsoleSignIn',
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root` },
      readOnly: false,
      managementEvent: true,
      eventCategory: 'Management',
    },
  ],
  [
    'an old record, without categories',
    'AWS API Call via CloudTrail',
    { eventVersion: '1.05', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', userIdentity: person },
  ],
  [
    'a service tells of an event of its own',
    'AWS Service Event via CloudTrail',
    {
      ...base,
      eventType: 'AwsServiceEvent',
      eventSource: 'kms.amazonaws.com',
      eventName: 'DeleteKey',
      userIdentity: asService('kms.amazonaws.com'),
      readOnly: false,
      managementEvent: true,
      eventCategory: 'Management',
    },
  ],
];
