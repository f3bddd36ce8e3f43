import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopbackRequest, type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, digestNotice, notices, sampleAlert, testNotice } from './notice.cases.ts';
import { type Received, sinkContract } from './sink.contract.ts';
import type { Notice } from './sink.ts';
import { createSmsSink } from './sms.ts';
import { createSnsSink } from './sns.ts';
import { gsmLength } from './wording/gsm7.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alerts';
const NUMBERS = ['+15550100', '+15550101'];
const signal = new AbortController().signal;
const secretKey = 'aSecretAccessKeyOfTheTest';

let service: LoopbackService;
beforeEach(async () => {
  service = await startLoopbackService();
  vi.stubEnv('AWS_ENDPOINT_URL', service.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretKey);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  service.answers.fine = (_, response) => {
    const result = '<PublishResult><MessageId>11111111-2222-4333-8444-555555555555</MessageId></PublishResult>';
    xml(response, 200, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</PublishResponse>`);
  };
  service.answers.refusing = (_, response) => fails(response, 400, 'InvalidParameter');
  service.answers.throttling = (_, response) => fails(response, 429, 'Throttled');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

const xml = (response: ServerResponse, status: number, body: string) => {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
};
/** As SNS answers (the Query protocol of AWS). */
const fails = (response: ServerResponse, status: number, code: string) => {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error>`;
  xml(response, status, `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${error}</ErrorResponse>`);
};

/** A Publish as the service sees it. */
const published = ({ body }: LoopbackRequest) => Object.fromEntries(new URLSearchParams(body));
const textsOf = (request: LoopbackRequest): Record<string, string> => JSON.parse(published(request).Message ?? '{}');
const attributesOf = (request: LoopbackRequest): Record<string, string | undefined> => {
  const fields = published(request);
  const names = Object.keys(fields).filter((name) => /^MessageAttributes\.entry\.\d+\.Name$/.test(name));
  return Object.fromEntries(names.map((name) => [fields[name], fields[name.replace(/Name$/, 'Value.StringValue')]]));
};
const moods = ['failing', 'throttling', 'refusing', 'hanging', 'closing'] as const;

sinkContract('SNS', {
  keyed: true,
  moods,
  prepare: async (timeout) => ({
    sink: createSnsSink({ name: 'topic', topicArn: `${TOPIC}.fifo`, timeout }),
    secrets: [secretKey],
    received: () =>
      service.requests.map((request): Received => {
        const { Subject, MessageDeduplicationId } = published(request);
        return { text: [Subject, textsOf(request).email, textsOf(request).sms].join('\n'), key: MessageDeduplicationId };
      }),
    setMood: (mood) => {
      service.mood = mood;
    },
    stop: async () => {},
  }),
});

sinkContract('a text message', {
  keyed: false,
  moods,
  prepare: async (timeout) => ({
    sink: createSmsSink({ name: 'phone', phoneNumbers: ['+15550100'], timeout }),
    secrets: [secretKey],
    received: () => service.requests.map((request): Received => ({ text: published(request).Message ?? '' })),
    setMood: (mood) => {
      service.mood = mood;
    },
    stop: async () => {},
  }),
});

describe('SNS', () => {
  const sink = () => createSnsSink({ name: 'topic', topicArn: TOPIC, wording: { consoleUrl: 'https://console.example.com' } });

  test('says to each protocol what it can use', async () => {
    await sink().send(alertNotice(), signal);
    const [request] = service.requests as [LoopbackRequest];
    expect(published(request)).toMatchObject({
      Action: 'Publish',
      TopicArn: TOPIC,
      MessageStructure: 'json',
      Subject: 'CRITICAL CloudTrail logging stopped: user/mallory in 123456789012 us-east-1 2026-03-01 12:00 UTC',
    });
    expect(published(request)).not.toHaveProperty('MessageGroupId');
    const texts = textsOf(request);
    expect(texts.email).toContain('https://console.example.com/findings/0123456789abcdef0123456789abcdef');
    expect(texts.default).toBe(texts.email);
    for (const protocol of ['sqs', 'lambda', 'https']) {
      expect(JSON.parse(texts[protocol]!)).toMatchObject({
        id: 'notice-opened',
        kind: 'alert',
        change: 'opened',
        finding: sampleAlert.finding,
      });
    }
  });

  test('has attributes to filter by', async () => {
    for (const notice of [alertNotice({}, 'escalated'), digestNotice, testNotice]) await sink().send(notice, signal);
    const common = { account: '123456789012', rule: 'cloudtrail-stopped' };
    expect(service.requests.map(attributesOf)).toEqual([
      { ...common, severity: 'critical', change: 'escalated' },
      { ...common, severity: 'high', change: 'digest' },
      { ...common, severity: 'critical', change: 'test' },
    ]);
    expect(published(service.requests[0]!)['MessageAttributes.entry.1.Value.DataType']).toBe('String');
  });

  test('leaves out an attribute that would be empty', async () => {
    await sink().send(alertNotice({ account: '' }), signal);
    expect(attributesOf(service.requests[0]!)).not.toHaveProperty('account');
  });

  test('a FIFO topic gets the finding as group and the notice as deduplication id', async () => {
    await createSnsSink({ name: 'topic', topicArn: `${TOPIC}.fifo` }).send(alertNotice(), signal);
    expect(published(service.requests[0]!)).toMatchObject({
      MessageGroupId: sampleAlert.finding.id,
      MessageDeduplicationId: 'notice-opened',
    });
  });

  test('a message is never over 256 KB, and each part is still whole', async () => {
    const long = (length: number) => Array.from({ length }, (_, i) => `"${'管\\'.repeat(2000)}${i}`);
    const finding = {
      ...sampleAlert.finding,
      resources: long(20),
      context: { ...sampleAlert.finding.context, userAgents: long(10), sourceIPAddresses: long(10) },
    };
    const alert = { ...sampleAlert, finding, rule: { response: '管理者\n'.repeat(9000), references: long(50) } };
    const digest: Notice = { ...digestNotice, alerts: Array.from({ length: 50 }, () => alert) } as Notice;
    for (const notice of [{ kind: 'alert', id: 'x', alert } as Notice, digest]) await sink().send(notice, signal);
    for (const request of service.requests) {
      const { Message = '', ...rest } = published(request);
      expect(Buffer.byteLength(Message) + Buffer.byteLength(JSON.stringify(attributesOf(request)))).toBeLessThan(262_144);
      expect(rest.Subject).toBeTruthy();
      const texts = textsOf(request);
      expect(JSON.parse(texts.sqs!)).toMatchObject({ truncated: true, version: 1 });
      expect(texts.email).toContain('CloudTrail logging stopped');
      expect(texts.email).not.toContain('\ufffd');
    }
  });

  test.each(['AuthorizationError', 'NotFound', 'InvalidParameter', 'KMSDisabled'])('%s is for good', async (code) => {
    service.answers.fine = (_, response) => fails(response, code === 'NotFound' ? 404 : 400, code);
    await expect(sink().send(alertNotice(), signal)).rejects.toMatchObject({ code: 'SINK_REFUSED' });
  });

  test.each(['Throttled', 'InternalError', 'KMSThrottling', 'ExpiredToken'])('%s passes', async (code) => {
    service.answers.fine = (_, response) => fails(response, 400, code);
    await expect(sink().send(alertNotice(), signal)).rejects.toMatchObject({ code: 'SINK_FAILED' });
  });

  test('what is no topic is refused when it is made', () => {
    expect(() => createSnsSink({ name: 'topic', topicArn: 'alerts' })).toThrow(expect.objectContaining({ code: 'CONFIG_FIELD' }));
  });
});

describe('text messages', () => {
  const sink = () => createSmsSink({ name: 'phone', phoneNumbers: NUMBERS, senderId: 'trailwatch' });

  test('every number gets one part', async () => {
    for (const notice of notices) await sink().send(notice, signal);
    expect(new Set(service.requests.map((request) => published(request).PhoneNumber))).toEqual(new Set(NUMBERS));
    for (const request of service.requests) {
      expect(gsmLength(published(request).Message ?? '')).toBeLessThanOrEqual(140);
      expect(attributesOf(request)).toEqual({
        'AWS.SNS.SMS.SMSType': 'Transactional',
        'AWS.SNS.SMS.SenderID': 'trailwatch',
      });
    }
  });

  test('tried again, only who has got nothing is told', async () => {
    const fine = service.answers.fine!;
    service.answers.fine = (request, response) =>
      published(request).PhoneNumber === NUMBERS[1] ? fails(response, 500, 'InternalError') : fine(request, response);
    const phone = sink();
    await expect(phone.send(alertNotice(), signal)).rejects.toMatchObject({ code: 'SINK_FAILED' });
    service.answers.fine = fine;
    await phone.send(alertNotice(), signal);
    const told = service.requests.map((request) => published(request).PhoneNumber);
    expect(told.toSorted()).toEqual([NUMBERS[0], NUMBERS[1], NUMBERS[1]]);
  });
});
