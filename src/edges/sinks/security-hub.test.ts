import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopbackRequest, type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';
import { alertNotice, digestNotice, sampleAlert, testNotice } from './notice.cases.ts';
import { createSecurityHubSink } from './security-hub.ts';
import type { Notice } from './sink.ts';
import { type Received, sinkContract } from './sink.contract.ts';

const signal = new AbortController().signal;
const secretKey = 'aSecretAccessKeyOfTheTest';
const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';

let service: LoopbackService;
beforeEach(async () => {
  service = await startLoopbackService();
  vi.stubEnv('AWS_ENDPOINT_URL', service.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretKey);
  service.answers.fine = (request, response) => {
    if (request.url === '/findings/import') json(response, 200, { FailedCount: 0, SuccessCount: 1, FailedFindings: [] });
    else if (request.url === '/findings/batchupdate') json(response, 200, { ProcessedFindings: [], UnprocessedFindings: [] });
    else identity(response);
  };
  service.answers.refusing = (_, response) => fails(response, 400, 'InvalidInputException');
  service.answers.throttling = (_, response) => fails(response, 429, 'LimitExceededException');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

const json = (response: ServerResponse, status: number, body: object, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const fails = (response: ServerResponse, status: number, code: string) =>
  json(response, status, { Code: code, Message: 'no' }, { 'x-amzn-errortype': code });
const identity = (response: ServerResponse) => {
  const result = `<GetCallerIdentityResult><Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/alice</Arn></GetCallerIdentityResult>`;
  const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</GetCallerIdentityResponse>`;
  response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
};

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire
const bodies = (url: string): any[] =>
  service.requests.filter((one) => one.url === url).map(({ body }: LoopbackRequest) => JSON.parse(body));
const imports = () => bodies('/findings/import');

sinkContract('Security Hub', {
  keyed: false,
  exact: true,
  moods: ['failing', 'throttling', 'refusing', 'hanging', 'closing'],
  prepare: async (timeout) => ({
    sink: createSecurityHubSink({ name: 'hub', region: REGION, account: ACCOUNT, timeout }),
    secrets: [secretKey],
    received: () => imports().map((body): Received => ({ text: JSON.stringify(body) })),
    setMood: (mood) => {
      service.mood = mood;
    },
    stop: async () => {},
  }),
});

describe('Security Hub', () => {
  const send = async (notice: Notice, options = {}) => {
    await createSecurityHubSink({ name: 'hub', region: REGION, ...options }).send(notice, signal);
  };

  test('imports a finding under the default product of the account of the credentials', async () => {
    await send(alertNotice(), { wording: { consoleUrl: 'https://console.example.com' } });
    expect(imports()[0].Findings).toEqual([
      expect.objectContaining({
        SchemaVersion: '2018-10-08',
        Id: sampleAlert.finding.id,
        ProductArn: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`,
        AwsAccountId: ACCOUNT,
        SourceUrl: `https://console.example.com/findings/${sampleAlert.finding.id}`,
        Workflow: { Status: 'NOTIFIED' },
        RecordState: 'ACTIVE',
      }),
    ]);
  });

  test('asks only once whose credentials they are', async () => {
    const sink = createSecurityHubSink({ name: 'hub', region: REGION });
    for (const change of ['opened', 'repeated'] as const) await sink.send(alertNotice({}, change), signal);
    expect(service.requests.map(({ url }) => url)).toEqual(['/', '/findings/import', '/findings/import']);
  });

  test('archives what is resolved, and sets its workflow, which an import can not', async () => {
    await send(alertNotice({ status: 'closed' }, 'resolved'), { account: ACCOUNT });
    expect(imports()[0].Findings[0]).toMatchObject({ RecordState: 'ARCHIVED', Workflow: { Status: 'RESOLVED' } });
    expect(bodies('/findings/batchupdate')).toEqual([
      {
        FindingIdentifiers: [
          { Id: sampleAlert.finding.id, ProductArn: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default` },
        ],
        Workflow: { Status: 'RESOLVED' },
        Note: { Text: 'Resolved in trailwatch', UpdatedBy: 'trailwatch' },
      },
    ]);
  });

  test('imports a digest finding by finding, and a sample as one', async () => {
    await send(digestNotice, { account: ACCOUNT });
    await send(testNotice, { account: ACCOUNT });
    const [digest, sample] = imports();
    expect(digest.Findings).toHaveLength(50);
    expect(sample.Findings[0]).toMatchObject({
      Id: 'notice-test',
      Sample: true,
      RecordState: 'ARCHIVED',
      Title: expect.stringMatching(/^Test of trailwatch: /),
    });
  });

  test.each([
    ['InvalidInput', 'SINK_REFUSED'],
    ['AccessDenied', 'SINK_REFUSED'],
    ['InternalError', 'SINK_FAILED'],
    ['ThrottlingException', 'SINK_FAILED'],
  ])('a finding that is not taken for %s: %s, with the reason of AWS', async (ErrorCode, code) => {
    const refused = { Id: sampleAlert.finding.id, ErrorCode, ErrorMessage: 'Finding does not adhere to ASFF.\u001b[31m' };
    service.answers.fine = (_, response) => json(response, 200, { FailedCount: 1, SuccessCount: 0, FailedFindings: [refused] });
    await expect(send(alertNotice(), { account: ACCOUNT })).rejects.toMatchObject({
      code,
      message: `Security Hub did not take a finding: ${ErrorCode}: Finding does not adhere to ASFF.\\x1b[31m`,
    });
  });

  test.each([
    ['AccessDeniedException', 403, 'SINK_REFUSED'],
    ['InvalidAccessException', 401, 'SINK_REFUSED'],
    ['InternalException', 500, 'SINK_FAILED'],
    ['ExpiredTokenException', 403, 'SINK_FAILED'],
  ])('%s: %s %s', async (name, status, code) => {
    service.answers.fine = (_, response) => fails(response, status, name);
    await expect(send(alertNotice(), { account: ACCOUNT })).rejects.toMatchObject({ code });
  });
});
