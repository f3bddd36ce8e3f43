import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEventBridgeSink } from './eventbridge.ts';
import { type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, digestNotice, sampleAlert, testNotice } from './notice.cases.ts';
import type { Notice } from './sink.ts';
import { type Received, sinkContract } from './sink.contract.ts';

const BUS = 'arn:aws:events:eu-central-1:123456789012:event-bus/alerts';
const signal = new AbortController().signal;
const secretKey = 'aSecretAccessKeyOfTheTest';

let service: LoopbackService;
beforeEach(async () => {
  service = await startLoopbackService();
  vi.stubEnv('AWS_ENDPOINT_URL', service.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretKey);
  service.answers.fine = (_, response) => json(response, 200, { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
  service.answers.refusing = (_, response) => json(response, 400, { __type: 'ValidationException', message: 'no' });
  service.answers.throttling = (_, response) => json(response, 400, { __type: 'ThrottlingException', message: 'no' });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

const json = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

interface Entry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Resources: readonly string[];
  readonly Time: number;
}
const entries = () => service.requests.flatMap(({ body }) => (JSON.parse(body) as { Entries: Entry[] }).Entries);

sinkContract('EventBridge', {
  keyed: true,
  exact: true,
  moods: ['failing', 'throttling', 'refusing', 'hanging', 'closing'],
  prepare: async (timeout) => ({
    sink: createEventBridgeSink({ name: 'bus', bus: BUS, timeout }),
    secrets: [secretKey],
    received: () => entries().map(({ Detail }): Received => ({ text: Detail, key: JSON.parse(Detail).id })),
    setMood: (mood) => {
      service.mood = mood;
    },
    stop: async () => {},
  }),
});

describe('EventBridge', () => {
  const send = (notice: Notice) => createEventBridgeSink({ name: 'bus', bus: BUS }).send(notice, signal);

  test('puts an alert on the bus, in the region of the bus', async () => {
    await send(alertNotice());
    expect(service.requests[0]!.headers.authorization).toContain('/eu-central-1/events/aws4_request');
    const [entry] = entries();
    expect(entry).toMatchObject({
      EventBusName: BUS,
      Source: 'trailwatch',
      DetailType: 'trailwatch Finding',
      Resources: sampleAlert.finding.resources,
      Time: sampleAlert.at / 1000,
    });
    expect(JSON.parse(entry!.Detail)).toMatchObject({
      id: 'notice-opened',
      change: 'opened',
      finding: { id: sampleAlert.finding.id, severity: 'critical', account: '123456789012' },
    });
  });

  test('tells digests and tests from findings by the detail type', async () => {
    for (const notice of [digestNotice, testNotice]) await send(notice);
    expect(entries().map(({ DetailType }) => DetailType)).toEqual(['trailwatch Digest', 'trailwatch Test']);
  });

  test('an entry is never over 256 KB', async () => {
    const resources = Array.from({ length: 20 }, (_, i) => `arn:aws:s3:::${'管'.repeat(1000)}${i}`);
    const userAgents = Array.from({ length: 10 }, (_, i) => `${'"\\管'.repeat(20_000)}${i}`);
    await send(alertNotice({ resources, context: { ...sampleAlert.finding.context, userAgents } }));
    const [entry] = entries();
    const { Detail, Source, DetailType, Resources } = entry!;
    const size = [Detail, Source, DetailType, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 14);
    expect(size).toBeLessThanOrEqual(262_144);
    expect(JSON.parse(Detail)).toMatchObject({ truncated: true });
  });

  test.each([
    ['ThrottlingException', 'SINK_FAILED'],
    ['InternalFailure', 'SINK_FAILED'],
    ['InternalException', 'SINK_FAILED'],
    ['MalformedDetail', 'SINK_REFUSED'],
    ['NotAuthorizedForSourceException', 'SINK_REFUSED'],
    ['AccessDeniedException', 'SINK_REFUSED'],
  ])('an entry that fails with %s: %s', async (ErrorCode, code) => {
    service.answers.fine = (_, response) =>
      json(response, 200, { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'because\u202e' }] });
    await expect(send(alertNotice())).rejects.toMatchObject({
      code,
      message: `EventBridge did not take the event: ${ErrorCode}: because\\u202e`,
    });
  });

  test('a bus that is not there is for people to mend', async () => {
    service.answers.fine = (_, response) => json(response, 400, { __type: 'ResourceNotFoundException', message: 'no bus' });
    await expect(send(alertNotice())).rejects.toMatchObject({ code: 'SINK_REFUSED' });
  });
});
