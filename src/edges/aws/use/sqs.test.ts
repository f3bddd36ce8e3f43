import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { type LoopbackSqs, startLoopbackSqs } from '../../sources/live/loopback-sqs.cases.ts';
import { type MemoryQueue, memoryQueue } from '../../sources/live/memory-queue.cases.ts';
import { type TestClock, testClock } from '../../sources/live/test-clock.cases.ts';
import { createQueue, type Queue } from './sqs.ts';

const environment = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'eu-west-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

beforeEach(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

describe('the real SDK over HTTP', () => {
  let clock: TestClock;
  let memory: MemoryQueue;
  let sqs: LoopbackSqs;
  let queue: Queue;

  beforeAll(async () => {
    clock = testClock();
    memory = memoryQueue({ clock, visibility: 45 });
    sqs = await startLoopbackSqs(memory);
    queue = createQueue(sqs.url);
  });
  afterAll(async () => {
    queue.close();
    await sqs.close();
  });
  beforeEach(() => {
    sqs.error = undefined;
  });
  const receive = (signal?: AbortSignal) => queue.receive({ most: 10, wait: 0, visibility: 45, signal });

  test('receives bodies with what is known of them', async () => {
    memory.send('{"ä":"🜂\\n"}', 'group-1');
    expect(await receive()).toEqual([
      {
        id: 'message-1',
        receipt: 'message-1/1',
        body: '{"ä":"🜂\\n"}',
        receiveCount: 1,
        sentAt: clock.now(),
        group: 'group-1',
      },
    ]);
    expect(await receive()).toEqual([]);
    expect(sqs.regions.at(-1)).toBe('eu-west-1');
  });

  test('changes visibility and deletes, and says what failed', async () => {
    expect(await queue.setVisibility([{ receipt: 'message-1/1', visibility: 0 }])).toEqual([]);
    expect(await receive()).toMatchObject([{ receipt: 'message-1/2', receiveCount: 2 }]);
    const reason = 'ReceiptHandleIsInvalid: said the loopback';
    expect(await queue.remove(['message-1/1', 'message-1/2'])).toEqual([{ receipt: 'message-1/1', forGood: true, reason }]);
    expect(memory.bodies()).toEqual([]);
    memory.send('b');
    memory.failingDeletes = 1;
    const [{ receipt = '' } = {}] = await receive();
    expect(await queue.remove([receipt])).toMatchObject([{ receipt, forGood: false }]);
    expect(await queue.remove([receipt])).toEqual([]);
  });

  test('what is in hand when it is closed can still be deleted', async () => {
    memory.send('c');
    const other = createQueue(sqs.url);
    const [{ receipt = '' } = {}] = await other.receive({ most: 1, wait: 0, visibility: 45 });
    other.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await other.remove([receipt])).toEqual([]);
    expect(memory.bodies()).toEqual([]);
  });

  test('tells the attributes', async () => {
    expect(await queue.attributes()).toEqual({ visibility: 45, waiting: 0 });
  });

  test('a poll that waits ends with the signal', async () => {
    const stop = new AbortController();
    const polling = queue.receive({ most: 10, wait: 20, visibility: 45, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(polling).rejects.toBeInstanceOf(Problem);
  });

  test.each([
    { name: 'QueueDoesNotExist', status: 400, code: 'AWS_NOT_FOUND', hint: /name, account and region/ },
    { name: 'AccessDeniedException', status: 400, code: 'AWS_DENIED', hint: /Allow sqs:ReceiveMessage on http/ },
    { name: 'KMS.AccessDeniedException', status: 400, code: 'AWS_DENIED', hint: /Allow sqs:ReceiveMessage/ },
    { name: 'InvalidClientTokenId', status: 403, code: 'AWS_CREDENTIALS', hint: /aws sso login/ },
    { name: 'InvalidSecurity', status: 400, code: 'AWS_FAILED', hint: /later/ },
  ])('$name is $code, with a remedy', async ({ name, status, code, hint }) => {
    sqs.error = { name, status };
    const problem = (await receive().catch((error: unknown) => error)) as Problem;
    expect(problem).toBeInstanceOf(Problem);
    expect(problem.code).toBe(code);
    expect(problem.hint).toMatch(hint);
    expect(problem.at).toEqual({ file: sqs.url });
  });
});

describe('the region is the one of the URL, whatever the environment says', () => {
  // The requests are signed for that region; the endpoint of the environment leads them to the loopback, which looks at the signature.
  test.each([
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/q', 'eu-central-1'],
    ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q', 'cn-north-1'],
    ['https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/q', 'us-gov-west-1'],
    ['https://sqs.eu-west-2.api.aws/123456789012/q', 'eu-west-2'],
    ['https://ap-south-1.queue.amazonaws.com/123456789012/q', 'ap-south-1'],
    ['https://vpce-0a1b2c3d-4e5f.sqs.us-west-2.vpce.amazonaws.com/123456789012/q', 'us-west-2'],
  ])('%s', async (url, region) => {
    const sqs = await startLoopbackSqs(memoryQueue({ clock: testClock() }));
    try {
      const settings = { ...environment, AWS_ENDPOINT_URL_SQS: new URL(sqs.url).origin };
      const queue = createQueue(url, { region: 'sa-east-1' }, settings);
      await queue.attributes();
      queue.close();
      expect(sqs.regions).toEqual([region]);
    } finally {
      await sqs.close();
    }
  });
});
