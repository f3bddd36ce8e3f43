import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lines } from './trailwatch.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-interrupt-'));
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'rule.json'), '["StopLogging"]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = (index: number) =>
  `{"eventID":"e-${index}","eventTime":"2026-03-01T12:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"us-east-1","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/${index}"},"recipientAccountId":"123456789012"}\n`;

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle prints what was found until then, exits with 130 and leaves nothing behind',
  async (signal) => {
    const child = spawn(
      process.execPath,
      ['dist/hosts/cli/main.js', 'scan', '-', '--no-pack', '--rules', join(folder, 'rule.json'), '--summary', 'json'],
      { env: { ...process.env, TMPDIR: join(folder, 'tmp') } },
    );
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin.on('error', () => undefined);
    // More than what fits into memory before it is sorted on disk; then the pipe stays open.
    let text = '';
    for (let i = 0; i < 30_000; i++) text += record(i);
    // Cut short by the signal, and by nothing that would be a damage of the log.
    text += record(30_000).slice(0, 100);
    await new Promise<void>((resolve) => child.stdin.write(text, () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill(signal);
    expect(await ended).toBe(130);
    child.stdin.destroy();
    const summary = JSON.parse(err) as { interrupted: boolean; findings: number; rejects: number };
    expect(summary.interrupted).toBe(true);
    expect(summary.rejects).toBe(0);
    expect(summary.findings).toBeGreaterThan(20_000);
    expect(lines(out)).toHaveLength(summary.findings);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  },
);

/** A scan whose output nobody takes: it waits in the middle of printing. */
async function stuckInOutput(args: readonly string[]) {
  const log = join(folder, 'log.ndjson');
  writeFileSync(log, Array.from({ length: 20_000 }, (_, i) => record(i)).join(''));
  const child = spawn(process.execPath, [
    ...['dist/hosts/cli/main.js', 'scan', log, '--no-pack', '--quiet', '--rules', join(folder, 'rule.json')],
    ...args,
  ]);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await new Promise((resolve) => child.stdout.once('readable', resolve));
  return { child, ended };
}

it('one signal is enough while rows run by', async () => {
  const { child, ended } = await stuckInOutput(['--emit', 'matches']);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
});

it('the second signal ends at once, and takes an unfinished report with it', async () => {
  const { child, ended } = await stuckInOutput(['--report', join(folder, 'report.html')]);
  // Two of one kind at once may become one; and a pause between them might be enough to finish the report.
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await ended).toBe(130);
  expect(readdirSync(folder).filter((name) => name.includes('report'))).toEqual([]);
});
