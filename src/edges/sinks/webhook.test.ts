import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackRequest, type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, sampleAlert } from './notice.cases.ts';
import { type Received, sinkContract } from './sink.contract.ts';
import { createWebhookSink } from './webhook.ts';

const secret = 'a-secret-of-the-webhook';
const path = '/hooks/aSecretPath';
const authorization = 'Bearer aSecretToken';
const NOW = Date.UTC(2026, 2, 1, 12, 35, 0, 999);
const signal = new AbortController().signal;

let service: LoopbackService;
beforeEach(async () => {
  service = await startLoopbackService();
});
afterEach(() => service.stop());

sinkContract('a webhook', {
  keyed: true,
  exact: true,
  prepare: async (timeout) => ({
    sink: createWebhookSink({
      name: 'hook',
      url: `${service.url}${path}`,
      secret,
      headers: { Authorization: authorization },
      timeout,
    }),
    secrets: [secret, path, 'aSecretPath', authorization],
    received: () =>
      service.requests.map(({ headers, body }): Received => ({ text: body, key: String(headers['idempotency-key']) })),
    setMood: (mood) => {
      service.mood = mood;
    },
    stop: async () => {},
  }),
});

function isFromTrailwatch(header: string, body: string, secret: string, now: number): boolean {
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (Math.abs(now / 1000 - Number(t)) > 300) return false;
  const expected = createHmac('sha256', secret).update(`${t}.${body}`).digest();
  return v1 !== '' && timingSafeEqual(expected, Buffer.from(v1, 'hex'));
}

describe('a webhook', () => {
  const sent = async (headers: Record<string, string> = {}): Promise<LoopbackRequest> => {
    const sink = createWebhookSink({ name: 'hook', url: `${service.url}${path}`, secret, headers, now: () => NOW });
    await sink.send(alertNotice(), signal);
    return service.requests.at(-1)!;
  };

  test('posts the alert as JSON, with its id as the idempotency key', async () => {
    const { method, url, headers, body } = await sent({ 'X-Team': 'blue', 'Idempotency-Key': 'not ours' });
    expect([method, url]).toEqual(['POST', path]);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json/),
      'idempotency-key': 'notice-opened',
      'x-team': 'blue',
    });
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      kind: 'alert',
      id: 'notice-opened',
      change: 'opened',
      finding: JSON.parse(JSON.stringify(sampleAlert.finding)),
    });
  });

  test('signs what it sends, so that the documented check accepts it and nothing else', async () => {
    const { headers, body } = await sent();
    const header = String(headers['x-trailwatch-signature']);
    expect(header).toMatch(/^t=1772368500,v1=[0-9a-f]{64}$/);
    expect(isFromTrailwatch(header, body, secret, NOW)).toBe(true);
    expect(isFromTrailwatch(header, body.replace('opened', 'closed'), secret, NOW)).toBe(false);
    expect(isFromTrailwatch(header, body, 'another', NOW)).toBe(false);
    expect(isFromTrailwatch(header, body, secret, NOW + 600_000)).toBe(false);
    expect(isFromTrailwatch(header.replace('t=1772368500', 't=1772368501'), body, secret, NOW)).toBe(false);
    expect(isFromTrailwatch('', body, secret, NOW)).toBe(false);
  });

  test('the check is the one of docs/sinks.md, word for word', () => {
    const docs = readFileSync(new URL('../../../docs/sinks.md', import.meta.url), 'utf8');
    const own = readFileSync(new URL(import.meta.url), 'utf8');
    const example = /^function isFromTrailwatch[\s\S]*?\n}\n/m;
    expect(example.exec(own)?.[0]).toBe(example.exec(docs)?.[0]);
  });

  test('has no signature without a secret', async () => {
    await createWebhookSink({ name: 'hook', url: service.url }).send(alertNotice(), signal);
    expect(service.requests.at(-1)!.headers).not.toHaveProperty('x-trailwatch-signature');
  });

  test('posts at most 1 MiB', async () => {
    const resources = Array.from({ length: 20 }, (_, i) => `${'管'.repeat(100_000)}${i}`);
    await createWebhookSink({ name: 'hook', url: service.url }).send(alertNotice({ resources }), signal);
    const { body } = service.requests.at(-1)!;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_048_576);
    expect(JSON.parse(body)).toMatchObject({ truncated: true });
  });
});
