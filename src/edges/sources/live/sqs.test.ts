import { describe, expect, onTestFinished, test } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { HOUR, MINUTE, SECOND } from '../../../base/units.ts';
import type { LiveDelivery } from '../live-source.ts';
import { liveSourceContract, markers, memoryCheckpoints, reading } from './live-source.contract.ts';
import { type MemoryQueueOptions, memoryQueue } from './memory-queue.cases.ts';
import { type SqsSourceOptions, sqsSource } from './sqs.ts';
import { testClock, until } from './test-clock.cases.ts';

const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/trail';

liveSourceContract('SQS', {
  resumes: true,
  repeats: true,
  async prepare(context) {
    const queue = memoryQueue(context);
    return {
      open: () => sqsSource({ ...context, url: URL, queue }),
      add: async (marker) => void queue.send(`{"name":"${marker}"}`),
      trouble(on) {
        queue.fault = on ? new Problem('AWS_DENIED', 'AWS denied sqs:ReceiveMessage') : undefined;
      },
      taken: () => queue.received,
      remove: async () => {},
    };
  },
});

type SetUp = Partial<SqsSourceOptions> & Omit<MemoryQueueOptions, 'clock'>;

function setUp({ visibility, fifo, maxReceiveCount, ...options }: SetUp = {}) {
  const clock = testClock();
  const queue = memoryQueue({
    clock,
    ...(visibility !== undefined && { visibility }),
    ...(fifo !== undefined && { fifo }),
    ...(maxReceiveCount !== undefined && { maxReceiveCount }),
  });
  const problems: Problem[] = [];
  const source = sqsSource({
    url: fifo === true ? `${URL}.fifo` : URL,
    queue,
    clock,
    checkpoints: memoryCheckpoints(),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  const run = reading(source);
  onTestFinished(async () => {
    clock.run();
    await run.stop();
    clock.stop();
  });
  return { clock, queue, problems, source, run };
}

const later = (time = 5) => new Promise((resolve) => setTimeout(resolve, time));
const body = async (delivery: LiveDelivery | undefined) => Buffer.from((await delivery?.open()) as Uint8Array).toString();
const broken = new Problem('S3_DENIED', 'S3 denied s3:GetObject', { at: { file: 's3://logs/a' } });

describe('receiving', () => {
  test('what comes is the body, as it is', async () => {
    const { queue, run } = setUp();
    const id = queue.send('{"schlüssel":"ä+🜂"}');
    const delivery = await run.next();
    expect(await body(delivery)).toBe('{"schlüssel":"ä+🜂"}');
    expect(delivery.size).toBe(Buffer.byteLength('{"schlüssel":"ä+🜂"}'));
    expect(delivery.file).toBe(`${URL}#${id}`);
  });

  test('nothing is received while as many are held as may be', async () => {
    const { queue, run } = setUp({ inFlight: 12 });
    for (let i = 0; i < 30; i++) queue.send(`${i}`);
    const held = await Promise.all(Array.from({ length: 12 }, () => run.next()));
    const thirteenth = run.next();
    await later();
    expect(queue.received).toBe(12);
    expect(queue.log.filter((line) => line.startsWith('receive'))).toEqual(['receive 10', 'receive 2']);
    await held[3]?.retry(broken);
    expect(await body(await thirteenth)).toBe('12');
    expect(queue.received).toBe(13);
  });

  test('the twice and the wrongly ordered are just more deliveries', async () => {
    const { queue, run, clock } = setUp();
    queue.backwards = true;
    queue.twice = 2;
    for (const name of ['a', 'b', 'c']) queue.send(name);
    const seen: string[] = [];
    for (let i = 0; i < 5; i++) {
      const delivery = await run.next();
      seen.push(await body(delivery));
      await delivery.ack();
    }
    expect(seen.slice(0, 3)).toEqual(['c', 'b', 'a']);
    expect(seen.slice(3).sort()).toEqual(['b', 'c']);
    clock.run();
    await until(() => queue.bodies().length === 0, 'not all were deleted');
  });

  test('a reader that stops gives back at once what it has not looked at', async () => {
    const { queue, run } = setUp();
    for (const name of ['a', 'b', 'c']) queue.send(name);
    await run.next();
    await run.stop();
    expect(queue.log).toContain('visibility message-2/1=0 message-3/1=0');
    expect(queue.isClosed).toBe(true);
  });

  test('the attributes may be denied: it is told once, and messages come all the same', async () => {
    const { queue, run, problems, clock } = setUp();
    queue.attributesFault = new Problem('AWS_DENIED', 'AWS denied sqs:GetQueueAttributes');
    queue.send('a');
    await (await run.next()).ack();
    await clock.advance(MINUTE);
    queue.send('b');
    expect(await body(await run.next())).toBe('b');
    expect(problems).toEqual([queue.attributesFault]);
  });

  test('the pauses of trouble grow up to a minute, and it goes on', async () => {
    const { queue, run, problems, clock, source } = setUp();
    queue.fault = new Problem('AWS_NOT_FOUND', 'there is no such thing: QueueDoesNotExist');
    const times: number[] = [];
    const waiting = run.ask();
    for (let i = 1; i <= 9; i++) {
      await until(() => problems.length === i, 'it does not try again');
      times.push(clock.now());
      expect(source.status().problem).toBe(queue.fault);
      if (i === 9) queue.fault = undefined;
      for (let told = problems.length; told === problems.length && i < 9; await later(1)) await clock.advance(SECOND);
    }
    const pauses = times.slice(1).map((time, i) => (time - (times[i] as number)) / SECOND);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    queue.send('a');
    await clock.advance(MINUTE);
    expect(await body(await waiting)).toBe('a');
    expect(source.status().problem).toBeUndefined();
  });
});

describe('working on it', () => {
  test('a message stays invisible as long as it is worked on', async () => {
    const { queue, run, clock } = setUp({ visibility: 30 });
    queue.send('a');
    await run.next();
    for (let i = 0; i < 40; i++) {
      await clock.advance(15 * SECOND);
      await later(0);
    }
    expect(queue.log.filter((line) => line === 'visibility message-1/1=30')).toHaveLength(40);
    expect((await queue.attributes()).waiting).toBe(0);
  });

  test('also those that wait to be worked on', async () => {
    const { queue, run, clock } = setUp({ visibility: 30 });
    for (let i = 0; i < 12; i++) queue.send(`${i}`);
    await run.next();
    await clock.advance(15 * SECOND);
    await later(0);
    expect(queue.log.at(-1)?.split(' ')).toHaveLength(11);
  });

  test('but no longer than twelve hours', async () => {
    const { queue, run, clock } = setUp({ visibility: 3600 });
    queue.send('a');
    await run.next();
    for (let i = 0; i < 26; i++) {
      await clock.advance(HOUR / 2);
      await later(0);
    }
    const asked = queue.log.flatMap((line) => /^visibility message-1\/1=(\d+)$/.exec(line)?.[1] ?? []).map(Number);
    expect(asked.slice(0, 21)).toEqual(Array(21).fill(3600));
    // After 11 hours, and after 11 and a half: SQS refuses what would be longer than 12. A minute is left out for safety.
    expect(asked.slice(21)).toEqual([3540, 1740]);
    expect((await queue.attributes()).waiting).toBe(1);
  });

  test('what has expired in between is harmless', async () => {
    const { queue, run, clock, problems } = setUp({ visibility: 30 });
    queue.send('a');
    const first = await run.next();
    queue.fault = new Problem('AWS_FAILED', 'no network');
    await clock.advance(40 * SECOND);
    await until(() => problems.length > 0, 'the failed heartbeat was not told');
    queue.fault = undefined;
    const second = await run.next();
    expect(await body(second)).toBe('a');
    await first.ack();
    await second.ack();
    await run.stop();
    expect(queue.bodies()).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual(['no network']);
  });

  test('a queue whose timeout is zero is given one', async () => {
    const { queue, run } = setUp({ visibility: 0 });
    queue.send('a');
    await run.next();
    expect((await queue.attributes()).waiting).toBe(0);
  });
});

describe('acknowledging', () => {
  test('deletes ten in one request, and the rest within 100 ms', async () => {
    const { queue, run, clock } = setUp({ inFlight: 30 });
    for (let i = 1; i <= 13; i++) queue.send(`${i}`);
    const held = await Promise.all(Array.from({ length: 13 }, () => run.next()));
    for (const delivery of held) await delivery.ack();
    await clock.advance(100);
    await later();
    await clock.advance(100);
    await until(() => queue.bodies().length === 0, 'they are still there');
    const deletes = queue.log.filter((line) => line.startsWith('delete'));
    expect(deletes.map((line) => line.split(' ').length - 1)).toEqual([10, 3]);
  });

  test('closing flushes what waits', async () => {
    const { queue, run } = setUp();
    queue.send('a');
    await (await run.next()).ack();
    expect(queue.bodies()).toEqual(['a']);
    await run.stop();
    expect(queue.bodies()).toEqual([]);
  });

  test('a deletion that fails is tried again', async () => {
    const { queue, run, clock, problems } = setUp();
    queue.failingDeletes = 2;
    queue.send('a');
    await (await run.next()).ack();
    clock.run();
    await until(() => queue.bodies().length === 0, 'it was not deleted');
    expect(problems).toEqual([]);
  });

  test('and left in the end: it comes again', async () => {
    const { queue, run, clock, problems } = setUp();
    queue.failingDeletes = 3;
    queue.send('a');
    await (await run.next()).ack();
    clock.run();
    await until(() => problems.length > 0, 'nothing was told');
    expect(problems[0]?.message).toBe('1 messages could not be deleted: InternalError');
    const again = await run.next();
    expect(await body(again)).toBe('a');
    await again.ack();
  });

  test('twice is once, and a retry after it is none', async () => {
    const { queue, run, problems } = setUp();
    queue.send('a');
    const delivery = await run.next();
    await delivery.ack();
    await delivery.ack();
    await delivery.retry(broken);
    await run.stop();
    expect(queue.log.filter((line) => line.startsWith('delete'))).toEqual(['delete message-1/1']);
    expect(queue.bodies()).toEqual([]);
    expect(problems).toEqual([]);
  });
});

describe('sending back', () => {
  test('tells the reason with the message, and never deletes: the redrive of the queue decides', async () => {
    const { queue, run, clock, problems } = setUp({ maxReceiveCount: 3 });
    clock.run();
    queue.send('poison');
    queue.send('good');
    for (let i = 0; i < 4; i++) {
      const delivery = await run.next();
      if ((await body(delivery)) === 'good') await delivery.ack();
      else await delivery.retry(broken);
    }
    void run.ask();
    await until(() => queue.dead.length > 0, 'it did not reach the dead-letter queue');
    expect(queue.dead).toEqual(['poison']);
    expect(problems.map(({ code, message, at }) => ({ code, message, file: at?.file }))).toEqual(
      ['', ', received 2 times', ', received 3 times'].map((times) => ({
        code: 'S3_DENIED',
        message: `S3 denied s3:GetObject (message message-1${times}: it goes back to the queue)`,
        file: 's3://logs/a',
      })),
    );
    expect(queue.log.filter((line) => line.startsWith('delete message-1/'))).toEqual([]);
  });

  test('each time for longer', async () => {
    const { queue, run, clock } = setUp();
    clock.run();
    queue.send('poison');
    for (let i = 0; i < 9; i++) await (await run.next()).retry(broken);
    const asked = queue.log.flatMap((line) => /^visibility message-1\/\d+=(\d+)$/.exec(line)?.[1] ?? []);
    expect(asked).toEqual(['5', '10', '20', '40', '80', '160', '320', '640', '900']);
  });

  test('never throws', async () => {
    const { queue, run } = setUp();
    queue.send('a');
    const delivery = await run.next();
    queue.fault = new Problem('AWS_FAILED', 'no network');
    await expect(delivery.retry(broken)).resolves.toBeUndefined();
    queue.fault = undefined;
  });
});

describe('a FIFO queue', () => {
  test('keeps the order of each group, and groups do not wait for one another', async () => {
    const { queue, run } = setUp({ fifo: true });
    for (const name of ['a1', 'a2', 'b1', 'a3', 'b2']) queue.send(name, name.slice(0, 1));
    const a1 = await run.next();
    const b1 = await run.next();
    expect([await body(a1), await body(b1)]).toEqual(['a1', 'b1']);
    const third = run.next();
    await later();
    await b1.ack();
    const b2 = await third;
    expect(await body(b2)).toBe('b2');
    const fourth = run.next();
    await a1.ack();
    expect(await body(await fourth)).toBe('a2');
  });

  test('one that is sent back takes along those behind it', async () => {
    const { queue, run, clock } = setUp({ fifo: true });
    clock.run();
    for (const name of ['a1', 'a2', 'b1', 'a3']) queue.send(name, name.slice(0, 1));
    await (await run.next()).retry(broken);
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) {
      const delivery = await run.next();
      seen.push(await body(delivery));
      await delivery.ack();
    }
    expect(seen.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(seen).toContain('b1');
  });

  test('groups of a standard queue say nothing about order', async () => {
    const { queue, run } = setUp();
    queue.send('a1', 'a');
    queue.send('a2', 'a');
    expect(await body(await run.next())).toBe('a1');
    expect(await body(await run.next())).toBe('a2');
  });
});

describe('the status', () => {
  test('says how many wait and how old the oldest is', async () => {
    const { queue, run, clock, source } = setUp({ inFlight: 1 });
    for (const name of ['a', 'b', 'c']) queue.send(name);
    await run.next();
    for (let i = 0; i < 3; i++) {
      await clock.advance(15 * SECOND);
      await later(0);
    }
    expect(source.status()).toMatchObject({ depth: 3, lag: 45, lastAnswerAt: clock.now() - 45 * SECOND });
    await later();
    // It has asked again meanwhile.
    expect(source.status()).toMatchObject({ depth: 2 });
    expect(queue.log.filter((line) => line === 'attributes')).toHaveLength(2);
  });

  test('nothing is asked before it runs', () => {
    const { queue, source } = setUp();
    expect(source.status()).toEqual({});
    expect(queue.log).toEqual([]);
  });
});

test('deliveries hold what was sent', async () => {
  const { queue, run } = setUp();
  queue.send('{"name":"marker-x"}');
  expect(await markers(await run.next())).toEqual(['marker-x']);
});

test.each(['trail', 'https://sqs.us-east-1.amazonaws.com/', 'arn:aws:sqs:us-east-1:123456789012:trail', 'ftp://h/1/q'])(
  '%s is no queue',
  (url) => {
    const options = { checkpoints: memoryCheckpoints(), clock: testClock(), onProblem: () => {} };
    expect(() => sqsSource({ ...options, url })).toThrow(expect.objectContaining({ code: 'CONFIG_FIELD' }));
  },
);
