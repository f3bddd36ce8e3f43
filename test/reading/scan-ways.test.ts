import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesSource } from '../../src/edges/sources/files.ts';
import type { Source } from '../../src/edges/sources/source.ts';
import { createDiskSpill } from '../../src/edges/spill/disk-spill.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import { selectRules } from '../../src/engine/rules/select.ts';
import { readRuleFiles } from '../../src/hosts/rules/rule-files.ts';
import type { Problem } from '../../src/base/problem.ts';
import type { Finding } from '../../src/model/finding.ts';
import { serialize, simulate } from '../../src/simulation/simulate.ts';
import { createScanReaders } from '../../src/hosts/cli/scan-readers.ts';
import type { FileReaders } from '../../src/pipeline/file-result.ts';
import { scan } from '../../src/pipeline/scan.ts';

let folder: string;
let engine: Engine;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-waiting-'));
  let records: unknown[] = [];
  let number = 0;
  for (const file of simulate({ events: 12_000 })) {
    records.push(...file.records);
    if (records.length < 800) continue;
    writeFileSync(
      join(folder, `${String(number++).padStart(3, '0')}.json.gz`),
      gzipSync(serialize({ path: '', records: records as never })),
    );
    records = [];
  }
  const loaded = selectRules(loadRules(readRuleFiles(['rules/aws', 'rules/lists', 'rules/monitored_events.json'])), () => true);
  engine = createEngine(loaded.rules, loaded.series);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scanned(source: Source, by: Engine = engine, readers?: FileReaders) {
  const findings: Finding[] = [];
  const rejects: Problem[] = [];
  const spill = createDiskSpill();
  const options = {
    emit: 'findings',
    accounts: new Set<string>(),
    regions: new Set<string>(),
    keepRaw: false,
    stopped: () => false,
    readers,
  } as const;
  const counts = await scan([source], by, spill, options, {
    finding: (finding) => void findings.push(finding),
    match: () => undefined,
    reject: (problem) => void rejects.push(problem),
    progress: () => undefined,
  });
  spill.close();
  const { events, matches } = counts;
  return { findings, rejects, events, matches };
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
  const found = await scanned(filesSource(folder));
  expect(found.findings.length).toBeGreaterThan(50);
  expect(found.rejects).toEqual([]);
  expect(await scanned(changed((bytes) => bytes, false))).toEqual(found);
  const lines = (bytes: Uint8Array) => {
    const { Records } = JSON.parse(gunzipSync(bytes).toString()) as { Records: object[] };
    return Buffer.from(Records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  };
  expect(await scanned(changed(lines))).toEqual(found);
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

function denied(user: string, minute: number): object {
  return {
    ...{ eventVersion: '1.08', eventName: 'GetObject', eventSource: 's3.amazonaws.com', errorCode: 'AccessDenied' },
    ...{
      eventID: `${user}-${minute}`,
      eventTime: new Date(Date.UTC(2026, 0, 31, 12, minute)).toISOString().replace('.000Z', 'Z'),
    },
    ...{ awsRegion: 'us-east-1', sourceIPAddress: '192.0.2.10', requestParameters: { padding: 'x'.repeat(100_000) } },
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/${user}`, accountId: '123456789012' },
  };
}

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

function readersOf(threads: number, script: URL) {
  const options = { emit: 'findings', accounts: new Set<string>(), regions: new Set<string>(), keepRaw: false } as const;
  const rules = { rules: engine.rules, series: engine.series };
  return createScanReaders(threads, { rules, options }, { script, worthIt: 0 })!;
}

it('finds the same with any number of threads', async () => {
  const found = await scanned(filesSource(folder));
  const script = new URL('../../dist/hosts/cli/scan-worker.js', import.meta.url);
  for (const threads of [2, 3]) {
    const readers = readersOf(threads, script);
    expect(await scanned(filesSource(folder), engine, readers)).toEqual(found);
    readers.close();
  }
});

it('a file that ends the thread that reads it is tried once more and then a reject; the others are read', async () => {
  const script = new URL('./dying-worker.mjs', import.meta.url);
  const readers = readersOf(2, script);
  const { rejects, events } = await scanned(filesSource(folder), engine, readers);
  readers.close();
  expect(rejects.map(({ code, at }) => [code, at?.file?.slice(-11)])).toEqual([['READ_FAILED', '002.json.gz']]);
  const files = 12_000 / 800;
  expect(events).toBeGreaterThan(files - 4);
});

const feeding = ['denied', 'allowed'] as const;
const seriesHead = {
  ...head,
  by: [{ name: 'key', paths: pathsTo('userIdentity.accessKeyId') }],
  generate: false,
  title: 'series',
};
const many = createEngine(
  feeding.map((id) => ({
    ...head,
    ...{ id, title: id, silent: true },
    when: {
      op: 'field',
      path: 'detail.errorCode',
      test: id === 'denied' ? { is: 'equals', value: 'AccessDenied' } : { is: 'absent' },
    },
  })),
  [
    { ...seriesHead, id: 'count', of: ['denied'], series: { kind: 'count', timespan: 300_000, condition: { gte: 3 } } },
    {
      ...{ ...seriesHead, id: 'distinct', of: ['denied', 'allowed'] },
      series: { kind: 'distinct', field: 'detail.sourceIPAddress', timespan: 600_000, condition: { gte: 3 } },
    },
    { ...seriesHead, id: 'temporal', of: [...feeding], series: { kind: 'temporal', ordered: true, timespan: 120_000 } },
  ],
);

function pathsTo(path: string) {
  return Object.fromEntries(feeding.map((id) => [id, `detail.${path}`]));
}

const call = fc.record({ key: fc.nat(3), minute: fc.nat(60), address: fc.nat(4), isDenied: fc.boolean() });

it('random calls in random files: what series find does not depend on whether records wait', async () => {
  const own = mkdtempSync(join(tmpdir(), 'trailwatch-random-'));
  // From here on it pays to leave records out.
  writeFileSync(join(own, '0.json'), JSON.stringify({ Records: [denied('x', 0), { x: 'x'.repeat(600_000) }] }));
  let found = 0;
  let id = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(call, { maxLength: 12, size: 'max' }), { minLength: 4, maxLength: 4 }), async (files) => {
      for (const [number, calls] of files.entries()) {
        const Records = calls.map(({ key, minute, address, isDenied }) => {
          const { requestParameters: _, errorCode, ...record } = denied(String(id++), minute) as Record<string, object>;
          const userIdentity = { type: 'IAMUser', accessKeyId: `ASIAEXAMPLE${key}`, accountId: '123456789012' };
          return { ...record, ...(isDenied && { errorCode }), sourceIPAddress: `192.0.2.${address}`, userIdentity };
        });
        writeFileSync(join(own, `${number + 1}.json`), JSON.stringify({ Records }));
      }
      const { reopen: _reopen, ...once } = filesSource(own);
      const expected = await scanned(once, many);
      expect(await scanned(filesSource(own), many)).toEqual(expected);
      found += expected.findings.length;
    }),
    { numRuns: 40 },
  );
  expect(found).toBeGreaterThan(20);
  rmSync(own, { recursive: true });
});
