import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { message, stored, T0, unit } from '../../../edges/stores/contract/sample-rows.cases.ts';
import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import { createMemoryStore } from '../../../edges/stores/memory-store.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import { runVerb } from '../store/run-verb.cases.ts';
import { changeFindings, changeStatus } from './change.ts';
import { findingsCommand } from './findings.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-findings-'));
  path = join(folder, 'store.db');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function put(...findings: readonly StoredFinding[]): Promise<void> {
  const store = await openEmbeddedStore({ path });
  await store.commit([unit({ findings })], T0);
  await store.close();
}

async function get(id: string): Promise<StoredFinding | undefined> {
  const store = await openEmbeddedStore({ path, readOnly: true });
  const found = await store.finding(id);
  await store.close();
  return found;
}

const run = (...args: readonly string[]) => runVerb(findingsCommand, 'findings', ...args, '--store', path);
const idsOf = (jsonl: string) =>
  jsonl.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as { id: string }).id));
const list = async (...args: readonly string[]) => idsOf((await run('list', '--format', 'jsonl', ...args)).out);

describe('findings list', () => {
  beforeEach(() =>
    put(
      stored('f1', { lastAt: '2026-03-01T12:00:00Z', severity: 'high' }),
      stored('f2', { lastAt: '2026-03-02T12:00:00Z', status: 'closed', ruleId: 'tw-other' }),
      stored('f3', { lastAt: '2026-03-03T12:00:00Z', actor: 'arn:aws:iam::111122223333:root', account: '111122223333' }),
      stored('f4', { lastAt: '2026-03-04T12:00:00Z', suppressedBy: 'known scanner' }),
    ),
  );

  it.each([
    [[], ['f3', 'f2', 'f1']],
    [['--all'], ['f4', 'f3', 'f2', 'f1']],
    [['--status', 'closed'], ['f2']],
    [['--rule', 'tw-other'], ['f2']],
    [['--actor', 'arn:aws:iam::111122223333:root'], ['f3']],
    [['--account', '111122223333'], ['f3']],
    [['--severity', 'HIGH'], ['f1']],
    [
      ['--since', '2026-03-02'],
      ['f3', 'f2'],
    ],
    [
      ['--until', '2026-03-03'],
      ['f2', 'f1'],
    ],
    [
      ['--search', 'user/alice'],
      ['f2', 'f1'],
    ],
    [['--search', 'root', '--account', '123456789012'], []],
    [
      ['--limit', '2'],
      ['f3', 'f2'],
    ],
  ])('%j', async (args, ids) => {
    expect(await list(...args)).toEqual(ids);
  });

  it('prints a table with whole ids, and says that there is more', async () => {
    const { code, out, err } = await run('list', '--limit', '2');
    expect(code).toBe(0);
    const rows = out.trimEnd().split('\n');
    expect(rows[0]).toMatch(/^ID +SEVERITY +STATUS +LAST SEEN \(UTC\) +COUNT +ACTOR +FINDING$/);
    expect(rows[1]).toMatch(/^f3 +medium +open +2026-03-03 12:00 +1 +root.* Bucket made public$/);
    expect(rows).toHaveLength(3);
    expect(err).toContain('--limit');
    expect((await run('list', '--all')).out).toContain('Bucket made public (suppressed by known scanner)');
  });

  it('prints csv and json', async () => {
    expect(JSON.parse((await run('list', '--format', 'json')).out)).toHaveLength(3);
    expect((await run('list', '--format', 'csv')).out.trimEnd().split('\n')).toHaveLength(4);
    expect((await run('list', '--format', 'json', '--status', 'acknowledged')).out).toBe('[]\n');
    expect((await run('list', '--status', 'acknowledged')).out).toBe('No findings.\n');
  });

  it.each([
    [['--limit', '0']],
    [['--status', 'gone']],
    [['--account', '1234']],
    [['--severity', 'bad']],
    [['--since', 'yesterday']],
  ])('refuses %j', async (args) => {
    expect((await run('list', ...args)).code).toBe(2);
  });

  it('takes the store from the environment', async () => {
    vi.stubEnv('TRAILWATCH_STORE', path);
    expect(idsOf((await runVerb(findingsCommand, 'findings', 'list', '--format', 'jsonl')).out)).toHaveLength(3);
  });

  it('creates no store where there is none', async () => {
    const missing = join(folder, 'none.db');
    for (const args of [['list'], ['show', 'f1'], ['ack', 'f1']]) {
      const { problem } = await runVerb(findingsCommand, 'findings', ...args, '--store', missing);
      expect(problem).toMatchObject({ code: 'STORE_FAILED', at: { file: missing } });
    }
    expect(existsSync(missing)).toBe(false);
  });
});

it('findings export writes all pages to a file', async () => {
  await put(...Array.from({ length: 1100 }, (_, i) => stored(`f${i}`)));
  const file = join(folder, 'out.jsonl');
  expect(await run('export', '--output', file)).toEqual({ code: 0, out: '', err: '' });
  expect(new Set(idsOf(readFileSync(file, 'utf8'))).size).toBe(1100);
  expect(idsOf((await run('export', '--limit', '700')).out)).toHaveLength(700);
});

describe('findings show', () => {
  it('shows everything, safe in a terminal', async () => {
    await put(
      stored(
        'f1',
        { title: 'Bad \u001b[31mthing', resources: ['arn:aws:s3:::example-bucket'] },
        { memory: { secret: 1 }, notes: [{ at: T0, by: 'alice', text: 'looked\nat it' }] },
      ),
    );
    const { out, code } = await run('show', 'f1');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toContain('Bad \\x1b[31mthing');
    expect(out).not.toContain('\u001b');
    expect(out).toContain('arn:aws:s3:::example-bucket\n');
    expect(out).toContain('  - 2026-03-01T12:00:00.000Z alice: looked\\nat it\n');
    const json = JSON.parse((await run('show', 'f1', '--format', 'json')).out);
    expect(json).toMatchObject({ finding: { id: 'f1' }, version: 1, createdAt: '2026-03-01T12:00:00.000Z' });
    expect(json).not.toHaveProperty('memory');
  });

  it('says what to do now, as the rule has it', async () => {
    await put(stored('f1', { ruleId: 'cloudtrail-tamper' }));
    const { out } = await run('show', 'f1');
    expect(out).toContain('What to do now');
    expect(out).toContain('aws cloudtrail get-trail-status');
  });

  it('says what is not there', async () => {
    await put(stored('f1'));
    expect((await run('show', 'f9')).problem).toMatchObject({ code: 'STORE_NOT_FOUND' });
  });
});

describe('findings ack, close, reopen', () => {
  it('change the status, keep a note, and say so', async () => {
    await put(stored('f1', {}, { memory: { a: 1 } }), stored('f2'));
    expect(await run('ack', 'f1', 'f2', 'f1', '--by', 'alice', '--note', 'on it')).toEqual({
      code: 0,
      out: 'f1 "Bucket made public": open → acknowledged\nf2 "Bucket made public": open → acknowledged\n',
      err: '',
    });
    const after = await get('f1');
    expect(after).toMatchObject({ version: 2, memory: { a: 1 }, finding: { status: 'acknowledged' } });
    expect(after?.notes).toMatchObject([{ by: 'alice', text: 'open → acknowledged: on it' }]);
    expect((await run('close', 'f1', '--by', 'bob')).out).toContain('acknowledged → closed');
    expect((await run('reopen', 'f1', '--by', 'bob')).out).toContain('closed → open');
    expect((await get('f1'))?.notes?.map(({ text }) => text)).toEqual([
      'open → acknowledged: on it',
      'acknowledged → closed',
      'closed → open',
    ]);
  });

  it('change nothing where it is so already, but add the note', async () => {
    await put(stored('f1'));
    expect((await run('reopen', 'f1')).out).toBe('f1 "Bucket made public": was open already\n');
    expect((await get('f1'))?.version).toBe(1);
    expect((await run('reopen', 'f1', '--note', 'still')).out).toContain('the note is added');
    expect((await get('f1'))?.notes).toMatchObject([{ text: 'still' }]);
  });

  it('take the name of the login where none is given', async () => {
    await put(stored('f1'));
    await run('ack', 'f1');
    expect((await get('f1'))?.notes?.[0]?.by).toMatch(/^.+$/);
  });

  it('stop at an id that is not there', async () => {
    await put(stored('f1'));
    const { problem, out } = await run('close', 'f1', 'f9');
    expect([problem?.code, out.includes('f1')]).toEqual(['STORE_NOT_FOUND', true]);
  });

  it('tell those who were told that it is there', async () => {
    const told = { change: 'opened', severity: 'high', count: 1 } as const;
    await put(stored('f1'), stored('f2', {}, { told }));
    await run('close', 'f1');
    const silent = await openEmbeddedStore({ path });
    expect((await silent.stats()).outbox.waiting).toBe(0);
    await silent.close();
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    await changeFindings(['f1', 'f2'], 'closed', { store: path }, ({ finding, change }) => [
      message(`${change} ${finding.id}`, finding.id),
    ]);
    write.mockRestore();
    const store = await openEmbeddedStore({ path });
    expect((await store.outbox({ state: 'waiting', limit: 10 })).map(({ id }) => id)).toEqual(['resolved f2']);
    await store.close();
  });
});

describe('changing a status while others change the finding', () => {
  const change = { id: 'f1', status: 'closed', by: 'alice', now: T0 } as const;

  it('is done over the newest version', async () => {
    const store = createMemoryStore();
    await store.commit([unit({ findings: [stored('f1')] })], T0);
    let others = 3;
    const contended = {
      finding: async (id: string) => {
        const found = (await store.finding(id))!;
        if (others-- > 0) {
          const finding = { ...found.finding, count: found.finding.count + 1 };
          await store.commit([unit({ findings: [{ ...found, finding, version: found.version + 1 }] })], T0);
        }
        return found;
      },
      commit: store.commit,
    };
    await changeStatus(contended, change);
    expect(await store.finding('f1')).toMatchObject({ version: 5, finding: { status: 'closed', count: 4 } });
  });

  it('is given up after many attempts', async () => {
    const never = { finding: async () => stored('f1'), commit: async () => [false] };
    await expect(changeStatus(never, change)).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
  });

  it('keeps the newest hundred notes', async () => {
    const store = createMemoryStore();
    const notes = Array.from({ length: 100 }, (_, i) => ({ at: T0, by: 'alice', text: `${i}` }));
    await store.commit([unit({ findings: [stored('f1', {}, { notes })] })], T0);
    await changeStatus(store, change);
    const after = (await store.finding('f1'))?.notes;
    expect([after?.length, after?.[0]?.text, after?.at(-1)?.text]).toEqual([100, '1', 'open → closed']);
  });
});
