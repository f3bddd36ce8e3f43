import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Severity } from '../../model/severity.ts';
import { type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, digestNotice, hostileNotices, sampleAlert, testNotice } from './notice.cases.ts';
import { createPagerDutySink } from './pagerduty.ts';
import type { Notice } from './sink.ts';
import { type Received, sinkContract } from './sink.contract.ts';

const routingKey = 'R0123456789ABCDEF0123456789ABCDEF';
const signal = new AbortController().signal;

let service: LoopbackService;
beforeEach(async () => {
  service = await startLoopbackService();
  service.answers.fine = (_, response) => {
    const answer = { status: 'success', message: 'Event processed', dedup_key: 'x' };
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
});
afterEach(() => service.stop());

interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload: {
    readonly summary: string;
    readonly severity: string;
    readonly source: string;
    readonly timestamp: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly client_url?: string;
}
const events = () => service.requests.map(({ body }) => JSON.parse(body) as PagerDutyEvent);

sinkContract('PagerDuty', {
  keyed: true,
  prepare: async (timeout) => ({
    sink: createPagerDutySink({ name: 'pager', routingKey, baseUrl: service.url, timeout }),
    secrets: [routingKey],
    received: () =>
      events().map(({ payload, links }): Received => {
        const texts = Object.values(payload.custom_details).flat().join('\n');
        return {
          text: `${payload.summary}\n${payload.source}\n${texts}\n${JSON.stringify(links)}`,
          key: String(payload.custom_details.notice_id),
        };
      }),
    setMood: (mood) => {
      service.mood = mood;
    },
    stop: async () => {},
  }),
});

describe('PagerDuty', () => {
  const sink = () =>
    createPagerDutySink({
      name: 'pager',
      routingKey,
      baseUrl: service.url,
      wording: { consoleUrl: 'https://console.example.com' },
    });
  const send = async (...notices: readonly Notice[]) => {
    for (const notice of notices) await sink().send(notice, signal);
    return events();
  };

  test('one incident for each finding: triggered by what is opened, repeated and escalated, resolved by what is resolved', async () => {
    const sent = await send(
      ...(['opened', 'repeated', 'escalated', 'resolved'] as const).map((change) => alertNotice({}, change)),
    );
    expect(sent.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
      ['trigger', sampleAlert.finding.id],
      ['trigger', sampleAlert.finding.id],
      ['trigger', sampleAlert.finding.id],
      ['resolve', sampleAlert.finding.id],
    ]);
    expect(service.requests[0]!.url).toBe('/v2/enqueue');
    expect(new Set(sent.map(({ routing_key }) => routing_key))).toEqual(new Set([routingKey]));
  });

  test('a digest and a test are incidents by themselves', async () => {
    const [digest, sample] = await send(digestNotice, testNotice);
    expect(digest).toMatchObject({ event_action: 'trigger', dedup_key: 'notice-digest', payload: { severity: 'error' } });
    expect(digest!.payload.custom_details).toMatchObject({ more: 973 });
    expect(digest!.payload.custom_details.findings).toHaveLength(50);
    expect(sample).toMatchObject({ event_action: 'trigger', dedup_key: 'notice-test', payload: { severity: 'info' } });
    expect(sample!.payload.summary).toMatch(/^TEST/);
  });

  test.each<[Severity, string]>([
    ['critical', 'critical'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'info'],
    ['informational', 'info'],
  ])('%s is %s', async (severity, expected) => {
    expect((await send(alertNotice({ severity })))[0]!.payload.severity).toBe(expected);
  });

  test('links to the console and to what is to be read, and says what to do', async () => {
    const [event] = await send(alertNotice());
    expect(event!.links).toEqual([
      { href: `https://console.example.com/findings/${sampleAlert.finding.id}`, text: 'The finding in trailwatch' },
      { href: sampleAlert.rule.references![0], text: sampleAlert.rule.references![0] },
    ]);
    expect(event!.client_url).toBe('https://console.example.com/');
    expect(event!.payload.custom_details).toMatchObject({
      actor: sampleAlert.finding.actor,
      addresses: ['198.51.100.7'],
      what_to_do: expect.arrayContaining(['  aws cloudtrail start-logging --name <trail>']),
    });
    expect(event!.payload.timestamp).toBe('2026-03-01T12:35:00.000Z');
  });

  test('keeps to the limits: summary 1,024, deduplication key 255, 512 KB', async () => {
    const long = (count: number) => Array.from({ length: count }, (_, i) => `${'管'.repeat(50_000)}${i}`);
    const notice = alertNotice({ id: 'f'.repeat(300), title: 't'.repeat(5000), actor: 'a'.repeat(5000), resources: long(20) });
    const sent = await send(notice, ...hostileNotices.map(([, , one]) => one));
    for (const { payload, dedup_key } of sent) {
      expect(payload.summary.length).toBeLessThanOrEqual(1024);
      expect(dedup_key.length).toBeLessThanOrEqual(255);
      expect(payload.source).not.toBe('');
    }
    for (const { body } of service.requests) expect(Buffer.byteLength(body)).toBeLessThan(512_000);
  });

  test('links only to what a browser may open', async () => {
    const references = ['javascript:alert(1)', 'https://user:pass@example.com/', 'https://example.com/runbook', 'not a link'];
    const alert = { ...sampleAlert, rule: { references } };
    const [event] = await send({ kind: 'alert', id: 'n', alert });
    expect(event!.links!.slice(1).map(({ href }) => href)).toEqual(['https://example.com/runbook']);
  });
});
