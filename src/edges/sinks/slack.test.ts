import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, digestNotice, sampleAlert, testNotice } from './notice.cases.ts';
import type { Notice } from './sink.ts';
import { type Received, sinkContract } from './sink.contract.ts';
import { createSlackSink } from './slack.ts';

interface SlackBody {
  readonly channel?: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly reply_broadcast?: boolean;
  readonly blocks: readonly {
    readonly type: string;
    readonly block_id?: string;
    readonly text: { type: string; text: string };
  }[];
}

const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body) as SlackBody;
const textsOf = (body: SlackBody) => [body.text, ...body.blocks.map(({ text }) => text.text)];
const received = (service: LoopbackService): Received[] =>
  service.requests.map((request) => {
    const body = bodyOf(request);
    return { text: textsOf(body).join('\n'), key: body.blocks[0]?.block_id };
  });

/** Slack acts on what is between `<` and `>`, and on nothing of an attacker outside of code. */
function harmless({ text }: Received): void {
  for (const [control] of text.matchAll(/<[^>]*>/g)) {
    expect(control).toMatch(/^<https:\/\/(?:attack\.mitre\.org|docs\.aws\.amazon\.com|example\.com)\/[^|<>]*\|[^<>]*>$/);
  }
  expect(text.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
}

const webhookPath = '/services/T0EXAMPLE/B0EXAMPLE/aSecretOfTheWebhook';
const token = 'xoxb-000000000000-a-secret-token';

sinkContract('Slack by a webhook', {
  keyed: true,
  harmless,
  async prepare(timeout) {
    const service = await startLoopbackService();
    const sink = createSlackSink({
      name: 'chat',
      webhookUrl: `${service.url}${webhookPath}`,
      timeout,
    });
    return {
      sink,
      secrets: [webhookPath, 'aSecretOfTheWebhook', 'T0EXAMPLE'],
      received: () => received(service),
      setMood: (mood) => {
        service.mood = mood;
      },
      stop: service.stop,
    };
  },
});

const slackSays = (service: LoopbackService, ...answers: object[]) => {
  service.answers.fine = (_, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
};

sinkContract('Slack by a bot', {
  keyed: true,
  harmless,
  async prepare(timeout) {
    const service = await startLoopbackService();
    slackSays(service, { ok: true, ts: '1772366400.000100' });
    const options = {
      name: 'chat',
      token,
      channel: 'C0EXAMPLE',
      baseUrl: service.url,
      timeout,
    };
    return {
      sink: createSlackSink(options),
      secrets: [token],
      received: () => received(service),
      setMood: (mood) => {
        service.mood = mood;
      },
      stop: service.stop,
    };
  },
});

describe('Slack', () => {
  let service: LoopbackService;
  const signal = new AbortController().signal;
  beforeEach(async () => {
    service = await startLoopbackService();
  });
  afterEach(() => service.stop());
  const bot = () => createSlackSink({ name: 'chat', token, channel: 'C0EXAMPLE', baseUrl: service.url });

  test('the first message opens a thread, what follows goes into it', async () => {
    slackSays(service, { ok: true, ts: '1.1' }, { ok: true, ts: '2.2' }, { ok: true, ts: '3.3' });
    const sink = bot();
    expect(await sink.send(alertNotice(), signal)).toEqual({ thread: '1.1' });
    expect(await sink.send(alertNotice({}, 'repeated', '1.1'), signal)).toEqual({ thread: '1.1' });
    expect(await sink.send(alertNotice({}, 'escalated', '1.1'), signal)).toEqual({ thread: '1.1' });
    const [first, repeated, escalated] = service.requests.map(bodyOf);
    expect(first).not.toHaveProperty('thread_ts');
    expect(repeated).toMatchObject({ channel: 'C0EXAMPLE', thread_ts: '1.1', reply_broadcast: false });
    expect(escalated).toMatchObject({ thread_ts: '1.1', reply_broadcast: true });
    expect(service.requests[0]).toMatchObject({ url: '/api/chat.postMessage', headers: { authorization: `Bearer ${token}` } });
  });

  test('a digest and a test open no thread', async () => {
    slackSays(service, { ok: true, ts: '1.1' });
    expect([await bot().send(digestNotice, signal), await bot().send(testNotice, signal)]).toEqual([{}, {}]);
  });

  test('a thread that is gone is opened again', async () => {
    slackSays(service, { ok: false, error: 'thread_not_found' }, { ok: true, ts: '9.9' });
    expect(await bot().send(alertNotice({}, 'escalated', '1.1'), signal)).toEqual({ thread: '9.9' });
    expect(service.requests.map((request) => bodyOf(request).thread_ts)).toEqual(['1.1', undefined]);
  });

  test.each([
    ['invalid_auth', 'SINK_REFUSED'],
    ['channel_not_found', 'SINK_REFUSED'],
    ['not_in_channel', 'SINK_REFUSED'],
    ['ratelimited', 'SINK_FAILED'],
    ['internal_error', 'SINK_FAILED'],
    [`bad ${token}`, 'SINK_REFUSED'],
  ])('the error %s', async (error, code) => {
    slackSays(service, { ok: false, error });
    const problem = await bot()
      .send(alertNotice(), signal)
      .catch((thrown: unknown) => thrown);
    expect(problem).toMatchObject({ code });
    expect(String(problem)).not.toContain(token);
  });

  test('a webhook that was removed', async () => {
    service.answers.fine = (_, response) => response.writeHead(404).end('no_service');
    const sink = createSlackSink({ name: 'chat', webhookUrl: `${service.url}${webhookPath}` });
    await expect(sink.send(alertNotice(), signal)).rejects.toMatchObject({
      code: 'SINK_REFUSED',
      message: expect.stringContaining('no_service'),
    });
  });

  const { finding } = sampleAlert;
  const large: Notice = {
    kind: 'alert',
    id: 'large',
    alert: {
      ...sampleAlert,
      finding: {
        ...finding,
        summary: '>'.repeat(9000),
        resources: Array.from({ length: 20 }, (_, i) => `arn:aws:s3:::${'&'.repeat(800)}${i}`),
        context: { ...finding.context, userAgents: Array.from({ length: 10 }, () => '<'.repeat(5000)) },
      },
      rule: {
        response: [
          '- **step** `x` & more\n'.repeat(100),
          'a line & another\n'.repeat(200),
          '`&&&&&` **<<<<<** '.repeat(300),
          '  aws s3 ls # <&>\n'.repeat(300),
        ].join('\n'),
      },
    },
  };

  test.each([
    ['a digest of fifty', digestNotice],
    ['an alert of many long values', large],
    ['nothing', { ...digestNotice, alerts: [], more: 0 } as Notice],
  ])('stays within the limits of Slack: %s', async (_, notice) => {
    slackSays(service, { ok: true, ts: '1.1' });
    await bot().send(notice, signal);
    const body = bodyOf(service.requests[0]!);
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    expect(body.blocks.length).toBeGreaterThan(1);
    for (const { text } of body.blocks) {
      expect(text.text.length).toBeLessThanOrEqual(3000);
      expect(text.text.length).toBeGreaterThan(0);
      // An entity that is cut in two would show.
      expect(text.text.replace(/&(?:amp|lt|gt);/g, '')).not.toMatch(/&/);
    }
  });

  test('what an attacker writes as markup is shown as code', async () => {
    slackSays(service, { ok: true, ts: '1.1' });
    await bot().send(alertNotice({ summary: '*bold* `x` <!channel>', actor: '`*evil*` <@U012AB3CD>' }), signal);
    const text = textsOf(bodyOf(service.requests[0]!)).join('\n');
    expect(text).toContain("`*bold* 'x' &lt;!channel&gt;`");
    expect(text).toContain("`'*evil*' &lt;@U012AB3CD&gt;`");
  });
});
