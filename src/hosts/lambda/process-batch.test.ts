import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Problem } from '../../base/problem.ts';
import { createMemoryStore } from '../../edges/stores/memory-store.ts';
import { type FunctionWorld, functionWorld, s3Notice, sqsCall, trailRecord } from './function-world.cases.ts';

let world: FunctionWorld;
beforeEach(() => {
  world = functionWorld();
});
afterEach(() => world.close());

const findings = async (of = world) => (await of.store.findings({ limit: 100 })).findings.map(({ finding }) => finding);
const log = (...records: object[]) => gzipSync(JSON.stringify({ Records: records }));
const failed = (answer: Awaited<ReturnType<FunctionWorld['processor']>>) =>
  answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

it('a log file named by a notification in the queue becomes a finding and an item, before it is acknowledged', async () => {
  world.bucket.set('trail/AWSLogs/a.json.gz', log(trailRecord('e-1', 'StopLogging'), trailRecord('e-2', 'DescribeTrails')));
  expect(await world.processor(sqsCall(s3Notice('trail', 'AWSLogs/a.json.gz')))).toEqual({ batchItemFailures: [] });
  expect(await findings()).toMatchObject([
    { ruleId: 'cloudtrail-logging-stopped', count: 1, account: '123456789012', eventIds: ['e-1'] },
  ]);
  expect(world.updates).toMatchObject([
    {
      key: { EventId: 'e-1', Timestamp: '2026-01-31T12:00:00Z' },
      set: {
        EventName: 'StopLogging',
        EventSource: 'cloudtrail.amazonaws.com',
        Actor: 'arn:aws:iam::123456789012:user/alice',
        Account: '123456789012',
        Region: 'us-east-1',
        SourceIPAddress: '198.51.100.7',
        UserAgent: 'aws-cli/2.15.0',
        ExpiresAt: Date.parse('2026-05-01T12:06:00Z') / 1000,
      },
      join: { values: ['cloudtrail-logging-stopped'] },
      unlessHigher: { set: { Severity: 'high' } },
    },
  ]);
  expect(Object.fromEntries(world.metrics)).toMatchObject({ Events: 2, Matches: 1, Findings: 1, Rejects: 0, LagSeconds: 360 });
});

it('one corrupt file of a batch: only its message comes back, and the others are done', async () => {
  world.bucket.set('trail/good.json.gz', log(trailRecord('e-1', 'StopLogging')));
  world.bucket.set('trail/cut.json.gz', log(trailRecord('e-2', 'DeleteTrail')).subarray(0, 60));
  const call = sqsCall(
    s3Notice('trail', 'cut.json.gz'),
    s3Notice('trail', 'good.json.gz'),
    s3Notice('trail', 'gone.json.gz'),
    'noise',
  );
  expect(failed(await world.processor(call))).toEqual(['message-1', 'message-3', 'message-4']);
  expect((await findings()).map(({ eventIds }) => eventIds)).toEqual([['e-1']]);
  expect(world.metrics.get('DeliveriesAgain')).toBe(3);
});

it('what comes twice, by another route and in another batch, is one finding', async () => {
  const record = trailRecord('e-1', 'StopLogging');
  world.bucket.set('trail/a.json.gz', log(record));
  await world.processor(sqsCall(s3Notice('trail', 'a.json.gz')));
  await world.processor(sqsCall({ Records: [record] }, s3Notice('trail', 'a.json.gz')));
  world.restart();
  await world.processor({ awslogs: { data: gzipSync(JSON.stringify(logsMessage(record))).toString('base64') } });
  expect((await findings()).map(({ count }) => count)).toEqual([1]);
  expect(new Set(world.updates.map(({ key }) => JSON.stringify(key))).size).toBe(1);
});

it('what there is no time for comes again, and what has been read is concluded', async () => {
  for (const i of [1, 2, 3]) world.bucket.set(`trail/${i}.json.gz`, log(trailRecord(`e-${i}`, 'StopLogging')));
  const original = world.bucket.get.bind(world.bucket);
  // Each file takes a minute of the two that there are.
  world.bucket.get = (key) => {
    if (key.endsWith('.gz')) world.now.at += 60_000;
    return original(key);
  };
  const call = sqsCall(...[1, 2, 3].map((i) => s3Notice('trail', `${i}.json.gz`)));
  expect(failed(await world.processor(call, () => 120_000))).toEqual(['message-3']);
  expect((await findings()).flatMap(({ eventIds }) => eventIds)).toEqual(['e-1', 'e-2']);
  expect(world.lines.some(({ fields }) => String(fields.problem).includes('no time left'))).toBe(true);
});

it('a store that refuses makes all of it come again', async () => {
  const store = createMemoryStore();
  const refusing = functionWorld(
    {},
    { store: { ...store, commit: () => Promise.reject(new Problem('STORE_FAILED', 'throttled')) } },
  );
  const answer = await refusing.processor(
    sqsCall({ Records: [trailRecord('e-1', 'StopLogging')] }, { Records: [trailRecord('e-2', 'DescribeTrails')] }),
  );
  expect(failed(answer)).toEqual(['message-1', 'message-2']);
  expect(refusing.updates).toEqual([]);
  refusing.close();
});

it('a table of events that refuses makes it come again, and nothing is said twice', async () => {
  world.updates.push = () => {
    throw new Problem('AWS_DENIED', 'AWS denied dynamodb:UpdateItem');
  };
  const call = sqsCall({ Records: [trailRecord('e-1', 'StopLogging')] });
  expect(failed(await world.processor(call))).toEqual(['message-1']);
  world.updates.push = Array.prototype.push;
  expect(failed(await world.processor(call))).toEqual([]);
  expect((await findings()).map(({ count }) => count)).toEqual([1]);
  expect(world.updates).toHaveLength(1);
});

it('a defect that one message brings out is no reason to refuse the others', async () => {
  const store = createMemoryStore();
  const commit: typeof store.commit = (units, now) => {
    if (JSON.stringify(units).includes('e-bad')) throw new TypeError('a defect');
    return store.commit(units, now);
  };
  const broken = functionWorld({}, { store: { ...store, commit } });
  const bad = trailRecord('e-bad', 'StopLogging', { recipientAccountId: '111122223333' });
  const answer = await broken.processor(sqsCall({ Records: [bad] }, { Records: [trailRecord('e-1', 'StopLogging')] }));
  expect(failed(answer)).toEqual(['message-1']);
  expect((await findings(broken)).flatMap(({ eventIds }) => eventIds)).toEqual(['e-1']);
  expect(broken.lines.filter(({ text }) => text === 'a defect of trailwatch')).toHaveLength(1);
  broken.close();
});

it('called by a rule or a topic, a failure is the call itself failing: whoever called comes again', async () => {
  await expect(
    world.processor({ Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'm', Message: 'noise' } }] }),
  ).rejects.toThrow(/JSON/);
  await expect(world.processor('noise')).rejects.toMatchObject({ code: 'DECODE_SHAPE' });
});

it('a FIFO queue keeps its order: nothing after the first failure', async () => {
  const call = sqsCall({ Records: [trailRecord('e-1', 'StopLogging')] }, 'noise', {
    Records: [trailRecord('e-3', 'StopLogging')],
  }) as {
    Records: { eventSourceARN: string }[];
  };
  for (const record of call.Records) record.eventSourceARN = 'arn:aws:sqs:us-east-1:123456789012:trail.fifo';
  expect(failed(await world.processor(call))).toEqual(['message-2', 'message-3']);
  expect((await findings()).flatMap(({ eventIds }) => eventIds)).toEqual(['e-1']);
});

it('accounts and regions that were heard are told to all', async () => {
  await world.processor(sqsCall({ Records: [trailRecord('e-1', 'DescribeTrails', { readOnly: true })] }));
  expect([...(await world.store.listCheckpoints('activity')).keys()]).toEqual(['123456789012 us-east-1']);
  expect([...(await world.store.listCheckpoints('trouble')).keys()]).toEqual([]);
  await world.processor(sqsCall('noise', s3Notice('trail', 'gone.json.gz')));
  expect([...(await world.store.listCheckpoints('trouble')).keys()]).toEqual([]);
  world.bucket.set('trail/a.json.gz', new Problem('S3_DENIED', 'S3 denied s3:GetObject'));
  await world.processor(sqsCall(s3Notice('trail', 'a.json.gz')));
  expect(await world.store.listCheckpoints('trouble')).toEqual(new Map([['at', world.now.at]]));
});

/** For other functions. */
const OTHERS = ['tick.json', 's3-put-image.json'];

it('every payload under examples/events is understood', async () => {
  const folder = 'examples/events';
  const logFile = readFileSync(join(folder, 'log-file.json'));
  const key =
    'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31/123456789012_CloudTrail_us-east-1_20260131T1205Z_Ex4mpleEx4mple00.json.gz';
  world.bucket.set(`example-trail-logs/${key}`, gzipSync(logFile));
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !OTHERS.includes(name));
  for (const file of files) {
    const answer = await world.processor(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    expect([file, failed(answer)?.length ?? 0]).toEqual([file, file === 'sqs-one-corrupt.json' ? 1 : 0]);
  }
  // Two calls of alice's, however they came.
  expect((await findings()).map(({ ruleId, count }) => [ruleId, count]).sort()).toEqual([
    ['cloudtrail-logging-stopped', 1],
    ['iam-user-created', 1],
  ]);
});

function logsMessage(record: object): object {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/cloudtrail/trail',
    logStream: 's',
    subscriptionFilters: ['f'],
    logEvents: [{ id: '1', timestamp: 1769860800000, message: JSON.stringify(record) }],
  };
}
