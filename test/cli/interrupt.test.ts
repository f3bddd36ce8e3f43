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
    await new Promise<void>((resolve) => child.stdin.write(text, () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill(signal);
    expect(await ended).toBe(130);
    child.stdin.destroy();
    const summary = JSON.parse(err) as { interrupted: boolean; findings: number };
    expect(summary.interrupted).toBe(true);
    expect(summary.findings).toBeGreaterThan(20_000);
    expect(lines(out)).toHaveLength(summary.findings);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  },
);
