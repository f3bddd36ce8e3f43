import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../../base/units.ts';
import { cell, message, seen, stored, T0, unit } from '../contract/sample-rows.cases.ts';
import { connect } from './connection.ts';
import { migrate } from './migrate.ts';
import { type EmbeddedStore, type EmbeddedStoreOptions, openEmbeddedStore } from './open-embedded-store.ts';
import { migrations } from './schema.ts';

let folder: string;
let path: string;
const opened: EmbeddedStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-store-'));
  path = join(folder, 'store.db');
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<EmbeddedStoreOptions> = {}): Promise<EmbeddedStore> {
  const store = await openEmbeddedStore({ path, ...options });
  opened.push(store);
  return store;
}

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
const bad = (code: string, more: object = {}) => ({ code, at: { file: path }, ...more });

describe('the file', () => {
  it('is made for its owner alone, with its folder and the files beside it', async () => {
    path = join(folder, 'new', 'deep', 'a b?c%20#.db');
    const store = await open();
    await store.commit([unit({ cells: [cell('a', 1)] })], T0);
    const files = readdirSync(join(folder, 'new', 'deep'));
    expect(files.sort()).toEqual(['', '-shm', '-wal'].map((end) => `a b?c%20#.db${end}`));
    expect(files.map((file) => mode(join(folder, 'new', 'deep', file)))).toEqual(['600', '600', '600']);
    expect(mode(join(folder, 'new'))).toBe('700');
  });

  it('holds everything when it is opened again', async () => {
    const store = await open();
    await store.commit([unit({ cells: [cell('a', 1)], findings: [stored('f1')], messages: [message('m1', 'f1')] })], T0);
    await store.close();
    const again = await open();
    expect(await again.finding('f1')).toEqual(stored('f1'));
    expect((await again.stats()).outbox.waiting).toBe(1);
    expect((await again.stats()).bytes).toBeGreaterThan(0);
  });

  it('is whole after a close: nothing is left in the log', async () => {
    const store = await open();
    await store.commit([unit({ findings: [stored('f1')] })], T0);
    await store.close();
    const log = `${path}-wal`;
    expect(existsSync(log) ? statSync(log).size : 0).toBe(0);
  });

  it('may be closed twice, and every call after that is refused', async () => {
    const store = await open();
    await store.commit([unit({ cells: [cell('a', 1)] })], T0);
    await store.close();
    await store.close();
    await expect(store.commit([unit({ cells: [cell('a', 2)] })], T0)).rejects.toMatchObject(bad('STORE_FAILED'));
    await expect(store.load({ cells: ['a'], seen: [], findings: [] })).rejects.toMatchObject({ message: 'the store is closed' });
    await expect(store.sweep(T0, { findings: DAY, ledger: DAY })).rejects.toMatchObject(bad('STORE_FAILED'));
  });
});

describe('opening fails for', () => {
  it.each([
    ['random bytes', Buffer.alloc(8192, 'no database ')],
    ['a text', Buffer.from('findings:\n  - none\n')],
  ])('%s', async (_name, bytes) => {
    writeFileSync(path, bytes);
    await expect(open()).rejects.toMatchObject(bad('STORE_FAILED', { hint: expect.stringContaining('backup') }));
    await expect(open({ readOnly: true })).rejects.toMatchObject(bad('STORE_FAILED'));
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('a damaged store, when it is read', async () => {
    const store = await open();
    await store.commit(
      Array.from({ length: 200 }, (_, i) => unit({ findings: [stored(`f${i}`)] })),
      T0,
    );
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096 * 2);
    writeFileSync(path, bytes);
    const damaged = bad('STORE_FAILED', { message: expect.stringContaining('damaged') });
    const read = async () => (await open()).findings({ limit: 1000 });
    await expect(read()).rejects.toMatchObject(damaged);
  });

  it('the database of another program', async () => {
    const other = new Libsql(path);
    other.exec('CREATE TABLE notes (text TEXT)');
    other.close();
    await expect(open()).rejects.toMatchObject(bad('STORE_FAILED', { message: 'this is the database of another program' }));
  });

  it('a folder, a folder that is a file, and a missing file that is only to be read', async () => {
    path = folder;
    await expect(open()).rejects.toMatchObject(bad('STORE_FAILED'));
    writeFileSync(join(folder, 'file'), '');
    path = join(folder, 'file', 'store.db');
    await expect(open()).rejects.toMatchObject(bad('STORE_FAILED'));
    path = join(folder, 'none.db');
    await expect(open({ readOnly: true })).rejects.toMatchObject(bad('STORE_FAILED', { message: 'there is no such file' }));
    expect(existsSync(path)).toBe(false);
  });

  it('a store from a newer version, which stays as it is', async () => {
    await (await open()).close();
    const later = new Libsql(path);
    later.exec("INSERT INTO migrations (version, name) VALUES (1000, 'of the future')");
    later.close();
    for (const readOnly of [false, true])
      await expect(open({ readOnly })).rejects.toMatchObject(bad('STORE_VERSION', { message: expect.stringContaining('1000') }));
  });
});

describe('an earlier version', () => {
  it.each(migrations.map((_, i) => i).slice(1))('%d of the tables is brought up to date, with its data', async (version) => {
    const before = await connect(path, { readOnly: false, busyTimeout: 1000 });
    migrate(before, migrations.slice(0, version));
    const finding = stored('f1', { title: 'Öffentlicher Bucket' });
    const insert = `INSERT INTO findings (id, version, last_at, hidden, status, ruleId, actor, account, severity, created_at,
      updated_at, finding) VALUES (?, 1, ?, 0, 'open', 'tw-rule', 'a', '123456789012', 'low', ?, ?, ?)`;
    before.write(() => {
      for (let i = 0; i < 1200; i++) before.run(insert, `f${i}`, T0, T0, T0, JSON.stringify({ ...finding.finding, id: `f${i}` }));
    });
    before.close();
    await expect(open({ readOnly: true })).rejects.toMatchObject(bad('STORE_FAILED', { hint: expect.stringContaining('run') }));
    const store = await open();
    expect((await store.search({ text: 'öffentlicher', limit: 1000 })).findings).toHaveLength(1000);
    expect(await store.finding('f1')).toEqual(finding);
    expect(await store.commit([unit({ findings: [{ ...finding, version: 2 }] })], T0)).toEqual([true]);
    await store.close();
    const steps = new Libsql(path).prepare('SELECT version, name FROM migrations ORDER BY version').all();
    expect(steps).toEqual(migrations.map(({ name }, i) => ({ version: i + 1, name })));
  });

  it('stays as it was when a step fails half-way', async () => {
    const connection = await connect(path, { readOnly: false, busyTimeout: 1000 });
    migrate(connection, migrations.slice(0, 1));
    const breaking = {
      name: 'breaking',
      up: () => {
        connection.exec('DROP TABLE findings');
        throw new Error('half-way');
      },
    };
    expect(() => migrate(connection, [migrations[0]!, breaking])).toThrow('half-way');
    expect(connection.get('SELECT count(*) AS n FROM findings')).toMatchObject({ n: 0 });
    expect(connection.get('SELECT max(version) AS v FROM migrations')).toMatchObject({ v: 1 });
    connection.close();
  });
});

describe('a reader', () => {
  it('changes nothing, and sees what the writer commits', async () => {
    const writer = await open();
    const reader = await open({ readOnly: true });
    await writer.commit([unit({ findings: [stored('f1')] })], T0);
    expect(await reader.finding('f1')).toEqual(stored('f1'));
    expect((await reader.search({ text: 'alice', limit: 10 })).findings).toHaveLength(1);
    await expect(reader.commit([unit({ cells: [cell('a', 1)] })], T0)).rejects.toMatchObject(bad('STORE_FAILED'));
    await expect(reader.setCheckpoints('s3', new Map([['a', 1]]), T0)).rejects.toMatchObject(bad('STORE_FAILED'));
    expect((await writer.listCheckpoints('s3')).size).toBe(0);
  });

  it('works while another process writes', async () => {
    const store = await open();
    await store.commit([unit({ findings: [stored('f1')] })], T0);
    const other = new Libsql(path);
    other.exec('BEGIN IMMEDIATE');
    expect(await store.finding('f1')).toEqual(stored('f1'));
    other.exec('ROLLBACK');
    other.close();
  });
});

describe('what goes wrong while it works', () => {
  it('a lock that another holds for long is STORE_BUSY, and passes', async () => {
    const store = await open({ busyTimeout: 50 });
    const other = new Libsql(path);
    other.exec('BEGIN IMMEDIATE');
    const commit = () => store.commit([unit({ ledger: [seen('e1')] })], T0);
    await expect(commit()).rejects.toMatchObject(bad('STORE_BUSY', { retry: true }));
    other.exec('ROLLBACK');
    other.close();
    expect(await commit()).toEqual([true]);
  });

  it('a full disk is STORE_FAILED, loses nothing, and the store goes on when there is room', async () => {
    const store = await open({ maxBytes: 600 * 1024 });
    const large = (i: number) => unit({ cells: [cell(`c${i}`, 1, 'x'.repeat(20_000))], ledger: [seen(`e${i}`)] });
    let done = 0;
    const fill = async () => {
      for (; done < 100; done++) await store.commit([large(done)], T0);
    };
    await expect(fill()).rejects.toMatchObject(bad('STORE_FAILED', { message: 'no space is left', retry: true }));
    expect(done).toBeGreaterThan(5);
    const keys = Array.from({ length: 100 }, (_, i) => `c${i}`);
    const count = async (from: EmbeddedStore) =>
      [...(await from.load({ cells: keys, seen: [], findings: [] })).cells.values()].filter(Boolean).length;
    expect(await count(store)).toBe(done);
    const roomy = await open({ maxBytes: 60 * 1024 * 1024 });
    expect(await count(roomy)).toBe(done);
    expect(await roomy.commit([large(done)], T0)).toEqual([true]);
  });

  it('one unit that does not fit takes the others of its commit with it', async () => {
    const store = await open({ maxBytes: 600 * 1024 });
    const units = [unit({ ledger: [seen('e1')] }), unit({ cells: [cell('a', 1, 'x'.repeat(2_000_000))] })];
    await expect(store.commit(units, T0)).rejects.toMatchObject(bad('STORE_FAILED'));
    expect(await store.commit([units[0]!], T0)).toEqual([true]);
  });
});

describe('backup', () => {
  it('is a store of its own, as it was at that moment, for its owner alone', async () => {
    const store = await open();
    await store.commit([unit({ findings: [stored('f1')], messages: [message('m1', 'f1')], cells: [cell('a', 1)] })], T0);
    const file = join(folder, 'backups', 'copy.db');
    await store.backup(file);
    await store.commit([unit({ findings: [stored('f2')] })], T0);
    expect(mode(file)).toBe('600');
    const copy = await open({ path: file });
    expect((await copy.findings({ limit: 10 })).findings).toEqual([stored('f1')]);
    expect((await copy.search({ text: 'alice', limit: 10 })).findings).toEqual([stored('f1')]);
    expect(await copy.commit([unit({ findings: [stored('f2')] })], T0)).toEqual([true]);
  });

  it('may be made by a reader, while others write', async () => {
    const store = await open();
    const reader = await open({ readOnly: true });
    for (let i = 0; i < 5; i++) {
      const pair = [cell(`a${i}`, 1), cell(`b${i}`, 1)];
      await Promise.all([store.commit([unit({ cells: pair })], T0), reader.backup(join(folder, `copy-${i}.db`))]);
    }
    const copy = await open({ path: join(folder, 'copy-4.db') });
    const { cells } = await copy.load({ cells: ['a3', 'b3'], seen: [], findings: [] });
    expect([...cells.values()]).toEqual([cell('a3', 1), cell('b3', 1)]);
  });

  it('never overwrites a file', async () => {
    const store = await open();
    const file = join(folder, 'there.txt');
    writeFileSync(file, 'mine');
    await expect(store.backup(file)).rejects.toMatchObject({ code: 'STORE_FAILED', at: { file } });
    await expect(store.backup(path)).rejects.toMatchObject({ code: 'STORE_FAILED', at: { file: path } });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('leaves nothing behind where it can not be written', async () => {
    const store = await open();
    mkdirSync(join(folder, 'dir'));
    await expect(store.backup(join(folder, 'dir'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(readdirSync(join(folder, 'dir'))).toEqual([]);
  });
});

it('gives the room of what was swept back', async () => {
  const store = await open();
  const rows = Array.from({ length: 2000 }, (_, i) => unit({ findings: [stored(`f${i}`, {}, { memory: 'x'.repeat(2000) })] }));
  await store.commit(rows, T0);
  await store.commit([unit({ findings: [stored('young', {}, { updatedAt: T0 + 50 * DAY })] })], T0);
  const before = (await store.stats()).bytes!;
  expect((await store.sweep(T0 + 90 * DAY, { findings: 90 * DAY, ledger: 90 * DAY })).findings).toBe(2000);
  expect((await store.stats()).bytes!).toBeLessThan(before / 10);
  expect(await store.finding('young')).toBeDefined();
  expect((await store.search({ text: 'alice', limit: 10 })).findings).toHaveLength(1);
});

it('a page looks at a bounded number of rows, and the cursor leads on', async () => {
  const store = await open();
  const rows = Array.from({ length: 12_000 }, (_, i) =>
    unit({ findings: [stored(`f${String(i).padStart(5, '0')}`, { severity: i === 11_999 ? 'high' : 'low' })] }),
  );
  await store.commit(rows, T0);
  const query = { account: '123456789012', severity: 'high', limit: 5 } as const;
  const first = await store.findings(query);
  expect(first.findings).toEqual([]);
  const second = await store.findings({ ...query, cursor: first.cursor! });
  expect(second.findings.map(({ finding }) => finding.id)).toEqual(['f11999']);
  expect(second.cursor).toBeUndefined();
});
