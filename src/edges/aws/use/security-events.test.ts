import { DynamoDBClient, UpdateItemCommand, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, expect, it } from 'vitest';
import { DAY } from '../../../base/units.ts';
import type { MatchRecord } from '../../../model/match.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import { createSecurityEvents } from '../../stores/security-events.ts';
import { createMergedTable } from './security-events.ts';

const sdk = mockClient(DynamoDBClient);
afterAll(() => sdk.restore());
afterEach(() => sdk.reset());

const NOW = Date.parse('2026-01-31T12:00:00Z');
const table = createMergedTable('SecurityEvents', { region: 'us-east-1' });
const events = createSecurityEvents({ table, retention: DAY });

const item = (eventId: string, more: Partial<MatchRecord> = {}, resources: readonly string[] = []): TriageItem => ({
  findingId: 'f',
  at: NOW,
  resources,
  record: {
    ruleId: 'rule-a',
    title: 'A title',
    severity: 'low',
    eventId,
    eventTime: '2026-01-31T11:59:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    account: '123456789012',
    actor: 'arn:aws:iam::123456789012:user/alice',
    sourceIPAddress: '192.0.2.1',
    userAgent: 'aws-cli',
    errorCode: '',
    attack: [],
    file: 's3://trail/a',
    ...more,
  },
});
/** The item as an update makes it, by what its expression names. */
const sent = () =>
  sdk.commandCalls(UpdateItemCommand).map(({ args: [{ input }] }) => {
    const names = input.ExpressionAttributeNames ?? {};
    const values = input.ExpressionAttributeValues ?? {};
    const pairs = [...(input.UpdateExpression ?? '').matchAll(/(#\w+)(?: = | )(:\w+)/g)];
    return {
      key: input.Key,
      condition: input.ConditionExpression,
      item: Object.fromEntries(pairs.map(([, a, b]) => [names[a!], values[b!]])),
    };
  });

it('one item for an event, with all its rules and the highest severity', async () => {
  sdk.on(UpdateItemCommand).resolves({});
  await events.write([item('e-1'), item('e-1', { ruleId: 'rule-b', severity: 'high', title: 'Worse' }), item('e-2')], NOW);
  expect(sent()).toHaveLength(2);
  expect(sent()[0]).toMatchObject({
    key: { EventId: { S: 'e-1' }, Timestamp: { S: '2026-01-31T11:59:00Z' } },
    item: {
      Rules: { SS: ['rule-a', 'rule-b'] },
      Severity: { S: 'high' },
      Title: { S: 'Worse' },
      Description: { S: 'user/alice called CreateUser of iam.amazonaws.com in us-east-1 from 192.0.2.1' },
      ExpiresAt: { N: String(Date.parse('2026-02-01T12:00:00Z') / 1000) },
    },
  });
});

it('a severity that is higher already stays: only the rules are added', async () => {
  sdk
    .on(UpdateItemCommand)
    .rejectsOnce(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }))
    .resolves({});
  await events.write([item('e-1')], NOW);
  const [first, second, ...others] = sent();
  expect(others).toEqual([]);
  expect(first?.condition).toBe('attribute_not_exists(#level) OR #level IN (:l0, :l1)');
  expect(first?.item).toHaveProperty('Severity');
  expect(second?.condition).toBeUndefined();
  expect(second?.item).toMatchObject({ Rules: { SS: ['rule-a'] } });
  expect(second?.item).not.toHaveProperty('Severity');
  expect(second?.item).not.toHaveProperty('Title');
});

it('what the event lacks is left out, what was refused says so, and nothing is longer than an item may be', async () => {
  sdk.on(UpdateItemCommand).resolves({});
  const resources = Array.from({ length: 80 }, (_, i) => `arn:aws:s3:::bucket-${i}`);
  const odd = item(
    'x'.repeat(3000),
    { userAgent: `\ud800${'a'.repeat(9000)}`, errorCode: 'AccessDenied', sourceIPAddress: '' },
    resources,
  );
  await events.write([odd], NOW);
  const [{ key, item: made } = { key: undefined, item: {} }] = sent();
  expect(key?.EventId?.S).toMatch(/^[0-9a-f]{32}$/);
  expect(made.SourceIPAddress).toBeUndefined();
  expect(made.Description?.S).toBe('user/alice tried CreateUser of iam.amazonaws.com in us-east-1, refused: AccessDenied');
  expect(made.UserAgent?.S).toHaveLength(2000);
  expect(made.UserAgent?.S?.startsWith('\ufffda')).toBe(true);
  expect(made.Resources?.L).toHaveLength(50);
});

it('the first refusal is the answer: nothing is acknowledged that was not written', async () => {
  sdk.on(UpdateItemCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  const all = Array.from({ length: 60 }, (_, i) => item(`e-${i}`));
  await expect(events.write(all, NOW)).rejects.toMatchObject({ code: 'AWS_DENIED', at: { file: 'SecurityEvents' } });
});

it('nothing is asked for nothing', async () => {
  await events.write([], NOW);
  expect(sdk.commandCalls(UpdateItemCommand)).toEqual([]);
});
