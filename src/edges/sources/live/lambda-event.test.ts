import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { decodeWhole } from '../../../engine/events/decode.ts';
import type { LiveDelivery } from '../live-source.ts';
import { type LambdaBatch, lambdaDeliveries, lambdaSource } from './lambda-event.ts';

const ARN = 'arn:aws:sqs:us-east-1:123456789012:trail';
const record = (name: string) => ({
  eventVersion: '1.08',
  eventTime: '2026-01-15T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: name,
  awsRegion: 'us-east-1',
  eventID: `id-${name}`,
});
const s3Notice = {
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'logs' }, object: { key: 'AWSLogs/a+b.json.gz', versionId: 'v1' } },
    },
  ],
};
const envelope = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  time: '2026-01-15T12:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: record('StopLogging'),
};

const sqs = (bodies: readonly string[], arn = ARN) => ({
  Records: bodies.map((body, i) => ({
    messageId: `m${i}`,
    receiptHandle: 'r',
    body,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
  })),
});
const kinesis = (contents: readonly Buffer[]) => ({
  Records: contents.map((content, i) => ({
    kinesis: {
      partitionKey: '1',
      sequenceNumber: `4959033827149025660855969253836157109592157598913658${i}`,
      data: content.toString('base64'),
    },
    eventSource: 'aws:kinesis',
    eventName: 'aws:kinesis:record',
  })),
});
const sns = (message: string) => ({
  Records: [{ EventVersion: '1.0', EventSource: 'aws:sns', Sns: { Type: 'Notification', MessageId: 'n1', Message: message } }],
});
const logsFrame = {
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: 'trail',
  logEvents: [{ id: '1', timestamp: 1, message: JSON.stringify(record('StopLogging')) }],
};
const zipped = gzipSync(JSON.stringify(logsFrame));

const bytes = async (delivery: LiveDelivery | undefined) => Buffer.from((await delivery?.open()) as Uint8Array);
const decoded = async (batch: LambdaBatch) => {
  const all = await Promise.all(batch.deliveries.map(async (one) => decodeWhole(await bytes(one), one.file) ?? []));
  return all.flat().map((one) => (one.kind === 'pointer' ? one.pointer : one.kind === 'event' ? one.record.event().id : one));
};
const failed = new Problem('STORE_FAILED', 'the store is away');

describe('each caller', () => {
  test.each([
    ['sqs', sqs([JSON.stringify(s3Notice), JSON.stringify(envelope)]), ['m0', 'm1']],
    [
      'kinesis',
      kinesis([zipped, Buffer.from(JSON.stringify(envelope))]),
      ['49590338271490256608559692538361571095921575989136580', '49590338271490256608559692538361571095921575989136581'],
    ],
    ['sns', sns(JSON.stringify({ s3Bucket: 'logs', s3ObjectKey: ['a'] })), ['n1']],
    ['s3', s3Notice, ['']],
    ['eventbridge', envelope, [envelope.id]],
    ['logs', { awslogs: { data: zipped.toString('base64') } }, ['']],
    ['other', { Records: [record('StopLogging')] }, ['']],
  ])('%s', (caller, event, ids) => {
    const batch = lambdaDeliveries(event);
    expect(batch.caller).toBe(caller);
    expect(batch.deliveries.map(({ id }) => id)).toEqual(ids);
    expect(batch.isOrdered).toBe(false);
  });

  test('what is delivered is what decoding knows', async () => {
    const pointer = { bucket: 'logs', key: 'AWSLogs/a b.json.gz', versionId: 'v1' };
    expect(await decoded(lambdaDeliveries(sqs([JSON.stringify(s3Notice), JSON.stringify(envelope)])))).toEqual([
      pointer,
      'id-StopLogging',
    ]);
    expect(await decoded(lambdaDeliveries(kinesis([zipped])))).toEqual(['id-StopLogging']);
    expect(await decoded(lambdaDeliveries(sns(JSON.stringify(s3Notice))))).toEqual([pointer]);
    expect(await decoded(lambdaDeliveries(s3Notice))).toEqual([pointer]);
    expect(await decoded(lambdaDeliveries(envelope))).toEqual(['id-StopLogging']);
    expect(await decoded(lambdaDeliveries({ awslogs: { data: zipped.toString('base64') } }))).toEqual(['id-StopLogging']);
    expect(await decoded(lambdaDeliveries({ Records: [record('A'), record('B')] }))).toEqual(['id-A', 'id-B']);
  });

  test('bodies are handed over as they are', async () => {
    const [delivery] = lambdaDeliveries(sqs(['no JSON, ä 🜂'])).deliveries;
    expect((await bytes(delivery)).toString()).toBe('no JSON, ä 🜂');
  });

  test.each([undefined, null, 'text', 5, []])('%j is no payload', (event) => {
    expect(() => lambdaDeliveries(event)).toThrow(expect.objectContaining({ code: 'DECODE_SHAPE' }));
  });

  test.each([
    ['a record that is none', { Records: [...sqs(['a']).Records, null] }],
    ['a message without id', { Records: [{ eventSource: 'aws:sqs', body: 'a' }] }],
    ['no records', { Records: [] }],
  ])('%s: it is handed over as a whole, and nothing is left out', async (_, event) => {
    const { caller, deliveries } = lambdaDeliveries(event);
    expect(caller).toBe('other');
    expect(JSON.parse((await bytes(deliveries[0])).toString())).toEqual(event);
  });
});

describe('the answer', () => {
  const settle = async (batch: LambdaBatch, outcomes: string) => {
    for (const [i, outcome] of [...outcomes].entries()) {
      if (outcome === '+') await batch.deliveries[i]?.ack();
      if (outcome === '-') await batch.deliveries[i]?.retry(failed);
    }
    return batch.batchResponse()?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier.slice(-1));
  };
  const four = ['a', 'b', 'c', 'd'];

  test.each([
    ['++++', []],
    ['+-+-', ['1', '3']],
    ['----', ['0', '1', '2', '3']],
    // Not settled is not done.
    ['+ ++', ['1']],
    ['    ', ['0', '1', '2', '3']],
  ])('of a queue: %j', async (outcomes, failures) => {
    expect(await settle(lambdaDeliveries(sqs(four)), outcomes)).toEqual(failures);
    expect(await settle(lambdaDeliveries(kinesis(four.map((one) => Buffer.from(one)))), outcomes)).toEqual(failures);
  });

  test.each([
    ['++++', []],
    ['+-++', ['1', '2', '3']],
    ['+++-', ['3']],
    ['+ + ', ['1', '2', '3']],
  ])('of a FIFO queue, all from the first failure on: %j', async (outcomes, failures) => {
    const batch = lambdaDeliveries(sqs(four, `${ARN}.fifo`));
    expect(batch.isOrdered).toBe(true);
    expect(await settle(batch, outcomes)).toEqual(failures);
  });

  test.each([
    ['sns', sns('{}')],
    ['eventbridge', envelope],
    ['s3', s3Notice],
    ['logs', { awslogs: { data: 'e30=' } }],
  ])('of %s is an error if it failed, and nothing if not', async (_, event) => {
    expect(await settle(lambdaDeliveries(event), '+')).toBeUndefined();
    await expect(settle(lambdaDeliveries(event), '-')).rejects.toBe(failed);
    await expect(settle(lambdaDeliveries(event), ' ')).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
  });

  test('the first word counts', async () => {
    const batch = lambdaDeliveries(sqs(['a', 'b']));
    await batch.deliveries[0]?.ack();
    await batch.deliveries[0]?.retry(failed);
    await batch.deliveries[1]?.retry(failed);
    await batch.deliveries[1]?.ack();
    expect(batch.batchResponse()).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });
});

describe('as a source', () => {
  const none = new AbortController().signal;

  test('hands over all without waiting, and ends', async () => {
    const source = lambdaSource(lambdaDeliveries(sqs(['a', 'b', 'c'])));
    const seen: string[] = [];
    for await (const delivery of source.deliveries(none)) seen.push((await bytes(delivery)).toString());
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(source.name).toBe('lambda:sqs');
    expect(source.status()).toEqual({});
  });

  test('a FIFO batch comes one by one, and no further than the first failure', async () => {
    const batch = lambdaDeliveries(sqs(['a', 'b', 'c'], `${ARN}.fifo`));
    const iterator = lambdaSource(batch).deliveries(none)[Symbol.asyncIterator]();
    const first = (await iterator.next()).value as LiveDelivery;
    let isSecond = false;
    const second = iterator.next().then((result) => {
      isSecond = true;
      return result.value as LiveDelivery;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isSecond).toBe(false);
    await first.ack();
    await (await second).retry(failed);
    expect((await iterator.next()).done).toBe(true);
    expect(batch.batchResponse()).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }] });
  });

  test('the signal ends it, and what was not looked at comes again', async () => {
    const stop = new AbortController();
    const batch = lambdaDeliveries(sqs(['a', 'b'], `${ARN}.fifo`));
    const iterator = lambdaSource(batch).deliveries(stop.signal)[Symbol.asyncIterator]();
    await iterator.next();
    const second = iterator.next();
    stop.abort();
    expect((await second).done).toBe(true);
    expect(batch.batchResponse()?.batchItemFailures).toHaveLength(2);
  });
});
