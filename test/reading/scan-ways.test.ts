import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { filesSource } from '../../src/edges/sources/files.ts';
import { s3Source } from '../../src/edges/sources/s3.ts';
import type { Source } from '../../src/edges/sources/source.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createPolicy, type Policy } from '../../src/engine/findings/policy.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import { selectRules } from '../../src/engine/rules/select.ts';
import { createScanReaders, type ScanReaders } from '../../src/hosts/cli/scan-readers.ts';
import type { ScanWorkerData } from '../../src/hosts/cli/scan-worker.ts';
import { whenOf } from '../../src/hosts/config/when.ts';
import { readRuleFiles } from '../../src/hosts/rules/rule-files.ts';
import { createFileReader } from '../../src/pipeline/read-file.ts';
import { serialize, simulate } from '../../src/simulation/simulate.ts';
import { type LoopbackS3, startLoopbackS3 } from '../aws/loopback-s3.ts';
import { denied, scanned, takingOptions } from './scanned.ts';
import { waitingAgrees } from './waiting-agreement.ts';

const EVENTS = 8_000;
const FILES = 15;
/** With all of the pack each thread would take most of its time to begin. */
const RULES = ['cloudtrail', 'ec2', 'recon', 's3', 'secrets', 'signin', 'sts'];
let folder: string;
let engine: Engine;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-waiting-'));
  let records: unknown[] = [];
  let number = 0;
  for (const file of simulate({ events: EVENTS })) {
    records.push(...file.records);
    if (records.length < EVENTS / FILES) continue;
    writeFileSync(
      join(folder, `${String(number++).padStart(3, '0')}.json.gz`),
      gzipSync(serialize({ path: '', records: records as never })),
    );
    records = [];
  }
  engine = engineOf(RULES.map((name) => `rules/aws/${name}`));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is found in all files, read by one thread. */
const whole = () => (wholeScan ??= scanned(filesSource(folder), engine));
let wholeScan: ReturnType<typeof scanned> | undefined;

function engineOf(folders: readonly string[]): Engine {
  const loaded = loadRules(readRuleFiles([...folders, 'rules/lists', 'rules/monitored_events.json']));
  const { rules, series } = selectRules(loaded, () => true);
  return createEngine(rules, series);
}

/** The same files, changed on the way. */
function changed(change: (bytes: Uint8Array) => Uint8Array, again = true): Source {
  const { list, reopen, ...source } = filesSource(folder);
  return {
    ...source,
    ...(again && { reopen }),
    async *list() {
      for await (const listed of list()) {
        if (listed.kind !== 'delivery') yield listed;
        else {
          const { delivery } = listed;
          const open = async () => change((await delivery.open()) as Uint8Array);
          yield { kind: 'delivery', delivery: { ...delivery, open } };
        }
      }
    },
  };
}

it('finds the same whether records wait, are all parsed, or can not be read again', async () => {
  const pack = engineOf(['rules/aws']);
  const found = await scanned(filesSource(folder), pack);
  expect(found.findings.length).toBeGreaterThan(50);
  expect(found.rejects).toEqual([]);
  expect(
    await scanned(
      changed((bytes) => bytes, false),
      pack,
    ),
  ).toEqual(found);
  const lines = (bytes: Uint8Array) => {
    const { Records } = JSON.parse(gunzipSync(bytes).toString()) as { Records: object[] };
    return Buffer.from(Records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  };
  expect(await scanned(changed(lines), pack)).toEqual(found);
});

const head = { severity: 'high', dialect: 'sigma', attack: [], place: {} } as const;
const bursts = createEngine(
  [
    {
      ...head,
      ...{ id: 'denied', title: 'Denied', silent: true },
      when: { op: 'field', path: 'detail.errorCode', test: { is: 'equals', value: 'AccessDenied' } },
    },
  ],
  [
    {
      ...head,
      ...{ id: 'burst', title: 'Denied call burst', of: ['denied'], generate: false },
      by: [{ name: 'userIdentity.arn', paths: { denied: 'detail.userIdentity.arn' } }],
      series: { kind: 'count', timespan: 600_000, condition: { gte: 5 } },
    },
  ],
);

/** `a` is denied five times within ten minutes, in two files; `b` and `c` are not. */
function writeBurst(): string {
  const own = mkdtempSync(join(tmpdir(), 'trailwatch-burst-'));
  const files = [
    ['b0', 'b11', 'b22', 'b33', 'b44', 'b55', 'a1'],
    ['c1', 'a2', 'a3', 'c2', 'a4', 'a3'],
    ['c3', 'a5', 'b1'],
  ];
  for (const [number, names] of files.entries()) {
    const records = names.map((name) => denied(name.slice(0, 1), Number(name.slice(1))));
    writeFileSync(join(own, `${number}.json`), JSON.stringify({ Records: records }));
  }
  return own;
}

it('what has waited is read again where its group reaches the condition', async () => {
  const own = writeBurst();
  let again = 0;
  const source = filesSource(own);
  const reopen = (file: string) => {
    again++;
    return source.reopen!(file);
  };
  const watched = { ...source, reopen };
  const found = await scanned(watched, bursts);
  expect(found.findings).toMatchObject([{ ruleId: 'burst', count: 5, actor: 'arn:aws:iam::123456789012:user/a' }]);
  expect(again).toBeGreaterThan(1);
  const { reopen: _reopen, ...once } = source;
  expect(await scanned(once, bursts)).toEqual(found);
  rmSync(own, { recursive: true });
});

it('a file that is gone when it has to be read again is a reject', async () => {
  const own = writeBurst();
  const source = filesSource(own);
  const { rejects } = await scanned({ ...source, reopen: () => undefined }, bursts);
  expect(rejects.map(({ code }) => code)).toContain('READ_FAILED');
  rmSync(own, { recursive: true });
});

const WORKER = new URL('../../dist/hosts/cli/scan-worker.js', import.meta.url);

function readersOf(threads: number, script = WORKER, exceptions: ScanWorkerData['exceptions'] = []) {
  const rules = { rules: engine.rules, series: engine.series };
  return createScanReaders(threads, { rules, options: takingOptions, exceptions }, { script, worthIt: 0 })!;
}

/** With readers that are closed when it is done. */
async function scannedBy(source: Source, readers: ScanReaders, policy?: Policy) {
  try {
    return await scanned(source, engine, readers, policy);
  } finally {
    readers.close();
  }
}

it('finds the same with any number of threads', async () => {
  const found = await whole();
  expect(await scannedBy(filesSource(folder), readersOf(3))).toEqual(found);
});

it('finds the same when one of the workers is the thread that all comes together in', async () => {
  const found = await whole();
  const here = createFileReader(engine, takingOptions);
  const data = { rules: { rules: engine.rules, series: engine.series }, options: takingOptions, exceptions: [] };
  const readers = createScanReaders(2, data, { script: WORKER, worthIt: 0, here })!;
  expect(await scannedBy(filesSource(folder), readers)).toEqual(found);
});

it('a scan that is stopped concludes with what there is, while threads are still reading', async () => {
  let steps = 0;
  const readers = readersOf(2);
  const { events, findings } = await scanned(filesSource(folder), engine, readers, undefined, () => ++steps > 4);
  expect(events).toBeGreaterThan(800);
  expect(events).toBeLessThan(8_000);
  expect(findings.length).toBeGreaterThan(0);
});

describe('from S3', () => {
  let s3: LoopbackS3;
  beforeAll(async () => {
    s3 = await startLoopbackS3();
    s3.latency = 5;
    s3.buckets.set('logs', new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])));
    vi.stubEnv('AWS_ENDPOINT_URL', s3.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await s3.close();
  });

  /** Files are named otherwise there, and nothing else may differ. */
  const named = <T>(found: T): T => JSON.parse(JSON.stringify(found).replaceAll('s3://logs/', `${folder}/`));

  it('finds the same as from files, with one thread and with more, and with requests that fail', async () => {
    const found = named(await whole());
    expect(named(await scanned(s3Source('s3://logs'), engine))).toEqual(found);
    s3.faults.set('logs/003.json.gz', { status: 503, code: 'SlowDown', times: 4 });
    s3.faults.set('logs/005.json.gz', { breakAfter: 10_000, times: 2 });
    expect(named(await scannedBy(s3Source('s3://logs'), readersOf(2)))).toEqual(found);
  });

  it('what has waited is read again', async () => {
    const own = writeBurst();
    s3.buckets.set('burst', new Map(readdirSync(own).map((name) => [name, readFileSync(join(own, name))])));
    const { findings, rejects } = await scanned(s3Source('s3://burst'), bursts);
    expect(rejects).toEqual([]);
    expect(findings).toMatchObject([{ ruleId: 'burst', count: 5, actor: 'arn:aws:iam::123456789012:user/a' }]);
    rmSync(own, { recursive: true });
  });

  it('an object whose thread dies is fetched once more; one that can not be had is a reject', async () => {
    const found = named(await whole());
    const script = new URL('./faltering-worker.mjs', import.meta.url);
    expect(named(await scannedBy(s3Source('s3://logs'), readersOf(2, script)))).toEqual(found);
    rmSync(join(tmpdir(), 'trailwatch-faltering'), { force: true });
    s3.faults.set('logs/004.json.gz', { status: 403, code: 'AccessDenied' });
    const { rejects } = await scannedBy(s3Source('s3://logs'), readersOf(2));
    expect(rejects.map(({ code, at }) => [code, at?.file])).toEqual([['S3_DENIED', 's3://logs/004.json.gz']]);
  });
});

describe('files that stream, in parts', () => {
  let big: string;
  beforeAll(() => {
    big = mkdtempSync(join(tmpdir(), 'trailwatch-parts-'));
    for (const name of ['a', 'b', 'c']) {
      const lines = Array.from({ length: 8_000 }, (_, i) => JSON.stringify(stopLogging(name, i)));
      writeFileSync(join(big, `${name}.json`), lines.join('\n'));
    }
  });
  afterAll(() => rmSync(big, { recursive: true, force: true }));

  const wholeOfBig = () => (bigScan ??= scanned(filesSource(big), engine));
  let bigScan: ReturnType<typeof scanned> | undefined;

  it('finds the same when threads are far ahead of who takes the parts', async () => {
    const found = await wholeOfBig();
    expect(found.matches).toBeGreaterThanOrEqual(24_000);
    expect(await scannedBy(filesSource(big), readersOf(2))).toEqual(found);
  });

  it('finds the same when a thread dies in the middle, after some parts were taken', async () => {
    const found = await wholeOfBig();
    const script = new URL('./faltering-worker.mjs', import.meta.url);
    expect(await scannedBy(filesSource(big), readersOf(2, script))).toEqual(found);
    rmSync(join(tmpdir(), 'trailwatch-faltering'), { force: true });
  });

  it('exceptions of a configuration cover the same events', async () => {
    const predicates = [
      { op: 'field', path: 'detail.requestParameters.name', test: { is: 'equals', value: 'trail-b' } },
    ] as const;
    const exception = { id: 'known', expires: Date.UTC(2026, 0, 31, 13), predicates };
    const policy = createPolicy({
      exceptions: [{ ...exception, on: 'event', owner: 'ops', reason: 'known', when: whenOf(predicates) }],
      severities: [{ account: '123456789012', severity: 'low' }],
    });
    const found = await scanned(filesSource(big), engine, undefined, policy);
    expect(new Set(found.findings.map(({ suppressedBy }) => suppressedBy))).toEqual(new Set([undefined, 'known']));
    expect(await scannedBy(filesSource(big), readersOf(2, WORKER, [exception]), policy)).toEqual(found);
  });
});

function stopLogging(name: string, number: number): object {
  return {
    ...{ eventVersion: '1.08', eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com', eventType: 'AwsApiCall' },
    ...{ eventID: `${name}-${number}`, eventTime: `2026-01-31T12:00:0${number % 5}Z`, awsRegion: 'us-east-1' },
    ...{ sourceIPAddress: '192.0.2.10', userAgent: 'aws-cli', requestParameters: { name: `trail-${name}` } },
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/${name}${number % 7}`, accountId: '123456789012' },
  };
}

it('what a thread had counted when it died is counted once more', async () => {
  const own = writeBurst();
  for (const name of readdirSync(own)) writeFileSync(join(own, `00${name}.gz`), gzipSync(readFileSync(join(own, name))));
  const source = { ...filesSource(own), list: () => filesSource(own).list() };
  for (const name of readdirSync(own)) if (!name.endsWith('.gz')) rmSync(join(own, name));
  const found = await scanned(source, bursts);
  expect(found.findings).toHaveLength(1);
  const script = new URL('./faltering-worker.mjs', import.meta.url);
  const data = { rules: { rules: bursts.rules, series: bursts.series }, options: takingOptions, exceptions: [] };
  const readers = createScanReaders(2, data, { script, worthIt: 0 })!;
  expect(await scanned(source, bursts, readers)).toEqual(found);
  expect(existsSync(join(tmpdir(), 'trailwatch-faltering'))).toBe(true);
  rmSync(join(tmpdir(), 'trailwatch-faltering'));
  rmSync(own, { recursive: true });
});

it('a file that ends the thread that reads it is tried once more and then a reject; the others are read', async () => {
  const script = new URL('./dying-worker.mjs', import.meta.url);
  const readers = readersOf(2, script);
  const { rejects, events } = await scanned(filesSource(folder), engine, readers);
  readers.close();
  expect(rejects.map(({ code, at }) => [code, at?.file?.slice(-11)])).toEqual([['READ_FAILED', '002.json.gz']]);
  expect(events).toBeGreaterThan(FILES - 4);
});

it('random calls in random files: what series find does not depend on whether records wait', () => waitingAgrees(8));
