import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { DAY } from '../../base/units.ts';
import type { S3Reader } from '../../edges/aws/use/s3.ts';
import type { ItemUpdate } from '../../edges/aws/use/security-events.ts';
import { createObjectReader } from '../../edges/sources/object-reader.ts';
import { createMemoryStore } from '../../edges/stores/memory-store.ts';
import { createSecurityEvents } from '../../edges/stores/security-events.ts';
import type { Store } from '../../edges/stores/store.ts';
import { type ConfigurationListener, createConfiguration } from './configuration/configuration.ts';
import { type LambdaEnvironment, readEnvironment } from './environment.ts';
import { createReady } from './ready.ts';
import { type CallContext, createProcessor } from './process-batch.ts';
import { createTick } from './run-tick.ts';
import type { Telemetry } from './telemetry.ts';

/** Two functions over one account in memory, with a clock that stands still. */
export interface FunctionWorld {
  readonly now: { at: number };
  readonly clock: Clock;
  readonly store: Store;
  readonly bucket: Map<string, Uint8Array | Problem>;
  readonly updates: ItemUpdate[];
  readonly lines: { readonly level: string; readonly text: string; readonly fields: Readonly<Record<string, unknown>> }[];
  readonly metrics: Map<string, number>;
  readonly requests: string[];
  processor(event: unknown, remaining?: () => number): ReturnType<ReturnType<typeof createProcessor>>;
  tick(): Promise<void>;
  /** A function that starts anew, with what is stored. */
  restart(): void;
  close(): void;
}

const CONTEXT = {
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:trailwatch',
};

export function functionWorld(variables: NodeJS.ProcessEnv = {}, instead: { readonly store?: Store } = {}): FunctionWorld {
  const now = { at: Date.parse('2026-01-31T12:06:00Z') };
  const clock: Clock = { now: () => now.at, sleep: () => new Promise((resolve) => setImmediate(resolve)) };
  const scratch = mkdtempSync(join(tmpdir(), 'function-'));
  const store = instead.store ?? createMemoryStore();
  const bucket: FunctionWorld['bucket'] = new Map();
  const updates: ItemUpdate[] = [];
  const lines: FunctionWorld['lines'] = [];
  const metrics = new Map<string, number>();
  const requests: string[] = [];
  const environment = readEnvironment({ STORE_TABLE: 'store', ...variables });
  // The Sigma pack isn't compiled here, and reading it takes most of a second.
  const withRules = { TRAILWATCH_RULES_SET: 'monitored', ...variables };
  const reader = memoryS3(bucket, requests);
  const telemetry: Telemetry = {
    log: (level, text, fields = {}) => lines.push({ level, text, fields }),
    always() {},
    add: (name, value) => metrics.set(name, (metrics.get(name) ?? 0) + value),
    begin() {},
    flush() {},
  };
  const say = (text: string) => lines.push({ level: 'info', text, fields: {} });
  const listener: ConfigurationListener = {
    taken: (_set, from) => say(`taken from ${from}`),
    refused: ({ problems }) => say(`refused: ${problems.map(({ code, at }) => `${code} ${at?.file ?? ''}`).join(', ')}`),
    unreachable: () => say('unreachable'),
    tooLarge: () => say('too large'),
  };
  const start = () => make({ environment, scratch, reader, store, clock, listener, telemetry, updates, variables: withRules });
  let functions = start();
  return {
    now,
    clock,
    store,
    bucket,
    updates,
    lines,
    metrics,
    requests,
    processor: (event, remaining = () => 300_000) =>
      functions.processor(event, { ...CONTEXT, getRemainingTimeInMillis: remaining }),
    tick: () => functions.tick({}, { ...CONTEXT, getRemainingTimeInMillis: () => 50_000 }),
    restart() {
      functions = start();
    },
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

function make(
  parts: Pick<FunctionWorld, 'store' | 'clock' | 'updates'> & {
    readonly environment: LambdaEnvironment;
    readonly scratch: string;
    readonly reader: S3Reader;
    readonly listener: ConfigurationListener;
    readonly telemetry: Telemetry;
    readonly variables: NodeJS.ProcessEnv;
  },
): { processor: ReturnType<typeof createProcessor>; tick: (event: unknown, context: CallContext) => Promise<void> } {
  const { store, clock, updates, reader, telemetry, environment } = parts;
  const configuration = createConfiguration({ ...parts, packageFolder: process.cwd() });
  const ready = createReady({ configuration, store, clock, telemetry });
  const table = { merge: async (update: ItemUpdate) => void updates.push(update), close() {} };
  const securityEvents = createSecurityEvents({ table, retention: 90 * DAY });
  const objects = createObjectReader(reader);
  return {
    processor: createProcessor({ ready, store, securityEvents, objects, clock, telemetry }),
    tick: createTick({ ready, configuration, store, clock, telemetry, retention: environment.retention }),
  };
}

/** Objects by `bucket/key`, with ETags as S3 makes them. */
export function memoryS3(bucket: FunctionWorld['bucket'], requests: string[]): S3Reader {
  const etagOf = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`;
  return {
    async listObjects({ bucket: name, prefix }) {
      requests.push(`list ${name}/${prefix}`);
      const refusal = bucket.get(name);
      if (refusal instanceof Problem) throw refusal;
      const objects = [...bucket]
        .filter(([key, bytes]) => key.startsWith(`${name}/${prefix}`) && !(bytes instanceof Problem))
        .map(([key, bytes]) => ({
          key: key.slice(name.length + 1),
          size: (bytes as Uint8Array).length,
          etag: etagOf(bytes as Uint8Array),
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      return { objects, folders: [], token: undefined };
    },
    async getObject({ bucket: name, key }) {
      requests.push(`get ${name}/${key}`);
      const bytes = bucket.get(`${name}/${key}`);
      if (bytes === undefined) throw new Problem('S3_NOT_FOUND', 'no such object', { at: { file: `s3://${name}/${key}` } });
      if (bytes instanceof Problem) throw bytes;
      return {
        etag: etagOf(bytes),
        chunks: (async function* () {
          yield bytes;
        })(),
      };
    },
  };
}

/** A CloudTrail record, as a log file has it. */
export function trailRecord(
  id: string,
  eventName: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accountId: '123456789012', userName: 'alice' },
    eventTime: '2026-01-31T12:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: { name: 'management-events' },
    responseElements: null,
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    ...more,
  };
}

/** A call by the queue. */
export function sqsCall(...bodies: readonly (string | object)[]): unknown {
  return {
    Records: bodies.map((body, i) => ({
      messageId: `message-${i + 1}`,
      receiptHandle: 'handle',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {},
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:LogProcessingQueue',
      awsRegion: 'us-east-1',
    })),
  };
}

/** What S3 says when an object was put. */
export function s3Notice(bucket: string, key: string): object {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: '2026-01-31T12:05:00.000Z',
        eventName: 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: { key, size: 1, sequencer: '0A' },
        },
      },
    ],
  };
}
