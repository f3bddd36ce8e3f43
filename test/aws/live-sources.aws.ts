import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import { HOUR } from '../../src/base/units.ts';
import { liveSourceContract, memoryCheckpoints, reading } from '../../src/edges/sources/live/live-source.contract.ts';
import { lookupEventsSource } from '../../src/edges/sources/live/lookup-events.ts';
import { s3PrefixSource } from '../../src/edges/sources/live/s3-prefix.ts';
import { testClock } from '../../src/edges/sources/live/test-clock.cases.ts';
import { content } from '../../src/edges/sources/source.contract.ts';
import { decodeWhole } from '../../src/engine/events/decode.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

describe.runIf(hasEmulator())('live sources on an emulated AWS', () => {
  let emulator: Emulator;
  let s3: S3Client;
  let sqs: SQSClient;
  let buckets = 0;

  beforeAll(async () => {
    emulator = await startEmulator();
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    s3 = new S3Client({ ...settings, forcePathStyle: true });
    sqs = new SQSClient(settings);
  });
  afterAll(async () => {
    s3?.destroy();
    sqs?.destroy();
    await emulator?.stop();
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());

  liveSourceContract("a trail's bucket", {
    resumes: true,
    repeats: true,
    async prepare(context) {
      const bucket = `live-${++buckets}`;
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const day = new Date(context.clock.now()).toISOString().slice(0, 10);
      const minute = `${day.replaceAll('-', '')}T1200Z`;
      const region = `AWSLogs/123456789012/CloudTrail/us-east-1/${day.replaceAll('-', '/')}`;
      return {
        open: () => s3PrefixSource({ ...context, url: `s3://${bucket}`, from: context.clock.now() - HOUR }),
        async add(marker) {
          const Key = `${region}/123456789012_CloudTrail_us-east-1_${minute}_${marker}.json.gz`;
          await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: marker }));
        },
        remove: async () => {},
      };
    },
  });

  test('what was just done in the account is looked up, once', async () => {
    const clock = testClock(Date.now() + 1000);
    const checkpoints = memoryCheckpoints();
    const problems: Problem[] = [];
    const open = () =>
      lookupEventsSource({
        clock,
        checkpoints,
        onProblem: (problem) => problems.push(problem),
        accounts: [{ name: 'prod', regions: ['us-east-1'] }],
      });
    await sqs.send(new CreateQueueCommand({ QueueName: 'just-made' }));
    clock.run();
    const run = reading(open());
    const found: (string | undefined)[] = [];
    const ids: string[] = [];
    while (!found.includes('CreateQueue')) {
      const delivery = await run.next();
      for (const one of decodeWhole(await content(delivery), delivery.file) ?? []) {
        if (one.kind !== 'event') throw new Error(`unexpected ${one.kind}`);
        const event = one.record.event();
        ids.push(event.id);
        found.push((event.envelope.detail as { eventName?: string }).eventName);
      }
      await delivery.ack();
    }
    expect(new Set(ids).size).toBe(ids.length);
    await run.stop();

    // After a restart only what has happened since.
    await sqs.send(new CreateQueueCommand({ QueueName: 'made-later' }));
    const second = reading(open());
    clock.stop();
    clock.sleep(HOUR);
    await clock.advance(HOUR);
    const later = await second.next();
    const names = (await content(later)).toString();
    expect(names).toContain('made-later');
    expect(names).not.toContain('just-made');
    await second.stop();
    expect(problems).toEqual([]);
    expect(checkpoints.size).toBe(1);
  });
});
