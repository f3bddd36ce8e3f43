import { beforeAll, expect, it } from 'vitest';
import { memoryCheckpoints } from '../../src/edges/sources/live/live-source.contract.ts';
import { memoryQueue } from '../../src/edges/sources/live/memory-queue.cases.ts';
import { sqsSource } from '../../src/edges/sources/live/sqs.ts';
import { testClock, until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { createMemoryStore } from '../../src/edges/stores/memory-store.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { noPolicy } from '../../src/engine/findings/policy.ts';
import { grouped } from '../../src/pipeline/grouped.ts';
import { createWatch } from '../../src/pipeline/watch.ts';
import { serialize, simulate } from '../../src/simulation/simulate.ts';
import { canonical, inForceOf, scanned, shippedEngine, silentListener, stored, tellOne } from './watching.ts';

/** Of some half an hour: series rules forgive no more than what is an hour late. */
const AT_ONCE = 6;
const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/trail';

let engine: Engine;
beforeAll(() => {
  engine = shippedEngine();
});

/** What S3 writes into the queue for an object, as the Amazon S3 User Guide shows it ("Event message structure"). */
const notification = (key: string) =>
  JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        awsRegion: 'us-east-1',
        eventTime: '2026-03-30T12:00:00Z',
        s3: { s3SchemaVersion: '1.0', bucket: { name: 'trail' }, object: { key, size: 10 } },
      },
    ],
  });

it('a queue that delivers twice and backwards, and forgets deletions: the findings are those of a scan, each said once', async () => {
  const files = [...simulate({ events: 2000, days: 1, seed: 5 })].map(
    (file) => [file.path, Buffer.from(serialize(file))] as const,
  );
  const expected = canonical(await scanned(engine, files));
  const objects = new Map(files);
  const clock = testClock(Date.UTC(2026, 2, 31));
  const queue = memoryQueue({ clock });
  queue.backwards = true;
  queue.twice = 150;
  queue.failingDeletes = 40;

  const store = createMemoryStore();
  const said: string[] = [];
  const watch = createWatch({
    inForce: () => inForceOf(engine, noPolicy, tellOne),
    store,
    clock,
    fetch: ({ bucket, key }) => ({ file: `s3://${bucket}/${key}`, size: undefined, open: async () => objects.get(key)! }),
    listener: { ...silentListener, alerted: ({ finding, change }) => void said.push(`${change} ${finding.id}`) },
  });
  const source = sqsSource({ url: URL, clock, queue, checkpoints: memoryCheckpoints(), onProblem: () => undefined });
  const stop = new AbortController();
  clock.run();
  const paths = files.map(([path]) => path);
  const allGone = until(() => {
    if (queue.bodies().length === 0) for (const path of paths.splice(0, AT_ONCE)) queue.send(notification(path));
    return queue.bodies().length === 0;
  }, 'messages stay in the queue').finally(() => stop.abort());
  let handled = 0;
  try {
    for await (const group of grouped(source.deliveries(stop.signal), 64)) {
      await watch.handle(source.name, group);
      handled += group.length;
    }
    await allGone;
  } finally {
    await source.close?.();
    clock.stop();
  }
  expect(handled).toBeGreaterThan(files.length + 100);
  expect(await stored(store)).toEqual(expected);
  const opened = said.filter((text) => text.startsWith('opened'));
  expect(new Set(opened).size).toBe(opened.length);
  expect(opened.length).toBeGreaterThan(10);
});
