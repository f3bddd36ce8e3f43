import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines, trailwatch } from './trailwatch.ts';

let folder: string;
let log: string;
let only: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-outputs-'));
  mkdirSync(join(folder, 'logs'));
  log = join(folder, 'logs/a.ndjson');
  writeFileSync(log, record(1) + record(2));
  writeFileSync(join(folder, 'rule.json'), '["StopLogging"]');
  only = ['--no-pack', '--rules', join(folder, 'rule.json'), '--quiet', '--emit', 'matches'];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (index: number) =>
  `{"eventID":"e-${index}","eventTime":"2026-03-01T12:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"us-east-1","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/${index}"},"recipientAccountId":"123456789012"}\n`;
const ids = (text: string) => lines(text).map((line) => line.eventId);

describe('what cannot be written', () => {
  it.each(['--output', '--report', '--rejects'])('%s is said before anything is read', async (flag) => {
    const { code, err, out } = await trailwatch(['scan', join(folder, 'nowhere'), flag, join(folder, 'missing/x')]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`there is no folder ${join(folder, 'missing')} [CLI_OUTPUT]`);
    expect(err).not.toContain('READ_NOT_FOUND');
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('a folder, and an empty name', async () => {
    for (const name of [folder, '']) {
      const { code, err } = await trailwatch(['scan', log, '--output', name]);
      expect([code, err]).toEqual([2, expect.stringContaining('[CLI_OUTPUT]')]);
    }
  });

  it.each([
    ['--output', '--report'],
    ['--output', '--rejects'],
    ['--report', '--rejects'],
  ])('%s and %s to the same file', async (one, other) => {
    const { code, err } = await trailwatch(['scan', log, one, join(folder, 'x'), other, join(folder, '.', 'x')]);
    expect([code, err]).toEqual([2, expect.stringMatching(`${one} and ${other} would both go to .*\\[CLI_USAGE\\]`)]);
  });

  it('leaves nothing behind when the scan ends in a problem', async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => record(i)).join('');
    const output = join(folder, 'found.jsonl');
    const { code, err } = await trailwatch(['scan', '-', ...only, '--output', output], {
      input: many,
      env: { TMPDIR: join(folder, 'missing') },
    });
    expect([code, err]).toEqual([2, expect.stringContaining('SPILL_FAILED')]);
    expect(readdirSync(folder).sort()).toEqual(['logs', 'rule.json']);
  });
});

describe('where it is written', () => {
  it('- is standard output', async () => {
    const { out } = await trailwatch(['scan', log, ...only, '--output', '-'], { cwd: folder });
    expect(ids(out)).toEqual(['e-1', 'e-2']);
    expect(readdirSync(folder)).not.toContain('-');
  });

  it('--format html and --report both get the page', async () => {
    const page = join(folder, 'page.html');
    const { out } = await trailwatch(['scan', log, '--quiet', '--format', 'html', '--report', page]);
    expect(out).toContain('<!doctype html>');
    expect(readFileSync(page, 'utf8')).toBe(out);
  });

  it('a named pipe stays one', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', pipe]);
    const reader = promisify(execFile)('cat', [pipe]);
    expect((await trailwatch(['scan', log, ...only, '--output', pipe])).code).toBe(0);
    expect(ids((await reader).stdout)).toEqual(['e-1', 'e-2']);
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it('through a link to the file that it leads to, which keeps its permissions', async () => {
    const target = join(folder, 'target.jsonl');
    writeFileSync(target, 'old');
    chmodSync(target, 0o640);
    symlinkSync(target, join(folder, 'link'));
    await trailwatch(['scan', log, ...only, '--output', join(folder, 'link')]);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(ids(readFileSync(target, 'utf8'))).toEqual(['e-1', 'e-2']);
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  it('a new file is for its owner alone: it holds what the logs hold', async () => {
    await trailwatch(['scan', log, ...only, '--output', join(folder, 'x.jsonl')]);
    expect(statSync(join(folder, 'x.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('into the folder that is scanned, again and again, without being read', async () => {
    const output = join(folder, 'logs/found.jsonl');
    const rejects = join(folder, 'logs/rejects.jsonl');
    for (const again of [1, 2]) {
      const args = ['scan', join(folder, 'logs'), ...only, '--output', output, '--rejects', rejects];
      expect([again, await trailwatch(args)]).toEqual([again, { code: 0, out: '', err: '' }]);
      expect(ids(readFileSync(output, 'utf8'))).toEqual(['e-1', 'e-2']);
    }
    expect((await trailwatch(['scan', join(folder, 'logs/*'), ...only, '--output', output])).code).toBe(0);
  });
});

/** Runs the command with one of its pipes closed by the reader at once. */
function withoutReader(args: readonly string[], gone: 'stdout' | 'stderr'): Promise<{ code: number | null; rest: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/hosts/cli/main.js', ...args]);
    child[gone].destroy();
    let rest = '';
    child[gone === 'stdout' ? 'stderr' : 'stdout'].on('data', (data) => (rest += data));
    child.on('error', reject).on('close', (code) => resolve({ code, rest }));
    child.stdin.on('error', () => undefined).end();
  });
}

describe('a reader that goes away', () => {
  it('from standard output ends nothing but the writing', async () => {
    expect(await withoutReader(['scan', log, ...only], 'stdout')).toEqual({ code: 0, rest: '' });
    expect(await withoutReader(['scan', '--help'], 'stdout')).toEqual({ code: 0, rest: '' });
  });

  it('from standard error loses messages and nothing else', async () => {
    writeFileSync(join(folder, 'logs/b.json'), 'no log');
    const { code, rest } = await withoutReader(['scan', join(folder, 'logs'), ...only], 'stderr');
    expect([code, ids(rest)]).toEqual([3, ['e-1', 'e-2']]);
  });
});

describe('the demo', () => {
  it('says in one line that it cannot write where a file is', async () => {
    const { code, err } = await trailwatch(['demo', '--out', log, '--events', '10']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^trailwatch: .*\[CLI_OUTPUT\].*\n$/)]);
  });

  it('names its logs as a shell takes them', async () => {
    const { out } = await trailwatch(['demo', '--out', "it's here", '--events', '10'], { cwd: folder });
    expect(out).toContain(`npx trailwatch scan 'it'\\''s here/logs'`);
  });
});
