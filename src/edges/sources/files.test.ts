import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileId } from './file-id.ts';
import { filesSource } from './files.ts';
import { collect, content, deliveries, problems, sourceContract } from './source.contract.ts';

const makeFolder = async () => realpath(await mkdtemp(join(tmpdir(), 'files-source-')));

async function fill(folder: string, contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

const makePipe = (path: string) => execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]);

sourceContract('a folder', {
  many: true,
  async prepare(contents, options) {
    const folder = await makeFolder();
    await fill(folder, contents);
    return {
      source: filesSource(folder, options),
      fileOf: (name) => `${folder}/${name}`,
      remove: () => rm(folder, { recursive: true }),
    };
  },
});

let folder = '';
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const list = (path: string) => collect(filesSource(join(folder, path)));
/** Paths relative to the folder. */
const names = async (path: string) => deliveries(await list(path)).map(({ file }) => file.slice(folder.length + 1));
const codes = async (path: string) =>
  problems(await list(path)).map(({ code, at }) => [code, at?.file?.slice(folder.length + 1)]);

describe('what is named', () => {
  test('a file is delivered whatever it is called', async () => {
    await fill(folder, { '[1]*.json': 'x', '.DS_Store': 'y' });
    expect(await names('[1]*.json')).toEqual(['[1]*.json']);
    expect(await names('.DS_Store')).toEqual(['.DS_Store']);
  });

  test('what is missing is a problem with a hint', async () => {
    const [problem] = problems(await list('nowhere/x.json'));
    expect(problem).toMatchObject({ code: 'READ_NOT_FOUND', at: { file: join(folder, 'nowhere/x.json') } });
    expect(problem?.hint).toBeDefined();
  });

  test('below a file there is nothing', async () => {
    await fill(folder, { 'a.json': 'x' });
    expect(await codes('a.json/b')).toEqual([['READ_NOT_FOUND', 'a.json/b']]);
  });

  test('a trailing slash changes nothing', async () => {
    await fill(folder, { 'a/b.json': 'x' });
    expect(await names('a/')).toEqual(['a/b.json']);
  });

  test('a named pipe is read when it is named', async () => {
    makePipe(join(folder, 'pipe'));
    const [delivery] = deliveries(await list('pipe'));
    expect(delivery?.size).toBeUndefined();
    const reading = content(delivery);
    await writeFile(join(folder, 'pipe'), 'through the pipe');
    expect((await reading).toString()).toBe('through the pipe');
  });

  test('a device is read when it is named', async () => {
    const [delivery] = deliveries(await collect(filesSource('/dev/null')));
    expect(await content(delivery)).toHaveLength(0);
  });

  test('a file that vanished since it was listed is a problem', async () => {
    await fill(folder, { 'a.json': 'x' });
    const [delivery] = deliveries(await list('a.json'));
    await rm(join(folder, 'a.json'));
    await expect(delivery?.open()).rejects.toMatchObject({ code: 'READ_NOT_FOUND' });
  });
});

describe('inside a folder', () => {
  test('hidden files are read, and what is never a log is left out', async () => {
    await fill(folder, { '.hidden/a.json': 'x', '.git/config': 'y', 'b/.DS_Store': 'z' });
    expect(await names('')).toEqual(['.hidden/a.json']);
    const ignored = (await list('')).flatMap((one) => (one.kind === 'ignored' ? [one.file.slice(folder.length + 1)] : []));
    expect(ignored).toEqual(['.git', 'b/.DS_Store']);
  });

  test('what the caller writes itself is left out, under any name', async () => {
    await fill(folder, { 'a.json': 'x', 'out.jsonl': 'y' });
    await symlink('out.jsonl', join(folder, 'link'));
    const except = new Set([fileId(await stat(join(folder, 'out.jsonl')))]);
    for (const path of [folder, join(folder, '*')]) {
      const listed = await collect(filesSource(path, { except }));
      expect(deliveries(listed).map(({ file }) => file)).toEqual([join(folder, 'a.json')]);
      expect(listed.filter(({ kind }) => kind === 'ignored')).toHaveLength(2);
    }
  });

  test('a name that is not UTF-8 is reported as that', async () => {
    await fill(folder, { 'a.json': 'x' });
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xfc])]), 'y');
    expect(await names('')).toEqual(['a.json']);
    expect(problems(await list('')).map(({ code, message }) => [code, message])).toEqual([
      ['READ_FAILED', expect.stringContaining('UTF-8')],
    ]);
  });

  test('a pipe is reported and not waited for', async () => {
    await fill(folder, { 'a.json': 'x', 'z.json': 'y' });
    makePipe(join(folder, 'pipe'));
    expect(await names('')).toEqual(['a.json', 'z.json']);
    expect(await codes('')).toEqual([['READ_FAILED', 'pipe']]);
  });

  test('a link to a folder above is reported once, and the rest is read', async () => {
    await fill(folder, { 'a/1.json': 'x', 'b/2.json': 'y' });
    await symlink('..', join(folder, 'a/up'));
    expect(await names('')).toEqual(['a/1.json', 'b/2.json']);
    expect(await codes('')).toEqual([['READ_LOOP', 'a/up']]);
  });

  test('two folders that link to one another end', async () => {
    await fill(folder, { 'a/1.json': 'x', 'b/2.json': 'y' });
    await symlink('../b', join(folder, 'a/b'));
    await symlink('../a', join(folder, 'b/a'));
    expect(await names('')).toEqual(['a/1.json', 'a/b/2.json']);
    expect(await codes('')).toEqual([['READ_LOOP', 'a/b/a']]);
  });

  test('links that fan out at each level are not followed twice', async () => {
    for (let i = 0; i < 25; i++) {
      await fill(folder, { [`l${i}/x.json`]: 'x' });
      for (const side of ['p', 'q']) await symlink(`../l${i + 1}`, join(folder, `l${i}`, side)).catch(() => {});
    }
    expect(await names('')).toHaveLength(25);
  });

  test('a link to a file is read', async () => {
    await fill(folder, { 'elsewhere/1.json': 'x' });
    await mkdir(join(folder, 'logs'));
    await symlink('../elsewhere/1.json', join(folder, 'logs/link.json'));
    expect(await names('logs')).toEqual(['logs/link.json']);
  });

  test('links that lead nowhere and to themselves are problems', async () => {
    await symlink('nowhere', join(folder, 'broken'));
    await symlink('self', join(folder, 'self'));
    expect(await codes('')).toEqual([
      ['READ_NOT_FOUND', 'broken'],
      ['READ_LOOP', 'self'],
    ]);
  });

  test('three hundred levels are no problem', async () => {
    const deep = Array(300).fill('d').join('/');
    await fill(folder, { [`${deep}/x.json`]: 'x' });
    expect(await names('')).toEqual([`${deep}/x.json`]);
  });

  test('what may not be read is a problem, and the rest goes on', async () => {
    await fill(folder, { 'a/1.json': 'x', 'b/2.json': 'y', 'c.json': 'z' });
    await chmod(join(folder, 'a'), 0);
    await chmod(join(folder, 'c.json'), 0);
    await chmod(folder, 0o755);
    await unprivileged(async () => {
      expect(await names('')).toEqual(['b/2.json', 'c.json']);
      expect(await codes('')).toEqual([['READ_DENIED', 'a']]);
      await expect(deliveries(await list('c.json'))[0]?.open()).rejects.toMatchObject({ code: 'READ_DENIED' });
      expect(await codes('*/*')).toEqual([['READ_DENIED', 'a']]);
      expect(await codes('**')).toEqual([['READ_DENIED', 'a']]);
    });
    await chmod(join(folder, 'a'), 0o755);
  });
});

/** Root may read everything, so for this long it is nobody. */
async function unprivileged(action: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await action();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('a glob', () => {
  beforeEach(() => fill(folder, { '2026/01/a.json': '1', '2026/02/b.json.gz': '2', '2026/02/.c.json': '3', '2027/d.json': '4' }));

  test.each([
    ['2026/*/*.json', ['2026/01/a.json', '2026/02/.c.json']],
    ['**/*.json', ['2026/01/a.json', '2026/02/.c.json', '2027/d.json']],
    ['2026/{01,02}/[ab].*', ['2026/01/a.json', '2026/02/b.json.gz']],
    ['202?', ['2026/01/a.json', '2026/02/.c.json', '2026/02/b.json.gz', '2027/d.json']],
    ['2026/**', ['2026/01/a.json', '2026/02/.c.json', '2026/02/b.json.gz']],
  ])('%s', async (pattern, expected) => {
    expect(await names(pattern)).toEqual(expected);
  });

  test('that matches nothing is a problem', async () => {
    expect(await codes('2028/*')).toEqual([['READ_NOT_FOUND', '2028/*']]);
  });

  test('follows links, and reports one that leads back', async () => {
    await symlink('2026/01', join(folder, 'first'));
    await symlink('..', join(folder, '2027/up'));
    expect(await names('f*/*')).toEqual(['first/a.json']);
    expect(await names('2*/*.json')).toEqual(['2027/d.json']);
    expect(await codes('2*/**/*.json')).toEqual([['READ_LOOP', '2027/up']]);
  });
});
