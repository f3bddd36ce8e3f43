import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Five million matching events of a million actors through a pipe: what has to be sorted is sorted on disk. */
const EVENTS = 5_000_000;
const LIMIT_MIB = 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-memory-'));
  writeFileSync(join(folder, 'rule.json'), '["StopLogging"]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function* chunks(): Generator<string> {
  const batch = 1000;
  for (let start = 0; start < EVENTS; start += batch) {
    let text = '';
    for (let i = start; i < start + batch; i++) {
      const at = new Date(Date.UTC(2026, 2, 1) + ((i * 7919) % 2_592_000) * 1000).toISOString().slice(0, 19);
      const id = `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;
      text += `{"eventVersion":"1.08","eventID":"${id}","eventTime":"${at}Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"us-east-1","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/u${i % 1_000_000}"},"recipientAccountId":"123456789012"}\n`;
    }
    yield text;
  }
}

it.each(['findings'])(`${EVENTS} matches as %s stay under ${LIMIT_MIB} MiB, and leave no temporary file`, async (emit) => {
  const child = spawn(
    process.execPath,
    [
      'dist/hosts/cli/main.js',
      'scan',
      '-',
      '--no-pack',
      '--rules',
      join(folder, 'rule.json'),
      '--emit',
      emit,
      '--summary',
      'json',
      '--output',
      join(folder, 'out.jsonl'),
    ],
    {
      env: { ...process.env, TMPDIR: folder },
    },
  );
  let err = '';
  child.stderr.on('data', (data) => {
    err += data;
  });
  for (const text of chunks()) {
    if (!child.stdin.write(text)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  const code = await new Promise((resolve) => child.on('close', resolve));
  const summary = JSON.parse(err) as { events: number; matches: number; peakMemoryMiB: number; seconds: number };
  console.log(emit, summary);
  expect(code).toBe(0);
  expect(summary).toMatchObject({ events: EVENTS, matches: EVENTS });
  expect(summary.peakMemoryMiB).toBeLessThan(LIMIT_MIB);
  expect(readdirSync(folder).sort()).toEqual(['out.jsonl', 'rule.json']);
});
