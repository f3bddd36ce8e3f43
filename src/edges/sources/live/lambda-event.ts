import { isJsonObject, type JsonObject, stringOf } from '../../../base/json.ts';
import { Problem } from '../../../base/problem.ts';
import type { LiveDelivery, LiveSource } from '../live-source.ts';
import { createBell } from './bell.ts';

/** What a function was called with, by who called it. `other`: any content that can be decoded, given by hand. */
export type LambdaCaller = 'sqs' | 'kinesis' | 'sns' | 's3' | 'eventbridge' | 'logs' | 'other';

export interface LambdaDelivery extends LiveDelivery {
  /** By which Lambda names it: the message's id, the record's sequence number. */
  readonly id: string;
}

/** What a function returns to its event source mapping, where `ReportBatchItemFailures` is switched on. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface LambdaBatch {
  readonly caller: LambdaCaller;
  readonly deliveries: readonly LambdaDelivery[];
  /** A FIFO queue: one at a time, in order, and none after one that failed. */
  readonly isOrdered: boolean;
  /**
   * To be returned by the function, once all is settled. What was neither acknowledged nor sent back counts as failed, so that nothing
   * is lost. Of a FIFO queue all from the first failure on come again, to keep the order. Undefined where nobody reads it.
   * Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source in Lambda", and the same for Kinesis.
   * @throws {Problem} the first failure, where only an error of the function makes the caller come again
   */
  batchResponse(): BatchResponse | undefined;
}

interface Item {
  readonly id: string;
  readonly bytes: Uint8Array;
}

type State = 'done' | Problem;

/**
 * The payload of one call of a Lambda function as deliveries: each message of a queue or stream is one, for it can fail alone.
 * Contents aren't looked into: what a message holds, decoding tells.
 * @throws {Problem} DECODE_SHAPE for a payload that is no JSON object
 */
export function lambdaDeliveries(event: unknown): LambdaBatch {
  if (!isJsonObject(event)) {
    const hint = 'Call the function by a queue, topic, rule, subscription or stream, or with the content of a log file';
    throw new Problem('DECODE_SHAPE', 'the payload of the function is no JSON object', { at: { file: 'lambda' }, hint });
  }
  const records = Array.isArray(event.Records) ? event.Records.filter(isJsonObject) : [];
  const { caller, items } = read(event, records);
  const reportsItems = caller === 'sqs' || caller === 'kinesis';
  const isOrdered =
    caller === 'sqs' && records.some(({ eventSourceARN }) => stringOf(eventSourceARN)?.endsWith('.fifo') === true);
  const states: (State | undefined)[] = items.map(() => undefined);
  const file = (id: string) => `lambda:${caller}${id === '' ? '' : `#${id}`}`;

  return {
    caller,
    isOrdered,
    deliveries: items.map(({ id, bytes }, i) => ({
      id,
      file: file(id),
      redrive: true,
      size: bytes.length,
      open: async () => bytes,
      async ack() {
        states[i] ??= 'done';
      },
      async retry(problem) {
        states[i] ??= problem;
      },
    })),
    batchResponse() {
      const first = states.findIndex((state) => state !== 'done');
      if (reportsItems) {
        const failed = items.filter((_, i) => states[i] !== 'done' || (isOrdered && first >= 0 && i > first));
        return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
      }
      if (first < 0) return undefined;
      throw states[first] ?? new Problem('SOURCE_FAILED', 'it was not finished', { at: { file: file(items[first]?.id ?? '') } });
    },
  };
}

function read(
  event: JsonObject,
  records: readonly JsonObject[],
): { readonly caller: LambdaCaller; readonly items: readonly Item[] } {
  const whole = { id: '', bytes: Buffer.from(JSON.stringify(event)) };
  const isAll = (test: (record: JsonObject) => boolean) =>
    records.length > 0 && records.length === (event.Records as readonly unknown[]).length && records.every(test);

  if (isAll((record) => record.eventSource === 'aws:sqs' && isText(record.messageId) && isText(record.body))) {
    const items = records.map(({ messageId, body }) => ({ id: messageId as string, bytes: Buffer.from(body as string) }));
    return { caller: 'sqs', items };
  }
  if (isAll((record) => record.eventSource === 'aws:kinesis' && isStreamRecord(record.kinesis))) {
    const items = records.map(({ kinesis }) => {
      const { sequenceNumber, data } = kinesis as { readonly sequenceNumber: string; readonly data: string };
      return { id: sequenceNumber, bytes: Buffer.from(data, 'base64') };
    });
    return { caller: 'kinesis', items };
  }
  if (isAll((record) => record.EventSource === 'aws:sns' && isJsonObject(record.Sns) && isText(record.Sns.Message))) {
    const items = records.map(({ Sns }) => {
      const { MessageId, Message } = Sns as JsonObject;
      return { id: stringOf(MessageId) ?? '', bytes: Buffer.from(Message as string) };
    });
    return { caller: 'sns', items };
  }
  if (isAll((record) => record.eventSource === 'aws:s3')) return { caller: 's3', items: [whole] };
  if (isText(event['detail-type']) && isText(event.source)) {
    return { caller: 'eventbridge', items: [{ ...whole, id: stringOf(event.id) ?? '' }] };
  }
  if (isJsonObject(event.awslogs) && isText(event.awslogs.data)) {
    return { caller: 'logs', items: [{ id: '', bytes: Buffer.from(event.awslogs.data, 'base64') }] };
  }
  return { caller: 'other', items: [whole] };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isStreamRecord(value: unknown): boolean {
  return isJsonObject(value) && isText(value.sequenceNumber) && isText(value.data);
}

/** One call of a function as a source that ends with it; in order, and only as far as nothing failed, where the batch is ordered. */
export function lambdaSource(batch: LambdaBatch): LiveSource {
  return {
    name: `lambda:${batch.caller}`,
    async *deliveries(signal) {
      const bell = createBell();
      signal.addEventListener('abort', bell.ring, { once: true });
      for (const delivery of batch.deliveries) {
        if (signal.aborted) return;
        if (!batch.isOrdered) {
          yield delivery;
          continue;
        }
        let isDone: boolean | undefined;
        const settle = (done: boolean) => {
          isDone ??= done;
          bell.ring();
        };
        yield {
          ...delivery,
          ack: () => delivery.ack().then(() => settle(true)),
          retry: (problem) => delivery.retry(problem).then(() => settle(false)),
        };
        while (isDone === undefined && !signal.aborted) await bell.heard();
        if (isDone !== true) return;
      }
    },
    status: () => ({}),
  };
}
