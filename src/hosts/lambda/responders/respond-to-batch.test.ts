import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awsError, type Answers, fakeAws } from '../../../edges/aws/fake-aws.cases.ts';
import { makeResponder } from '../../../edges/responders/make-responder.ts';
import { type ResponderName, responderNames } from '../../../edges/responders/responder.ts';
import { createMemoryStore } from '../../../edges/stores/memory-store.ts';
import type { CallContext } from '../process-batch.ts';
import { sqsCall } from '../function-world.cases.ts';
import type { Telemetry } from '../telemetry.ts';
import { createResponderFunction } from './respond-to-batch.ts';
import { readResponderEnvironment } from './responder-environment.ts';

const ACCOUNT = '123456789012';
const example = (name: string) => JSON.parse(readFileSync(`examples/events/responders/${name}.json`, 'utf8'));
const context: CallContext = {
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:responder',
  getRemainingTimeInMillis: () => 60_000,
};

async function world(name: ResponderName, answers: Answers, variables: NodeJS.ProcessEnv = { RESPONDER_MODE: 'act' }) {
  const aws = fakeAws(answers);
  const store = createMemoryStore();
  const lines: { level: string; text: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const metrics = new Map<string, number>();
  const telemetry: Telemetry = {
    log: (level, text, fields = {}) => lines.push({ level, text, fields }),
    always() {},
    add: (metric, value) => metrics.set(metric, (metrics.get(metric) ?? 0) + value),
    begin() {},
    flush() {},
  };
  const environment = readResponderEnvironment({ STORE_TABLE: 'store', ...variables });
  const kept = { load: async () => undefined, save: async () => undefined };
  const responder = await makeResponder(name, { access: {}, memory: kept, ...environment });
  const self = async () => ({ account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/responder/x`, userId: 'AROAOWN:x' });
  const clock = { now: () => Date.parse('2026-01-31T12:00:00Z'), sleep: async () => undefined };
  const handle = createResponderFunction({ responder, environment, self, store, clock, telemetry });
  const findings = async () => (await store.findings({ limit: 10 })).findings;
  return { aws, store, lines, metrics, findings, call: (event: unknown) => handle(event, context) };
}

const OPEN = {
  GetObjectAcl: () => ({
    Grants: [{ Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' }],
  }),
  PutObjectAcl: () => ({}),
};
afterEach(() => vi.restoreAllMocks());

describe('the function of a responder', () => {
  it.each([
    ['the bucket itself', () => example('s3-object-created')],
    ['its queue', () => sqsCall(example('s3-object-created'))],
    [
      'a topic, through its queue',
      () => sqsCall({ Type: 'Notification', Message: JSON.stringify(example('s3-object-created')) }),
    ],
  ])(
    'called by %s, it makes a public object private, says so in a line that can be counted, and keeps a note',
    async (_by, event) => {
      const { call, aws, lines, metrics, findings } = await world('make-object-private', OPEN);
      await call(event());
      expect(aws.calls).toContainEqual([
        'PutObjectAcl',
        { Bucket: 'example-uploads', Key: 'reports/2026 q1.txt', ExpectedBucketOwner: ACCOUNT, ACL: 'private' },
      ]);
      expect(lines).toContainEqual({
        level: 'info',
        text: 'private!',
        fields: { bucket: 'example-uploads', key: 'reports/2026 q1.txt' },
      });
      expect(metrics.get('ResponsesDone')).toBe(1);
      const [stored] = await findings();
      expect(stored).toMatchObject({
        finding: { ruleId: 'responder-make-object-private', status: 'closed' },
        notes: [{ by: 'make-object-private', text: expect.stringContaining('done: its ACL gives READ to everybody') }],
      });
    },
  );

  it('only plans, where nothing says that it may act', async () => {
    const { call, aws, lines, findings } = await world('make-object-private', OPEN, {});
    await call(example('s3-object-created'));
    expect(aws.calls.map(([name]) => name)).toEqual(['GetObjectAcl']);
    expect(lines.map(({ text }) => text)).not.toContain('private!');
    expect((await findings())[0]?.notes?.[0]?.text).toContain('would act');
  });

  it('notes what it did with the finding that asked for it', async () => {
    const request = example('response-request');
    const any = await anyFinding();
    const finding = { ...any, finding: { ...any.finding, id: request.finding } };
    const { call, store } = await world('disable-access-key', {
      GetAccessKeyLastUsed: () => ({ UserName: 'alice' }),
      ListAccessKeys: () => ({ AccessKeyMetadata: [{ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Active' }] }),
      UpdateAccessKey: () => ({}),
    });
    await store.commit([{ cells: [], ledger: [], findings: [finding], messages: [], feeds: [] }], 0);
    await call(sqsCall(request));
    expect((await store.finding(request.finding))?.notes).toMatchObject([
      { by: 'disable-access-key', text: expect.stringContaining('iam:UpdateAccessKey') },
    ]);
  });

  it('one message that may go through later comes again, the others are done', async () => {
    let asked = 0;
    const { call, metrics } = await world('make-object-private', {
      ...OPEN,
      GetObjectAcl: () => {
        if (asked++ === 0) throw awsError('SlowDown', 503);
        return OPEN.GetObjectAcl();
      },
    });
    const answer = await call(sqsCall(example('s3-object-created'), example('s3-object-created')));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(metrics.get('ResponsesDone')).toBe(1);
  });

  it('what is denied is told and not tried again', async () => {
    const { call, lines, metrics, findings } = await world('make-object-private', {
      ...OPEN,
      PutObjectAcl: () => {
        throw awsError('AccessDenied', 403);
      },
    });
    expect(await call(sqsCall(example('s3-object-created')))).toEqual({ batchItemFailures: [] });
    expect(metrics.get('ResponsesRefused')).toBe(1);
    expect(lines.at(-1)).toMatchObject({ level: 'warn', text: expect.stringContaining('AWS denied s3:PutObjectAcl') });
    expect((await findings())[0]?.notes?.[0]?.text).toContain('AWS denied s3:PutObjectAcl');
  });

  it.each([['no JSON'], ['[]'], ['{"a":1}'], ['{"trailwatch":"response","finding":"x","target":{"kind":"planet"}}']])(
    'a message that is none, %s, ends as a dead letter',
    async (body) => {
      const { call } = await world('make-object-private', OPEN);
      expect(await call(sqsCall(body))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    },
  );

  it('S3’s test of a notification is nothing', async () => {
    const { call, aws } = await world('make-object-private', OPEN);
    expect(await call(sqsCall({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'example-uploads' }))).toEqual({
      batchItemFailures: [],
    });
    expect(aws.calls).toEqual([]);
  });

  it('a message may not say what it is allowed: accounts and mode are the function’s', async () => {
    const { call, aws, lines } = await world(
      'disable-access-key',
      {},
      { RESPONDER_MODE: 'act', RESPONDER_ACCOUNTS: '111122223333' },
    );
    await call(sqsCall({ ...example('response-request'), mode: 'act', accounts: [ACCOUNT] }));
    expect(aws.calls).toEqual([]);
    expect(lines.at(-1)?.text).toContain('not among those');
  });

  it('an event of its own doing is left alone', async () => {
    const { call, aws } = await world('make-object-private', OPEN);
    const event = example('s3-object-created');
    event.Records[0].userIdentity.principalId = 'AWS:AROAOWN:some-session';
    await call(event);
    expect(aws.calls).toEqual([]);
  });
});

it('each example is one of some responder', async () => {
  for (const file of readdirSync('examples/events/responders')) {
    const event = JSON.parse(readFileSync(`examples/events/responders/${file}`, 'utf8'));
    const lines = await Promise.all(
      responderNames.map(async (name) => {
        const made = await world(name, {}, { RESPONDER_MODE: 'observe' });
        await made.call(event);
        return made.lines;
      }),
    );
    expect([file, lines.flat().some(({ text }) => text.includes('would look at it'))]).toEqual([file, true]);
  }
});

it('each responder has a function, by its name', () => {
  const files = readdirSync('src/hosts/lambda').filter((name) => name.startsWith('respond-'));
  expect(files.sort()).toEqual(responderNames.map((name) => `respond-${name}.ts`).sort());
});

async function anyFinding() {
  const { call, findings } = await world('make-object-private', OPEN);
  await call(example('s3-object-created'));
  const [stored] = await findings();
  const { notes: _, ...rest } = stored!;
  return rest;
}
