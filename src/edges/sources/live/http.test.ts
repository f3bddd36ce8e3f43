import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { DAY, MiB, MINUTE, SECOND } from '../../../base/units.ts';
import type { LiveDelivery } from '../live-source.ts';
import { makeCertificate } from './certificate.cases.ts';
import { type HttpSource, type HttpSourceOptions, httpSource } from './http.ts';
import { liveSourceContract, memoryCheckpoints, reading } from './live-source.contract.ts';
import { type Answer, post as postAs } from './post.cases.ts';
import { CERTIFICATE_URL, confirmation, notification, signed, TOPIC } from './sns-message.cases.ts';
import { testClock, until } from './test-clock.cases.ts';

const SECRET = 'a secret of the tests';
const post = (
  port: number,
  path: string,
  body: string | Uint8Array,
  headers?: Record<string, string>,
  method?: string,
): Promise<Answer> =>
  postAs(port, path, body, { ...(path === '/events' && { authorization: `Bearer ${SECRET}` }), ...headers }, method);

liveSourceContract('HTTP', {
  resumes: false,
  repeats: false,
  async prepare(context) {
    const removed = new AbortController();
    const senders: Promise<void>[] = [];
    let source: HttpSource | undefined;
    /** Repeats until it is taken, as EventBridge and SNS do. */
    const send = async (marker: string) => {
      while (!removed.signal.aborted) {
        const address = source?.address();
        const body = JSON.stringify({ name: marker });
        const response = address && (await post(address.port, '/events', body).catch(() => undefined));
        if (response?.status === 200) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    return {
      open() {
        source = httpSource({ ...context, port: 0, events: { secret: SECRET } });
        return source;
      },
      add: async (marker) => void senders.push(send(marker)),
      async remove() {
        removed.abort();
        await Promise.all(senders);
      },
    };
  },
});

const NOW = Date.UTC(2026, 0, 15, 12);
const certificate = makeCertificate({ name: 'sns.amazonaws.com', from: new Date(NOW - DAY), to: new Date(NOW + DAY) });

async function setUp(options: Partial<HttpSourceOptions> = {}) {
  const clock = testClock(NOW);
  const problems: Problem[] = [];
  const visited: string[] = [];
  const source = httpSource({
    port: 0,
    events: { secret: SECRET },
    sns: { topics: [TOPIC] },
    clock,
    checkpoints: memoryCheckpoints(),
    onProblem: (problem) => problems.push(problem),
    fetchText: async (url) => {
      visited.push(url);
      return certificate.pem;
    },
    ...options,
  });
  const run = reading(source);
  onTestFinished(() => run.stop());
  // Asking once starts it.
  const first = run.ask();
  await until(() => source.address() !== undefined, 'it does not listen');
  const port = source.address()?.port ?? 0;
  const send = (path: string, body: string | Uint8Array, headers?: Record<string, string>, method?: string) =>
    post(port, path, body, headers, method);
  const sns = (fields: object, headers: Record<string, string> = {}) =>
    send('/sns', JSON.stringify(fields), { 'content-type': 'text/plain; charset=UTF-8', ...headers });
  return { clock, problems, visited, source, run, first, port, send, sns };
}

const text = async (delivery: LiveDelivery | undefined) => Buffer.from((await delivery?.open()) as Uint8Array).toString();
const again = new Problem('STORE_FAILED', 'the store is away');
const event = '{"detail-type":"x","source":"aws.ec2","detail":{}}';

describe('a request', () => {
  test('comes from this machine alone, to a free port', async () => {
    const { source } = await setUp();
    expect(source.address()).toEqual({ host: '127.0.0.1', port: expect.any(Number) as number });
  });

  test('is answered when what it brought is acknowledged, and not before', async () => {
    const { send, first } = await setUp();
    let answered = false;
    const sent = send('/events', event).then((answer) => {
      answered = true;
      return answer;
    });
    const delivery = await first;
    expect(await text(delivery)).toBe(event);
    expect(delivery?.size).toBe(event.length);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(false);
    await delivery?.ack();
    expect(await sent).toMatchObject({ status: 200, body: '{"ok":true}' });
  });

  test('that can not be worked on now is to come again', async () => {
    const { send, first } = await setUp();
    const sent = send('/events', event);
    await (await first)?.retry(again);
    const { status, headers, body } = await sent;
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('10');
    expect(body).not.toContain(again.message);
  });

  test('waits for 25 s at most; being worked on goes on', async () => {
    const { send, first, clock, source } = await setUp();
    const sent = send('/events', event);
    const delivery = await first;
    await clock.advance(25 * SECOND);
    expect((await sent).status).toBe(503);
    expect(source.status().depth).toBe(1);
    await delivery?.ack();
    expect(source.status().depth).toBe(0);
  });

  test('that nobody has begun to work on is forgotten when its sender hangs up', async () => {
    const { send, first, port, source } = await setUp();
    const sent = send('/events', event);
    const inWork = await first;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRET}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    await until(() => source.status().depth === 2, 'it does not wait');
    socket.destroy();
    await until(() => source.status().depth === 1, 'it is not forgotten');
    await inWork?.ack();
    expect((await sent).status).toBe(200);
  });

  test('too many are asked to come again', async () => {
    const { send, first, run, problems, clock, source } = await setUp({ most: 2 });
    const sent = [send('/events', '{"n":1}'), send('/events', '{"n":2}')];
    const one = await first;
    const two = await run.next();
    const { status, headers } = await send('/events', '{"n":3}');
    expect([status, headers['retry-after']]).toEqual([503, '10']);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['SOURCE_FAILED', 'a request from 127.0.0.1 to /events was answered with 503: too many requests wait'],
    ]);
    // One whose sender has given up takes its place as long as it is worked on.
    await clock.advance(25 * SECOND);
    expect((await Promise.all(sent)).map((answer) => answer.status)).toEqual([503, 503]);
    expect((await send('/events', '{"n":4}')).status).toBe(503);
    await one?.ack();
    await two.ack();
    const five = send('/events', '{"n":5}');
    await (await run.next()).ack();
    expect((await five).status).toBe(200);
    expect(source.status().depth).toBe(0);
  });

  test('when it ends, those in work get their answer and those that wait are sent away', async () => {
    const stop = new AbortController();
    const other = httpSource({
      port: 0,
      events: { secret: SECRET },
      clock: testClock(NOW),
      checkpoints: memoryCheckpoints(),
      onProblem: () => {},
    });
    const iterator = other.deliveries(stop.signal)[Symbol.asyncIterator]();
    const first = iterator.next();
    await until(() => other.address() !== undefined, 'it does not listen');
    const port = other.address()?.port ?? 0;
    const inWork = post(port, '/events', '{"n":1}');
    const delivery = (await first).value as LiveDelivery;
    const waiting = post(port, '/events', '{"n":2}');
    await until(() => other.status().depth === 2, 'it does not wait');
    stop.abort();
    expect((await waiting).status).toBe(503);
    await expect(post(port, '/events', '{"n":3}')).rejects.toThrow('ECONNREFUSED');
    await delivery.ack();
    expect((await inWork).status).toBe(200);
    expect((await iterator.next()).done).toBe(true);
    await other.close?.();
  });
});

describe('who is let in', () => {
  test.each([
    ['nothing', { authorization: '' }],
    ['another secret', { authorization: `Bearer ${SECRET}x` }],
    ['a part of it', { authorization: `Bearer ${SECRET.slice(1)}` }],
    ['another scheme', { authorization: `Basic ${SECRET}` }],
    ['the secret alone', { authorization: SECRET }],
  ])('not who shows %s', async (_, headers) => {
    const { send, problems } = await setUp();
    const { status, headers: shown, body } = await send('/events', event, headers);
    expect([status, shown['www-authenticate'], body]).toEqual([401, 'Bearer', '{"error":"no valid secret"}']);
    expect(problems).toMatchObject([{ code: 'SOURCE_REFUSED' }]);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });

  test('with a header of another name', async () => {
    const { send, run, first } = await setUp({ events: { header: 'X-Api-Key', secret: SECRET } });
    expect((await send('/events', event)).status).toBe(401);
    const sent = send('/events', event, { 'x-api-key': SECRET });
    await (await first)?.ack();
    expect((await sent).status).toBe(200);
    await run.stop();
  });

  test('an empty secret lets nobody in', async () => {
    const { send } = await setUp({ events: { header: 'x-api-key', secret: '' } });
    expect((await send('/events', event)).status).toBe(401);
    expect((await send('/events', event, { 'x-api-key': '' })).status).toBe(401);
  });

  test('what is not switched on is not there', async () => {
    const { send } = await setUp({ sns: undefined as never });
    expect((await send('/sns', '{}')).status).toBe(404);
    expect((await send('/', '{}')).status).toBe(404);
    expect((await send('/events/x', '{}')).status).toBe(404);
  });

  test('other methods are not understood', async () => {
    const { send } = await setUp();
    const { status, headers } = await send('/events', '', {}, 'GET');
    expect([status, headers.allow]).toEqual([405, 'POST']);
    expect((await send('/sns', '{}', {}, 'PUT')).status).toBe(405);
  });
});

describe('what is taken', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])(
    'content type %j is not',
    async (type) => {
      const { send } = await setUp();
      expect((await send('/events', event, { 'content-type': type })).status).toBe(415);
    },
  );

  test('with a charset it is', async () => {
    const { send, first } = await setUp();
    const sent = send('/events', event, { 'content-type': 'Application/JSON; charset=utf-8' });
    await (await first)?.ack();
    expect((await sent).status).toBe(200);
  });

  test.each([
    ['', ''],
    ['no JSON', '<marker-secret>'],
    ['a bare value', '"marker-secret"'],
    ['cut short', '{"a":"marker-secret'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ])('%j is not, and nothing of it is told', async (_, body) => {
    const { send, problems } = await setUp();
    const answer = await send('/events', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toBe('{"error":"the body is not a JSON object or list"}');
    expect(JSON.stringify(problems.map((problem) => [problem.message, problem.at, problem.hint]))).not.toContain('secret-');
  });

  test.each([['content-length'], ['transfer-encoding']])('at most 1 MiB, told by %s', async (how) => {
    const { send, first } = await setUp();
    const headers: Record<string, string> = how === 'content-length' ? {} : { 'transfer-encoding': 'chunked' };
    const fits = JSON.stringify({ a: 'x'.repeat(MiB - 8) });
    const sent = send('/events', fits, headers);
    await (await first)?.ack();
    expect((await sent).status).toBe(200);
    // The answer may come before all has been sent, and the connection be closed on it.
    const larger = await send('/events', JSON.stringify({ a: 'x'.repeat(MiB) }), headers).catch(() => ({ status: 413 }));
    expect(larger.status).toBe(413);
  });
});

describe('SNS', () => {
  const genuine = (message = '{"s3Bucket":"logs","s3ObjectKey":["a"]}', more = {}) =>
    signed(notification(message, NOW, more), certificate.key, '2');

  test('a notification is delivered: what is signed of it, and nothing else', async () => {
    const { sns, first, visited } = await setUp();
    const sent = sns({ ...genuine(), UnsubscribeURL: 'https://evil.example', Records: [{ eventName: 'forged' }] });
    const delivery = await first;
    expect(JSON.parse(await text(delivery))).toEqual(notification('{"s3Bucket":"logs","s3ObjectKey":["a"]}', NOW));
    await delivery?.ack();
    expect((await sent).status).toBe(200);
    expect(visited).toEqual([CERTIFICATE_URL]);
  });

  test('a forged one is not', async () => {
    const { sns, problems, source } = await setUp();
    const answer = await sns({ ...genuine(), Message: 'marker-forged' });
    expect([answer.status, answer.body]).toEqual([403, '{"error":"the signature does not fit the message"}']);
    expect(problems).toMatchObject([{ code: 'SOURCE_REFUSED' }]);
    expect(source.status().depth).toBe(0);
  });

  test('a topic that is not allowed is not even verified', async () => {
    const { sns, visited } = await setUp();
    const fields = { ...notification('a', NOW), TopicArn: `${TOPIC}-of-another` };
    expect((await sns(signed(fields, certificate.key))).status).toBe(403);
    expect(visited).toEqual([]);
  });

  test('a subscription of an allowed topic is confirmed', async () => {
    const { sns, visited } = await setUp();
    const fields = signed(confirmation('SubscriptionConfirmation', NOW), certificate.key);
    expect((await sns(fields)).status).toBe(200);
    expect(visited).toEqual([CERTIFICATE_URL, fields.SubscribeURL]);
  });

  test('one that leads elsewhere is not, even if it is signed', async () => {
    const { sns, visited } = await setUp();
    const SubscribeURL = `http://192.0.2.1/?Action=ConfirmSubscription&TopicArn=${TOPIC}`;
    const fields = signed(confirmation('SubscriptionConfirmation', NOW, { SubscribeURL }), certificate.key);
    expect((await sns(fields)).status).toBe(403);
    expect(visited).toEqual([CERTIFICATE_URL]);
  });

  test('one that can not be confirmed now is to come again', async () => {
    const fetchText = async (url: string) => {
      if (url !== CERTIFICATE_URL) throw new Error('answered with 500');
      return certificate.pem;
    };
    const { sns } = await setUp({ fetchText });
    expect((await sns(signed(confirmation('SubscriptionConfirmation', NOW), certificate.key))).status).toBe(503);
  });

  test('the end of a subscription is told, and not undone', async () => {
    const { sns, visited, problems } = await setUp();
    expect((await sns(signed(confirmation('UnsubscribeConfirmation', NOW), certificate.key))).status).toBe(200);
    expect(visited).toEqual([CERTIFICATE_URL]);
    expect(problems[0]?.message).toBe(`somebody ended the subscription of ${TOPIC}: its messages do not come any more`);
  });

  test('raw delivery is refused, with what to do', async () => {
    const { sns } = await setUp();
    const { status, body } = await sns({ a: 1 }, { 'x-amz-sns-rawdelivery': 'true' });
    expect(status).toBe(400);
    expect(body).toContain('switch it off');
  });

  test('what is no message is refused', async () => {
    const { sns } = await setUp();
    expect((await sns([])).status).toBe(400);
    expect((await sns({ Type: 'Notification' })).status).toBe(400);
  });
});

describe('what is refused is told', () => {
  test('the first at once, the others as a number once a minute', async () => {
    const { send, problems, clock } = await setUp();
    const wrong = { authorization: 'Bearer x' };
    for (let i = 0; i < 5; i++) await send('/events', event, wrong);
    expect(problems).toHaveLength(1);
    void clock.sleep(MINUTE);
    await clock.advance(MINUTE);
    await send('/events', event, wrong);
    expect(problems.map(({ message }) => message)).toEqual([
      'a request from 127.0.0.1 to /events was answered with 401: no valid secret',
      'a request from 127.0.0.1 to /events was answered with 401: no valid secret, and 4 more like it before',
    ]);
  });
});

test('a port that is taken is trouble, and it listens once it is free', async () => {
  const taken = await setUp();
  const clock = testClock(NOW);
  const problems: Problem[] = [];
  const source = httpSource({
    port: taken.port,
    events: { secret: SECRET },
    clock,
    checkpoints: memoryCheckpoints(),
    onProblem: (problem) => problems.push(problem),
  });
  const run = reading(source);
  onTestFinished(() => run.stop());
  const first = run.ask();
  await until(() => problems.length === 1, 'nothing was told');
  expect(problems[0]).toMatchObject({ code: 'SOURCE_FAILED', message: "can't listen: the port is in use" });
  expect(source.status().problem).toBe(problems[0]);
  await taken.run.stop();
  await clock.advance(SECOND);
  await until(() => source.address() !== undefined, 'it does not listen');
  const sent = post(taken.port, '/events', event);
  await (await first)?.ack();
  expect((await sent).status).toBe(200);
  expect(source.status().problem).toBeUndefined();
});
