import { describe, expect, test } from 'vitest';
import type { Milliseconds } from '../../base/units.ts';
import { startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, digestNotice, hostileNotices, notices, sampleAlert } from './notice.cases.ts';
import { type Received, sinkContract } from './sink.contract.ts';
import type { Notice } from './sink.ts';
import { createTeamsSink } from './teams.ts';

interface Element {
  readonly type: string;
  readonly id?: string;
  readonly inlines: readonly { readonly type: string; readonly text: string }[];
}
interface TeamsBody {
  readonly type: string;
  readonly attachments: readonly [
    { readonly contentType: string; readonly content: { readonly version: string; readonly body: readonly Element[] } },
  ];
}

const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body) as TeamsBody;
const elementsOf = (body: TeamsBody) => body.attachments[0].content.body;
const textOf = (body: TeamsBody) =>
  elementsOf(body)
    .map(({ inlines }) => inlines.map(({ text }) => text).join(''))
    .join('\n');

const path = '/workflows/0123456789abcdef0123/triggers/manual/paths/invoke?api-version=2016-06-01&sig=aSecretSignature0123';

async function prepare(timeout?: Milliseconds) {
  const service = await startLoopbackService();
  service.answers.fine = (_, response) => response.writeHead(202).end();
  const sink = createTeamsSink({ name: 'team', webhookUrl: `${service.url}${path}`, timeout });
  return { sink, service };
}

sinkContract('Teams', {
  keyed: true,
  async prepare(timeout) {
    const { sink, service } = await prepare(timeout);
    return {
      sink,
      secrets: ['aSecretSignature0123', '0123456789abcdef0123/'],
      received: () =>
        service.requests.map((request): Received => ({ text: textOf(bodyOf(request)), key: elementsOf(bodyOf(request))[0]?.id })),
      setMood: (mood) => {
        service.mood = mood;
      },
      stop: service.stop,
    };
  },
});

describe('Teams', () => {
  const signal = new AbortController().signal;

  test('all text is in text runs, which know no Markdown and no functions', async () => {
    const { sink, service } = await prepare();
    for (const notice of [...notices, ...hostileNotices.map(([, , notice]) => notice)]) await sink.send(notice, signal);
    await service.stop();
    for (const request of service.requests) {
      expect(request.body).not.toContain('{{');
      for (const { type, inlines } of elementsOf(bodyOf(request))) {
        expect(type).toBe('RichTextBlock');
        expect(new Set(inlines.map((run) => run.type))).toEqual(new Set(['TextRun']));
      }
    }
  });

  test('is an Adaptive Card 1.4 in the form of a message', async () => {
    const { sink, service } = await prepare();
    await sink.send(alertNotice(), signal);
    await service.stop();
    const body = bodyOf(service.requests[0]!);
    expect(body).toMatchObject({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.4' } },
      ],
    });
    expect(textOf(body)).toContain('aws cloudtrail start-logging --name <trail>');
  });

  test.each<[string, Notice]>([
    ['a digest of fifty', digestNotice],
    [
      'an alert of many long values',
      {
        ...alertNotice(),
        alert: { ...sampleAlert, rule: { response: '管理者 **x**\n'.repeat(2000), references: ['https://example.com/'] } },
      } as Notice,
    ],
  ])('%s stays below 28 KB', async (_, notice) => {
    const { sink, service } = await prepare();
    await sink.send(notice, signal);
    await service.stop();
    const body = service.requests[0]?.body ?? '';
    expect(Buffer.byteLength(body)).toBeLessThan(28 * 1024);
    expect(textOf(bodyOf({ body }))).toContain(notice.kind === 'digest' ? 'Unauthorized API call' : 'Shortened');
  });

  test('an older connector that says 200 and means no', async () => {
    const { sink, service } = await prepare();
    service.answers.fine = (_, response) =>
      response
        .writeHead(200)
        .end('Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x');
    await expect(sink.send(alertNotice(), signal)).rejects.toMatchObject({ code: 'SINK_FAILED' });
    await service.stop();
  });
});
