import { describe, expect, test } from 'vitest';
import { committed, main } from './committed.cases.ts';
import { actionsIn, reachableActions } from './reachable-actions.ts';
import { resolveTemplate } from './resolve-template.ts';
import { statementsOf } from './statements.cases.ts';

/** With everything that adds a permission. */
const { resources, outputs } = main({
  KmsEncryption: 'true',
  TopicToFunction: 'true',
  SubnetIds: 'subnet-1',
  ExistingKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1',
});
expect(outputs.ProcessorFunction).toBe('security-monitoring-test-processor');

/** What the code can ask for, and the template doesn't give by itself. */
const notGiven: Readonly<Record<string, string>> = {
  'events:PutEvents': 'a sink that the configuration may name: FunctionPolicyArn',
  'securityhub:BatchImportFindings': 'a sink that the configuration may name: FunctionPolicyArn',
  'securityhub:BatchUpdateFindings': 'a sink that the configuration may name: FunctionPolicyArn',
  'ssm:GetParameter': 'secrets that the configuration may name: FunctionPolicyArn',
  'secretsmanager:GetSecretValue': 'secrets that the configuration may name: FunctionPolicyArn',
  'sqs:SendMessage': "the policies of the responders' queues give it, in responders.yaml",
  'sts:GetCallerIdentity': 'needs no permission',
};

/** What Lambda does in the name of the function: no code of ours calls it. */
const byLambda: Readonly<Record<string, readonly string[]>> = {
  'writes its output': ['logs:CreateLogStream', 'logs:PutLogEvents'],
  'polls the queue': ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
  'keeps what it could not hand over': ['sqs:SendMessage'],
  'connects it to the VPC': [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
};

/** Reachable from the tick too, since both are made alike; it reads no log files. */
const notOfTick = ['s3:GetObjectVersion'];

describe.each([
  ['ProcessorRole', 'src/hosts/lambda/processor.ts', []],
  ['TickRole', 'src/hosts/lambda/tick.ts', notOfTick],
])('%s', (role, entry, unneeded) => {
  const given = new Set(
    statementsOf({ resources, outputs })
      .filter(({ id, effect, principal }) => id === role && effect === 'Allow' && principal === undefined)
      .flatMap(({ actions }) => actions),
  );
  const asked = new Set(reachableActions(entry).map(({ action }) => action));
  const lambdas = Object.values(byLambda).flat();

  test('gives what the code asks for', () => {
    const missing = [...asked].filter(
      (action) => !given.has(action) && !(action in notGiven) && !(unneeded as string[]).includes(action),
    );
    expect(missing).toEqual([]);
  });

  test('gives nothing else', () => {
    expect([...given].filter((action) => !asked.has(action) && !lambdas.includes(action))).toEqual([]);
  });
});

test('the image function reads its source and writes its target and its log, and may do nothing else', () => {
  const parameters = { SourceBucketName: 'photos', CodeBucket: 'code', CodeKey: 'zip' };
  const template = resolveTemplate(committed('thumbnails.yaml'), parameters);
  const given = statementsOf(template).filter(({ id, principal }) => id === 'ThumbnailRole' && principal === undefined);
  expect(given.map(({ actions, resources }) => [actions, resources])).toEqual([
    [
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [expect.stringMatching(/log-group:\/aws\/lambda\/[\w-]+-thumbnail:log-stream:\*$/)],
    ],
    [['s3:GetObject', 's3:GetObjectVersion'], ['arn:aws:s3:::photos/*']],
    [['s3:PutObject'], ['arn:aws:s3:::photos-resized/*']],
  ]);
  const asked = new Set(reachableActions('src/hosts/lambda/thumbnail.ts').map(({ action }) => action));
  expect([...asked].toSorted()).toEqual(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
});

test('no exception is out of date', () => {
  const asked = new Set(reachableActions('src/hosts/lambda/processor.ts').map(({ action }) => action));
  expect(Object.keys(notGiven).filter((action) => !asked.has(action))).toEqual([]);
});

test('docstrings are read as they are written', () => {
  expect(actionsIn('/** Lists. IAM: s3:ListBucket. @throws {Problem} S3_DENIED */')).toEqual(['s3:ListBucket']);
  expect(
    actionsIn('/**\n * IAM: s3:GetObject (with a versionId:\n * s3:GetObjectVersion), and kms:Decrypt for some.\n */'),
  ).toEqual(['s3:GetObject', 's3:GetObjectVersion', 'kms:Decrypt']);
  expect(actionsIn('// IAM: s3:PutObject\n/** See arn:aws:s3 */')).toEqual([]);
});
