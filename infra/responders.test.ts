import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { responderNames } from '../src/edges/responders/responder.ts';
import { responderCatalog } from '../src/edges/responders/responder-catalog.ts';
import { compileEventPatternText } from '../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { evaluate } from '../src/engine/rules/evaluate.ts';
import instanceStopped from '../examples/events/responders/instance-stopped.json' with { type: 'json' };
import { main } from './committed.cases.ts';
import { reachableActions } from './reachable-actions.ts';
import { ACCOUNT } from './resolve-template.ts';
import { respondersStack } from './responders.cases.ts';
import { pascal } from './siblings/responders/responder-parts.ts';
import { statementsOf } from './statements.cases.ts';

const stack = respondersStack();
const statements = statementsOf(stack);
const properties = (id: string, of = stack) => of.resources.get(id)?.properties;
const givenTo = (id: string) =>
  statements
    .filter((one) => one.id === id && one.effect === 'Allow' && one.principal === undefined)
    .flatMap(({ actions }) => actions);

const common = givenTo('CommonPolicy');
/** What Lambda does in the name of the function: no code of ours calls it. */
const byLambda = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
];
const needsNone = ['sts:GetCallerIdentity'];

describe.each(responderNames)('%s', (name) => {
  const id = pascal(name);
  const asked = new Set(reachableActions(`src/hosts/lambda/respond-${name}.ts`).map(({ action }) => action));
  const given = new Set([...givenTo(`${id}Role`), ...common]);

  test('its role gives what its code asks for, and nothing else', () => {
    expect([...asked].filter((action) => !given.has(action) && !needsNone.includes(action))).toEqual([]);
    expect([...given].filter((action) => !asked.has(action) && !byLambda.includes(action))).toEqual([]);
  });

  test('the catalogue says the same', () => {
    const { reads, acts } = responderCatalog[name];
    const own = [...asked].filter((action) => !common.includes(action) && !needsNone.includes(action));
    expect([...reads, ...acts].sort()).toEqual([...new Set(own)].sort());
  });

  test('has its own function and queue, as the monitor names it', () => {
    expect(properties(`${id}Function`)).toMatchObject({
      Handler: `respond-${name}.handler`,
      FunctionName: `security-monitoring-test-respond-${name}`,
      Environment: { Variables: { RESPONDER_MODE: 'act', STORE_TABLE: properties('StoreTable', main())?.TableName } },
    });
    const queue = properties(`${id}Queue`)!;
    expect(queue).toMatchObject({ QueueName: `security-monitoring-test-respond-${name}`, RedrivePolicy: { maxReceiveCount: 5 } });
    // Six times the timeout. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS".
    expect(queue.VisibilityTimeout).toBe(6 * Number(properties(`${id}Function`)!.Timeout));
  });

  test('is not there until it is switched on', () => {
    const off = respondersStack({ [id]: 'none', CreateWatchedBucket: 'false' });
    expect(
      [...off.resources.keys()].filter((one) => new RegExp(`^${id}(Role|Queue|Function|Trigger|LogGroup)`).test(one)),
    ).toEqual([]);
  });
});

test('all are off by default', () => {
  const none = Object.fromEntries(responderNames.map((name) => [pascal(name), 'none']));
  const { resources } = respondersStack({ ...none, WatchedBucketName: '', CreateWatchedBucket: 'false' });
  expect([...resources.keys()].sort()).toEqual(['CommonPolicy', 'DeadLetterQueue', 'DeadLetterQueuePolicy']);
});

test('who may send to a responder: the monitor, and the one source of its events', () => {
  const senders = statements.filter(({ effect, actions }) => effect === 'Allow' && actions.includes('sqs:SendMessage'));
  const roles = ['processor', 'tick'].map((name) => `arn:aws:iam::${ACCOUNT}:role/security-monitoring-test-${name}`);
  for (const { principal, condition } of senders) {
    const isMonitor = JSON.stringify(principal) === JSON.stringify({ AWS: roles });
    expect(isMonitor || JSON.stringify(condition).includes('aws:SourceArn')).toBe(true);
  }
  expect(senders.filter(({ id }) => id === 'QueuePolicy')).toHaveLength(1);
  expect((properties('QueuePolicy')!.Queues as string[]).length).toBe(9);
  for (const id of ['MakeObjectPrivate', 'RestartInstance', 'RestoreLostObject'])
    expect(senders.filter((one) => one.id === `${id}QueuePolicy`)).toHaveLength(2);
});

test('S3 may publish and send for the watched bucket of this account only', () => {
  const fromS3 = statements.filter(({ principal }) => JSON.stringify(principal) === '{"Service":"s3.amazonaws.com"}');
  expect(fromS3.map(({ id }) => id).sort()).toEqual([
    'MakeObjectPrivateQueuePolicy',
    'ObjectsLostTopicPolicy',
    'ObjectsRemovedTopicPolicy',
  ]);
  for (const { condition } of fromS3) {
    expect(condition).toEqual({
      ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::example-uploads' },
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
    });
  }
});

test('the watched bucket tells of what is removed, lost and written', () => {
  expect(properties('WatchedBucket')!.NotificationConfiguration).toEqual({
    TopicConfigurations: [
      { Event: 's3:ObjectRemoved:*', Topic: expect.stringMatching(/:security-monitoring-test-objects-removed$/) },
      { Event: 's3:ReducedRedundancyLostObject', Topic: expect.stringMatching(/:security-monitoring-test-objects-lost$/) },
    ],
    QueueConfigurations: [
      { Event: 's3:ObjectCreated:*', Queue: expect.stringMatching(/:security-monitoring-test-respond-make-object-private$/) },
      { Event: 's3:ObjectAcl:Put', Queue: expect.stringMatching(/:security-monitoring-test-respond-make-object-private$/) },
    ],
  });
  expect(properties('ObjectsLostToResponder')).toMatchObject({ Protocol: 'sqs' });
  // The same, as the command takes it.
  const said = JSON.parse(String(stack.outputs.NotificationConfiguration)) as Record<string, { Events: string[] }[]>;
  expect(Object.values(said).flatMap((some) => some.flatMap(({ Events }) => Events))).toEqual([
    's3:ObjectRemoved:*',
    's3:ReducedRedundancyLostObject',
    's3:ObjectCreated:*',
    's3:ObjectAcl:Put',
  ]);
});

test('an instance that has stopped reaches its responder, and no other state does', () => {
  const pattern = compileEventPatternText(JSON.stringify(properties('InstanceStoppedRule')!.EventPattern));
  const event = instanceStopped as unknown as JsonObject;
  expect(evaluate(pattern, event)).toBe(true);
  expect(evaluate(pattern, { ...event, detail: { 'instance-id': 'i-0123456789abcdef0', state: 'running' } })).toBe(false);
});

test('what was made private is counted, by the message alone: a key may hold the word too', () => {
  expect(properties('ObjectsMadePrivate')).toMatchObject({
    FilterPattern: '{ $.message = "private!" }',
    LogGroupName: properties('MakeObjectPrivateLogGroup')!.LogGroupName,
  });
});
