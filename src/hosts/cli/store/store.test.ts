import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reject, stored, T0, unit } from '../../../edges/stores/contract/sample-rows.cases.ts';
import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import { rejectsCommand } from '../rejects/rejects.ts';
import { findingsCommand } from '../findings/findings.ts';
import { runVerb } from './run-verb.cases.ts';
import { storeCommand } from './store.ts';
import { storePath } from './with-store.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-store-'));
  path = join(folder, 'store.db');
  const store = await openEmbeddedStore({ path });
  await store.commit([unit({ findings: [stored('f1'), stored('f2', { status: 'closed' })] })], T0);
  await store.addRejects([reject('r1', T0), reject('r2', T0 + 60_000), { ...reject('r3', T0), message: 'bad\nline' }]);
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = (...args: readonly string[]) => runVerb(storeCommand, 'store', ...args, '--store', path);
const rejects = (...args: readonly string[]) => runVerb(rejectsCommand, 'rejects', ...args, '--store', path);

it('the path is the flag, else the environment, else a file here', () => {
  expect(storePath({ store: 'a.db' }, { TRAILWATCH_STORE: 'b.db' })).toBe('a.db');
  expect(storePath({}, { TRAILWATCH_STORE: 'b.db', TRAILWATCH_STORE_PATH: 'c.db' })).toBe('b.db');
  expect(storePath({}, { TRAILWATCH_STORE: '', TRAILWATCH_STORE_PATH: 'c.db' })).toBe('c.db');
  expect(storePath({}, {})).toBe('trailwatch.db');
});

it('store stats counts', async () => {
  const { code, out } = await store('stats');
  expect([code, out]).toEqual([0, expect.stringMatching(/^findings, open +1$/m)]);
  expect(JSON.parse((await store('stats', '--format', 'json')).out)).toMatchObject({
    findings: { open: 1, acknowledged: 0, closed: 1 },
    rejects: 3,
  });
});

it('store backup makes a store, and overwrites nothing', async () => {
  const copy = join(folder, 'copy.db');
  expect(await store('backup', copy)).toMatchObject({ code: 0, out: expect.stringContaining(copy) });
  expect((await runVerb(findingsCommand, 'findings', 'list', '--format', 'jsonl', '--store', copy)).out.split('\n')).toHaveLength(
    3,
  );
  expect((await store('backup', copy)).problem).toMatchObject({ code: 'STORE_FAILED', at: { file: copy } });
  expect((await store('backup')).code).toBe(2);
});

it('store backup of what is not there leaves nothing', async () => {
  const copy = join(folder, 'copy.db');
  const { problem } = await runVerb(storeCommand, 'store', 'backup', copy, '--store', join(folder, 'none.db'));
  expect([problem?.code, existsSync(copy)]).toEqual(['STORE_FAILED', false]);
});

it('rejects list shows place, reason and id', async () => {
  const { code, out } = await rejects('list');
  const rows = out.trimEnd().split('\n');
  expect(code).toBe(0);
  expect(rows[1]).toMatch(/^r2 +2026-03-01 12:01 {2}s3:\/\/example-bucket\/a\.json\.gz \(record 3\): not JSON \[DECODE_JSON\]$/);
  expect(rows.map((row) => row.slice(0, 2))).toEqual(['ID', 'r2', 'r1', 'r3']);
  expect(out).toContain('bad\\nline');
  expect((await rejects('list', '--limit', '1', '--format', 'jsonl')).out).toContain('"foundAt":"2026-03-01T12:01:00.000Z"');
  expect(JSON.parse((await rejects('list', '--format', 'json')).out)).toHaveLength(3);
});

it('rejects remove takes ids that are there, or all', async () => {
  expect((await rejects('remove', 'r1', 'nope')).problem).toMatchObject({ code: 'STORE_NOT_FOUND' });
  expect((await rejects('remove')).problem).toMatchObject({ code: 'CLI_USAGE' });
  expect((await rejects('remove', 'r1', '--all')).problem).toMatchObject({ code: 'CLI_USAGE' });
  expect((await rejects('remove', 'r1', 'r1')).out).toBe('1 reject is removed\n');
  expect((await rejects('remove', '--all')).out).toBe('2 rejects are removed\n');
  expect((await rejects('list')).out).toBe('No rejects.\n');
  expect((await rejects('list', '--format', 'json')).out).toBe('[]\n');
});
