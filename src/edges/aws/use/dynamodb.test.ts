import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  ProvisionedThroughputExceededException,
  QueryCommand,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createTable } from './dynamodb.ts';

const dynamo = mockClient(DynamoDBClient);
afterAll(() => dynamo.restore());
const pauses: number[] = [];
const table = createTable({
  table: 'findings',
  environment: { AWS_REGION: 'eu-west-1' },
  random: () => 0.5,
  sleep: async (time) => void pauses.push(time),
});
const metadata = { $metadata: {}, message: 'no' };
const canceled = (...codes: string[]) =>
  new TransactionCanceledException({ ...metadata, CancellationReasons: codes.map((Code) => ({ Code })) });
const write = (pk: string) => ({ put: { pk, sk: '-' }, if: { absent: true } }) as const;

beforeEach(() => {
  dynamo.reset();
  pauses.length = 0;
});

describe('reading', () => {
  test('asks again for keys that were not processed, after a pause', async () => {
    const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '-' } });
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { findings: [key('a')] }, UnprocessedKeys: { findings: { Keys: [key('b'), key('c')] } } })
      .resolvesOnce({ Responses: {}, UnprocessedKeys: { findings: { Keys: [key('b'), key('c')] } } })
      .resolvesOnce({ Responses: { findings: [{ ...key('c'), n: { N: '1.5' }, b: { B: Uint8Array.of(1) } }] } });
    const keys = ['a', 'b', 'c'].map((pk) => ({ pk, sk: '-' }));
    expect(await table.get(keys)).toEqual([
      { pk: 'a', sk: '-' },
      { pk: 'c', sk: '-', n: 1.5, b: Uint8Array.of(1) },
    ]);
    const asked = dynamo.commandCalls(BatchGetItemCommand).map(({ args: [{ input }] }) => input.RequestItems?.findings);
    expect(asked.map((each) => each?.Keys?.length)).toEqual([3, 2, 2]);
    expect(asked.every((each) => each?.ConsistentRead)).toBe(true);
    expect(pauses).toHaveLength(2);
  });

  test('gives up when nothing comes any more', async () => {
    const Keys = [{ pk: { S: 'a' }, sk: { S: '-' } }];
    dynamo.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { findings: { Keys } } });
    await expect(table.get([{ pk: 'a', sk: '-' }])).rejects.toMatchObject({ code: 'AWS_FAILED', at: { file: 'findings' } });
    expect(dynamo.commandCalls(BatchGetItemCommand)).toHaveLength(10);
  });

  test('asks one range of the sort key, its lower end left out', async () => {
    const item = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
    dynamo.on(QueryCommand).resolves({ Items: [item('1'), item('2')], LastEvaluatedKey: item('2') });
    const page = await table.query({ partition: 'a', after: '1', to: '5', limit: 2 });
    expect(page).toEqual({ items: [{ pk: 'a', sk: '2' }], next: { pk: 'a', sk: '2' } });
    expect(dynamo.commandCalls(QueryCommand)[0]!.args[0].input).toEqual({
      TableName: 'findings',
      ConsistentRead: true,
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': 'pk', '#sort': 'sk' },
      ExpressionAttributeValues: { ':partition': { S: 'a' }, ':from': { S: '1' }, ':to': { S: '5' } },
      ScanIndexForward: true,
      Limit: 2,
    });
  });

  test('does not ask for a range that ends before it begins: DynamoDB refuses it', async () => {
    expect(await table.query({ partition: 'a', from: '2', to: '1' })).toEqual({ items: [] });
    expect(await table.count({ partition: 'a', after: 2, to: 1 })).toEqual({ count: 0 });
    expect(dynamo.calls()).toEqual([]);
  });
});

describe('single writes', () => {
  test('name every attribute by a placeholder', async () => {
    dynamo.on(UpdateItemCommand).resolves({ Attributes: { pk: { S: 'a' }, state: { S: 'x' } } });
    const change = { set: { state: 'x' }, add: { attempts: 1 }, remove: ['claim'] };
    const condition = { equals: { state: 'y' }, atMost: { readyAt: 5 }, lacks: ['lockedBy'] };
    expect(await table.update({ pk: 'a', sk: '-' }, change, condition)).toEqual({ pk: 'a', state: 'x' });
    expect(dynamo.commandCalls(UpdateItemCommand)[0]!.args[0].input).toMatchObject({
      ConditionExpression: '#state = :v0 AND #readyAt <= :v1 AND attribute_not_exists(#lockedBy)',
      UpdateExpression: 'SET #state = :v2 ADD #attempts :v3 REMOVE #claim',
      ExpressionAttributeValues: { ':v0': { S: 'y' }, ':v1': { N: '5' }, ':v2': { S: 'x' }, ':v3': { N: '1' } },
    });
  });

  test('say whether the condition held', async () => {
    dynamo.on(PutItemCommand).resolvesOnce({}).rejectsOnce(new ConditionalCheckFailedException(metadata));
    dynamo.on(UpdateItemCommand).rejects(new ConditionalCheckFailedException(metadata));
    expect(await table.put({ pk: 'a', sk: '-', left: undefined }, { absent: true })).toBe(true);
    expect(await table.put({ pk: 'a', sk: '-' }, { absent: true })).toBe(false);
    expect(await table.update({ pk: 'a', sk: '-' }, { remove: ['x'] }, { equals: { x: 1 } })).toBeUndefined();
    expect(dynamo.commandCalls(PutItemCommand)[0]!.args[0].input).toEqual({
      TableName: 'findings',
      Item: { pk: { S: 'a' }, sk: { S: '-' } },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
    });
  });

  test.each([
    [new ResourceNotFoundException(metadata), 'AWS_NOT_FOUND'],
    [Object.assign(new Error('no'), { name: 'AccessDeniedException' }), 'AWS_DENIED'],
    [new ProvisionedThroughputExceededException(metadata), 'AWS_FAILED'],
  ])('what AWS answers becomes a problem: %s', async (error, code) => {
    dynamo.on(PutItemCommand).rejects(error);
    await expect(table.put({ pk: 'a', sk: '-' })).rejects.toMatchObject({ code });
  });
});

describe('a transaction', () => {
  test('says whose condition does not hold', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('None', 'ConditionalCheckFailed', 'TransactionConflict'));
    expect(await table.transact(['a', 'b', 'c'].map(write))).toEqual([1]);
    expect(dynamo.calls()).toHaveLength(1);
  });

  test('in conflict with another, throttled, or still under way is tried again, under the name of what may still be under way', async () => {
    dynamo
      .on(TransactWriteItemsCommand)
      .rejectsOnce(canceled('TransactionConflict', 'None'))
      .rejectsOnce(canceled('None', 'ThrottlingError'))
      .rejectsOnce(canceled('ProvisionedThroughputExceeded', 'None'))
      .rejectsOnce(new TransactionInProgressException(metadata))
      .resolvesOnce({});
    expect(await table.transact(['a', 'b'].map(write))).toEqual([]);
    const tokens = dynamo.commandCalls(TransactWriteItemsCommand).map(({ args: [{ input }] }) => input.ClientRequestToken);
    expect(new Set(tokens).size).toBe(4);
    expect(tokens[4]).toBe(tokens[3]);
    expect(pauses).toEqual([10, 20, 40, 80]);
  });

  test('in conflict for long fails, to come again', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('TransactionConflict'));
    await expect(table.transact([write('a')])).rejects.toMatchObject({ code: 'AWS_FAILED', retry: true });
    expect(dynamo.calls()).toHaveLength(10);
  });

  test('refused for good is not tried again', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('ValidationError'));
    await expect(table.transact([write('a')])).rejects.toMatchObject({ code: 'AWS_FAILED' });
    expect(dynamo.calls()).toHaveLength(1);
  });

  test('takes every kind of write', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    const key = { pk: 'a', sk: '-' };
    await table.transact([
      { update: key, change: { set: { n: 1 } } },
      { remove: { ...key, pk: 'b' }, if: { equals: { n: 1 } } },
      { check: { ...key, pk: 'c' }, if: { absent: true } },
    ]);
    const { TransactItems } = dynamo.commandCalls(TransactWriteItemsCommand)[0]!.args[0].input;
    expect(TransactItems?.map((item) => Object.keys(item))).toEqual([['Update'], ['Delete'], ['ConditionCheck']]);
    expect(TransactItems?.[2]?.ConditionCheck).toMatchObject({ ConditionExpression: 'attribute_not_exists(#pk)' });
  });
});
