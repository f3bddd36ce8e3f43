import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatProblem, Problem } from '../../../base/problem.ts';
import type { TrailState } from '../../../edges/aws/use/doctor-calls.ts';
import { getCallerIdentity } from '../../../edges/aws/use/sts.ts';
import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import { loadConfigSet } from '../../config/config-set.ts';
import { resolveSecrets } from '../../config/resolve-secrets.ts';
import type { AwsCalls } from './aws-calls.ts';
import { identityChecks, trailCheck } from './aws-checks.ts';
import { type Check, type CheckResult, ok, runChecks } from './check.ts';
import { checksFor } from './checks.ts';
import { diskCheck, storeCheck, versionCheck } from './local-checks.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
const trail: TrailState = { name: 'main', multiRegion: true, validation: true, logging: true, deliveryError: undefined };

/** An account in which all is well. */
const fine: AwsCalls = {
  getCallerIdentity: async () => ({
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/ops',
    userId: 'AIDAEXAMPLE',
    answeredAt: NOW,
  }),
  getQueueState: async () => ({ waiting: 3, inFlight: 1, visibilityTimeout: 30, deadLetters: true }),
  getQueueAge: async () => 120,
  lookupNewestEvent: async () => NOW - HOUR,
  getTrailStates: async () => [trail],
  probeBucket: async () => 'read',
  getTopicState: async () => ({ confirmed: 2, pending: 0 }),
  getSmsState: async () => ({ isInSandbox: false, monthlyLimit: 50 }),
  describeEventBus: async () => 'arn:aws:events:eu-west-1:123456789012:event-bus/alerts',
  getRecordedDataEvents: async () => new Set(['AWS::S3::Object']),
  describeHub: async () => 'arn:aws:securityhub:eu-west-1:123456789012:hub/default',
};
const denied = async (): Promise<never> => {
  throw new Problem('AWS_DENIED', 'AWS denied sqs:GetQueueAttributes', {
    at: { file: 'q' },
    hint: 'Allow sqs:GetQueueAttributes on q',
  });
};

async function outcomes(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  return runChecks(checks, 20_000);
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function checksOf(yaml: string, calls: AwsCalls = fine): Promise<Check[]> {
  const file = join(folder, 'trailwatch.yaml');
  writeFileSync(join(folder, 'one.json'), JSON.stringify({ source: ['aws.ec2'] }));
  writeFileSync(file, `rules: { set: none, paths: [one.json] }\n${yaml}`);
  const { set, problems } = await loadConfigSet({ file, environment: {} });
  expect(problems.map(formatProblem)).toEqual([]);
  return checksFor(set!, { calls, secrets: resolveSecrets(set!.loaded), openStore: openEmbeddedStore, now: () => NOW });
}

const everything = `
sources:
  - { type: lookup-events, regions: [eu-west-1, us-east-1], profile: prod }
  - { type: sqs, queue_url: "https://sqs.eu-west-1.amazonaws.com/123456789012/trail" }
  - { type: s3, bucket: my-trail }
  - { type: folder, path: . }
sinks:
  topic: { type: sns, topic_arn: "arn:aws:sns:eu-west-1:123456789012:alerts" }
  phone: { type: sms, phone_numbers: ["+12025550123"] }
  bus: { type: eventbridge, bus: alerts }
  hub: { type: security-hub }
  file: { type: file, path: alerts.jsonl }
  screen: { type: stdout }
`;

describe('all that a configuration needs', () => {
  it('is well where all is well', async () => {
    const results = await outcomes(await checksOf(everything));
    expect(results.filter(({ status, name }) => status !== 'ok' && name !== 'disk space')).toEqual([]);
    const names = results.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(
      expect.arrayContaining([
        'credentials (prod)',
        'credentials',
        'clock',
        'trails (prod)',
        'source lookup-events us-east-1 (prod)',
        'source sqs trail',
        'sink topic (sns)',
        'sink screen (stdout)',
        'store',
        'versions',
        'rules',
      ]),
    );
  });

  it('an event rule that needs data events which no trail records is told', async () => {
    const rule = (name: string, source: string, call: string) =>
      writeFileSync(
        join(folder, `${name}.yaml`),
        `Name: ${name}\nEventPattern: {detail: {eventSource: [${source}], eventName: [${call}]}}\nTargets: [{Id: a, Arn: "sink:s"}]`,
      );
    rule('objects', 's3.amazonaws.com', 'DeleteObject');
    rule('calls', 'lambda.amazonaws.com', 'Invoke');
    rule('buckets', 's3.amazonaws.com', 'PutBucketPolicy');
    const yaml = 'sources: [{ type: lookup-events }]\nsinks: { s: { type: stdout } }\n';
    const check = async (files: string) =>
      (await outcomes(await checksOf(`${yaml}event_rules: [${files}]\n`))).find(({ name }) => name === 'data events');
    expect(await check('buckets.yaml')).toBeUndefined();
    expect(await check('objects.yaml')).toMatchObject({ status: 'ok' });
    expect(await check('objects.yaml, calls.yaml')).toMatchObject({
      status: 'warn',
      detail: 'no trail records Lambda data events, which calls waits for',
    });
  });

  it('asks AWS nothing where nothing is of AWS', async () => {
    const calls = new Proxy(fine, {
      get: () => () => {
        throw new Error('asked');
      },
    });
    const results = await outcomes(await checksOf('sources: [{ type: stdin }]\nsinks: { a: { type: stdout } }\n', calls));
    expect(results.filter(({ status, name }) => status === 'fail' && name !== 'disk space')).toEqual([]);
  });

  it.each<[string, Partial<AwsCalls>, string, Partial<CheckResult>]>([
    [
      'a permission',
      { getQueueState: denied },
      'source sqs trail',
      { status: 'fail', remedy: 'Allow sqs:GetQueueAttributes on q' },
    ],
    [
      'a dead-letter queue',
      { getQueueState: async () => ({ waiting: 0, inFlight: 0, visibilityTimeout: 30, deadLetters: false }) },
      'source sqs trail',
      { status: 'warn' },
    ],
    ['timeliness', { getQueueAge: async () => 3600 }, 'source sqs trail', { status: 'warn' }],
    ['a confirmation', { getTopicState: async () => ({ confirmed: 1, pending: 1 }) }, 'sink topic (sns)', { status: 'warn' }],
    ['a subscriber', { getTopicState: async () => ({ confirmed: 0, pending: 0 }) }, 'sink topic (sns)', { status: 'warn' }],
    [
      'a way out of the sandbox',
      { getSmsState: async () => ({ isInSandbox: true, monthlyLimit: 50 }) },
      'sink phone (sms)',
      { status: 'warn' },
    ],
    [
      'a limit that was never raised',
      { getSmsState: async () => ({ isInSandbox: false, monthlyLimit: 1 }) },
      'sink phone (sms)',
      { status: 'warn' },
    ],
    ['an object', { probeBucket: async () => 'empty' as const }, 'source s3 my-trail', { status: 'warn' }],
  ])('says that %s is missing', async (_, calls, name, expected) => {
    const results = await outcomes(await checksOf(everything, { ...fine, ...calls }));
    expect(results.find((result) => result.name === name)).toMatchObject({ ...expected, remedy: expect.any(String) });
  });
});

describe('the clock', () => {
  it.each([
    [0, 'ok'],
    [50_000, 'ok'],
    [-61_000, 'warn'],
    [299_000, 'warn'],
    [301_000, 'fail'],
    [-3_600_000, 'fail'],
  ])('%d ms off is %s', async (off, status) => {
    const [, clock] = await outcomes(identityChecks({}, fine, () => NOW + off));
    expect(clock).toMatchObject({ name: 'clock', status });
  });

  it("AWS's own is in the header of the answer", async () => {
    const server = createHttp((_, response) => {
      response.setHeader('date', 'Mon, 01 Jun 2026 11:50:00 GMT');
      response.setHeader('content-type', 'text/xml');
      response.end(
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ops</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
    });
    await withAws(server, async () => {
      const answer = {
        account: '123456789012',
        arn: 'arn:aws:iam::123456789012:user/ops',
        userId: 'AIDAEXAMPLE',
        answeredAt: NOW - 600_000,
      };
      expect(await getCallerIdentity()).toEqual(answer);
      const calls = { ...fine, getCallerIdentity };
      const [identity, clock] = await outcomes(identityChecks({}, calls, () => NOW));
      expect(identity).toMatchObject({ status: 'ok', detail: expect.stringContaining('123456789012') });
      expect(clock).toMatchObject({ status: 'fail', detail: expect.stringContaining('600 s ahead of AWS') });
    });
  });
});

/** With the SDK sent to a server of our own. */
async function withAws(server: Server, work: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = { ...process.env };
  process.env.AWS_ENDPOINT_URL_STS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'synthetic';
  try {
    await work();
  } finally {
    for (const name of ['AWS_ENDPOINT_URL_STS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it.each<[string, readonly TrailState[], string, string]>([
  ['none', [], 'warn', 'no trail'],
  ['one that was stopped', [{ ...trail, logging: false }], 'fail', 'no trail is logging'],
  ['one of two that was stopped', [trail, { ...trail, name: 'old', logging: false }], 'warn', 'old: not logging'],
  ['one that may not write', [{ ...trail, deliveryError: 'AccessDenied' }], 'fail', 'AccessDenied'],
  ['one of a single region', [{ ...trail, multiRegion: false }], 'warn', 'all regions'],
  ['one without digests', [{ ...trail, validation: false }], 'warn', 'no digests'],
  ['a good one', [trail], 'ok', 'logging, all regions, with validation'],
])('trails: %s', async (_, trails, status, part) => {
  const [result] = await outcomes([trailCheck({}, { ...fine, getTrailStates: async () => [...trails] })]);
  expect(result).toMatchObject({ status, detail: expect.stringContaining(part) });
});

describe('what is here', () => {
  it('a store that is not there yet', async () => {
    const [here, nowhere] = await outcomes([
      storeCheck(join(folder, 'x.db'), openEmbeddedStore),
      storeCheck(join(folder, 'no/such/x.db'), openEmbeddedStore),
    ]);
    expect(here).toMatchObject({ status: 'ok', detail: expect.stringContaining('first run') });
    expect(nowhere).toMatchObject({ status: 'fail' });
  });

  it('a store, and a file that is none', async () => {
    const path = join(folder, 'x.db');
    await (await openEmbeddedStore({ path })).close();
    writeFileSync(join(folder, 'y.db'), 'something else that is quite long enough to be looked at');
    const [store, other] = await outcomes([
      storeCheck(path, openEmbeddedStore),
      storeCheck(join(folder, 'y.db'), openEmbeddedStore),
    ]);
    expect(store).toMatchObject({ status: 'ok', detail: expect.stringContaining('0 open findings') });
    expect(other).toMatchObject({ status: 'fail', remedy: expect.any(String) });
  });

  it.each([
    [50_000, 'fail'],
    [500_000, 'warn'],
    [5_000_000, 'ok'],
  ])('%d blocks of a kilobyte free: %s', async (bavail, status) => {
    const [result] = await outcomes([diskCheck('/x/y.db', async () => ({ bavail, bsize: 1024 }))]);
    expect(result).toMatchObject({ status });
  });

  it.each([
    ['20.18.3', 'fail'],
    ['20.19.0', 'ok'],
    ['18.20.0', 'fail'],
    ['24.1.0', 'ok'],
  ])('Node %s: %s', async (node, status) => {
    expect(await outcomes([versionCheck(node)])).toMatchObject([{ status }]);
  });

  it('a secret that is not there fails by name, and its sink with it', async () => {
    const results = await outcomes(await checksOf(`sinks: { t: { type: teams, webhook_url: "\${NO_SUCH_VARIABLE}" } }\n`));
    expect(results.filter(({ status }) => status === 'fail').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['secrets', 'sink t (teams)']),
    );
  });
});

it('sinks are connected to, and sent nothing', async () => {
  let heard = '';
  const server = createTcp((socket) => {
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const checks = await checksOf(`sinks: { w: { type: webhook, url: "http://127.0.0.1:${port}/token-in-path" } }\n`);
  const before = (await outcomes(checks)).find(({ name }) => name.startsWith('sink'));
  await new Promise((resolve) => server.close(resolve));
  const after = (await outcomes(checks)).find(({ name }) => name.startsWith('sink'));
  expect(before).toMatchObject({ status: 'ok' });
  expect(after).toMatchObject({ status: 'fail', detail: expect.stringContaining('ECONNREFUSED') });
  expect(heard).toBe('');
  expect(JSON.stringify([before, after])).not.toContain('token-in-path');
});

it('a check that never ends is ended, and the others are not kept waiting', async () => {
  let aborted = false;
  const checks: Check[] = [
    {
      name: 'hangs',
      run: (signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
    },
    { name: 'breaks', run: () => Promise.reject(new Error('boom')) },
    { name: 'fine', run: async () => ok('yes') },
  ];
  const results = await runChecks(checks, 50);
  expect(results.map(({ name, status, detail }) => `${name} ${status} ${detail}`)).toEqual([
    'hangs fail no answer in 0.05 s',
    'breaks fail boom',
    'fine ok yes',
  ]);
  expect(aborted).toBe(true);
});
