import { expect, test } from 'vitest';
import { isJsonObject } from '../src/base/json.ts';
import { combinations, committed, main } from './committed.cases.ts';
import { resolveTemplate } from './resolve-template.ts';
import { respondersStack } from './responders.cases.ts';
import { type Found, statementsOf } from './statements.cases.ts';

const everything = {
  DataEventsS3: 'true',
  TrailToCloudWatchLogs: 'true',
  KmsEncryption: 'true',
  TopicToFunction: 'true',
  SubnetIds: 'subnet-1',
};
const stacks = [
  ...combinations().map((parameters) => main(parameters)),
  main(everything),
  resolveTemplate(committed('forwarder.yaml'), { CentralBusArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/central' }),
  resolveTemplate(committed('central-bus.yaml'), {
    LogProcessingQueueArn: 'arn:aws:sqs:eu-west-1:123456789012:queue',
    AccountIds: '111122223333',
    OrganizationId: 'o-exampleorgid',
  }),
  respondersStack(),
];
const statements = stacks.flatMap(statementsOf);
const allowed = statements.filter(({ effect }) => effect === 'Allow');

/** What may end in `*` or be nothing else, and why. */
const wildcards: readonly (readonly [RegExp, reason: string])[] = [
  [/:log-stream:\*$/, 'Lambda and CloudTrail name the streams of the one log group'],
  [/^arn:aws:s3:::example-logs\/(organization\/)?AWSLogs\/\*$/, 'CloudTrail names the log files'],
  [/^arn:aws:s3:::example-(logs|config)\/config\/\*$/, 'rules, lists and settings'],
  [/:table\/security-monitoring-test-store\/index\/\*$/, 'the indexes of one table'],
  [/:log-group:\/aws\/lambda\/[\w-]+:\*$/, 'the streams of one log group'],
  [
    /:(instance|volume|network-interface|security-group|snapshot|user|role|trail|key)\/\*$/,
    'what a responder acts on, of one kind',
  ],
  [/^arn:aws:s3:::(example-(uploads|replica)\/)?\*$/, 'what a responder acts on: objects of a bucket, or buckets'],
  [/:security-monitoring-test-respond-\*$/, 'the policy of the queues of responders, each for the queue that has it'],
];

test('resources are named; each wildcard has its reason', () => {
  const open = allowed.filter(({ resources }) =>
    resources.some((one) => one.includes('*') && !wildcards.some(([known]) => known.test(one))),
  );
  // A key's own policy is about that key, whatever it says. Network interfaces have no name before Lambda makes them, and EC2's and
  // IAM's questions know no resources.
  const known = open.filter(
    ({ id, actions }) =>
      id === 'TrailKey' || actions.every((action) => action.startsWith('ec2:') || action === 'iam:GetAccessKeyLastUsed'),
  );
  expect(open).toEqual(known);
  expect(known.length).toBeGreaterThan(0);
});

test('actions are named', () => {
  const open = allowed.filter(({ actions }) => actions.some((action) => action.includes('*')));
  expect(open.map(({ id }) => id).filter((id) => id !== 'TrailKey')).toEqual([]);
});

test('a function may not act on the account, or undo what it watches', () => {
  const given = allowed.filter(({ id, principal }) => /^(Processor|Tick)Role$/.test(id) && principal === undefined);
  const acts =
    /^(iam|sts|organizations|cloudtrail|lambda|events|kms:(?!Decrypt$|GenerateDataKey$)|s3:(?!Get|List)|sqs:Delete(?!Message))/;
  expect(given.flatMap(({ actions }) => actions).filter((action) => acts.test(action))).toEqual([]);
});

test('a service may only come for what is ours', () => {
  const services = statements.filter(
    ({ effect, principal }) => effect === 'Allow' && isService(principal) && !isLambda(principal),
  );
  expect(services.length).toBeGreaterThan(0);
  for (const statement of services) expect(boundKeys(statement), JSON.stringify(statement)).not.toEqual([]);
});

test('anybody else who is let in is an account of the list or of the organization', () => {
  const others = allowed.filter(({ principal }) => principal !== undefined && !isService(principal));
  for (const { id, principal, condition } of others) {
    if (id === 'TrailKey') expect(principal).toEqual({ AWS: 'arn:aws:iam::123456789012:root' });
    else if (id.endsWith('QueuePolicy')) expect(JSON.stringify(principal)).toMatch(OWN_ROLES);
    else if (principal === '*') expect(condition).toEqual({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } });
    else expect(principal).toEqual({ AWS: ['111122223333'] });
  }
});

test.each([
  ['TrailBucketPolicy', ['arn:aws:s3:::example-logs', 'arn:aws:s3:::example-logs/*']],
  ['LogProcessingQueuePolicy', ['arn:aws:sqs:eu-west-1:123456789012:security-monitoring-test-log-processing']],
  [
    'LogProcessingDeadLetterQueuePolicy',
    ['arn:aws:sqs:eu-west-1:123456789012:security-monitoring-test-log-processing-dead-letters'],
  ],
  ['AlertTopicPolicy', ['arn:aws:sns:eu-west-1:123456789012:security-monitoring-test-alerts']],
  ['LogTopicPolicy', ['arn:aws:sns:eu-west-1:123456789012:security-monitoring-test-logs']],
])('%s refuses what comes without TLS', (id, resources) => {
  const denied = statementsOf(main()).filter((one) => one.id === id && one.effect === 'Deny');
  expect(denied).toMatchObject([{ principal: '*', resources, condition: { Bool: { 'aws:SecureTransport': 'false' } } }]);
});

test('CloudTrail writes for the one trail, ours or the existing one, or for none', () => {
  const writers = (parameters: Readonly<Record<string, string>>) =>
    statementsOf(main(parameters))
      .filter(({ id, actions }) => id === 'TrailBucketPolicy' && actions.includes('s3:PutObject'))
      .map(({ condition }) => (condition.StringEquals as Record<string, string>)['aws:SourceArn']);
  expect(writers({})).toEqual(['arn:aws:cloudtrail:eu-west-1:123456789012:trail/security-monitoring-test-trail']);
  const ExistingTrailArn = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/all';
  expect(writers({ CreateTrail: 'false', ExistingTrailArn })).toEqual([ExistingTrailArn]);
  expect(writers({ CreateTrail: 'false' })).toEqual([]);
});

test('the role of CloudTrail can do two things with one log group', () => {
  const [, writes] = statementsOf(main({ TrailToCloudWatchLogs: 'true' })).filter(({ id }) => id === 'TrailLogRole');
  expect(writes).toMatchObject({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/security-monitoring-test-trail:log-stream:*'],
  });
});

/** The monitor asks responders through their queues. */
const OWN_ROLES =
  /^\{"AWS":\["arn:aws:iam::123456789012:role\/[\w-]+-processor","arn:aws:iam::123456789012:role\/[\w-]+-tick"\]\}$/;

const isService = (principal: Found['principal']) => isJsonObject(principal) && 'Service' in principal;

/** Lambda assumes a function's role for the function that has it: a condition would have to name what isn't there yet. */
const isLambda = (principal: Found['principal']) => isJsonObject(principal) && principal.Service === 'lambda.amazonaws.com';

function boundKeys({ condition }: Found): string[] {
  const bound = ['aws:SourceArn', 'aws:SourceAccount', 'kms:EncryptionContext:aws:logs:arn'];
  return Object.values(condition).flatMap((tests) => Object.keys(tests as object).filter((key) => bound.includes(key)));
}
