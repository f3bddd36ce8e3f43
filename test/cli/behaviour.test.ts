import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines, trailwatch } from './trailwatch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const record = (eventID: string, more: object = {}) => ({
  eventVersion: '1.08',
  eventID,
  eventTime: '2026-03-01T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'us-east-1',
  eventType: 'AwsApiCall',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory' },
  recipientAccountId: '123456789012',
  ...more,
});
const log = (...records: object[]) => JSON.stringify({ Records: records });
const onlyStop = () => ['--no-pack', '--quiet', '--rules', file('rule.json', '["StopLogging"]')];

describe('exit codes', () => {
  it('2 and one line for a path that does not exist', async () => {
    const { code, err, out } = await trailwatch(['scan', join(folder, 'nowhere')]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/nowhere.*\[READ_NOT_FOUND\]/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('2 for a wrong flag, with a suggestion', async () => {
    const { code, err } = await trailwatch(['scan', '.', '--fromat', 'json']);
    expect(code).toBe(2);
    expect(err).toContain('--format');
  });

  it('2 for a wrong verb, with a suggestion', async () => {
    const { code, err } = await trailwatch(['scam']);
    expect(code).toBe(2);
    expect(err).toContain('scan');
  });

  it('2 for a wrong rule, every mistake with its place, and nothing is read', async () => {
    const rule = file('rules.json', '[\n  {"id": "a", "eventName": 7},\n  {"id": "b", "evntName": "X"}\n]');
    const { code, err, out } = await trailwatch(['scan', file('a.json', log(record('e'))), '--rules', rule]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/rules\.json:2:\d+: .*\[RULE_FIELD\]/);
    expect(err).toMatch(/rules\.json:3:\d+: .*\[RULE_FIELD\].*eventName/);
  });

  it('2 for an empty folder: nothing could be read', async () => {
    mkdirSync(join(folder, 'empty'));
    expect((await trailwatch(['scan', join(folder, 'empty')])).code).toBe(2);
  });

  it('2 for a pipe that brings nothing: what should have written into it has failed', async () => {
    const { code, err } = await trailwatch(['scan', '-', '--quiet']);
    expect([code, err]).toEqual([2, expect.stringMatching(/the input is empty \[CLI_NOTHING_READ\]/)]);
  });

  it.each([
    ['an empty input', ['', '--quiet']],
    ['an account id that is none', ['.', '--account', '12345']],
    ['an empty region', ['.', '--region', '']],
    ['an empty folder name', ['.', '--rules', '']],
    ['no rule at that severity', ['.', '--no-pack', '--rules', 'low.json', '--min-severity', 'high']],
    ['no rule that is run', ['.', '--no-pack', '--rules', 'disabled.json']],
  ])('2 for %s, which would look like a clean account', async (_, args) => {
    file('low.json', '[{"id": "a", "eventName": "StopLogging", "severity": "LOW"}]');
    file('disabled.json', '{"Name": "a", "State": "DISABLED", "EventPattern": {"source": ["aws.iam"]}}');
    const { code, out, err } = await trailwatch(['scan', ...args], { cwd: folder });
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('0 for a log without records', async () => {
    expect((await trailwatch(['scan', file('a.json', log()), ...onlyStop()])).code).toBe(0);
  });

  it('3 when part of the input could not be read, and the rest is found', async () => {
    file('a.json', log(record('good')));
    file('b.json.gz', gzipSync(log(record('x'), record('y'))).subarray(0, 40));
    const { code, out, err } = await trailwatch(['scan', join(folder, '*.json*'), ...onlyStop()]);
    expect(code).toBe(3);
    expect(lines(out)[0]).toMatchObject({ eventIds: expect.arrayContaining(['good']) });
    expect(err).toContain('DECODE_GZIP');
  });

  it('3 for one broken line among good ones; --rejects lists it', async () => {
    const broken = file('a.ndjson', `${JSON.stringify(record('one'))}\n{"eventID": broken\n${JSON.stringify(record('two'))}\n`);
    const rejects = join(folder, 'rejects.jsonl');
    const { code, out } = await trailwatch(['scan', broken, ...onlyStop(), '--emit', 'matches', '--rejects', rejects]);
    expect(code).toBe(3);
    expect(lines(out).map((line) => line.eventId)).toEqual(['one', 'two']);
    expect(lines(readFileSync(rejects, 'utf8'))).toEqual([
      expect.objectContaining({ kind: 'reject', code: 'DECODE_JSON', at: expect.stringContaining('a.ndjson') }),
    ]);
  });
});

describe('inputs', () => {
  it('standard input', async () => {
    const { code, out } = await trailwatch(['scan', '-', ...onlyStop(), '--emit', 'matches'], {
      input: gzipSync(log(record('in'))),
    });
    expect(code).toBe(0);
    expect(lines(out)).toEqual([expect.objectContaining({ eventId: 'in', file: '-' })]);
  });

  it('a loop of links is reported once, and the rest goes on', async () => {
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.json'), log(record('a')));
    symlinkSync(logs, join(logs, 'again'));
    const { out, err } = await trailwatch(['scan', logs, ...onlyStop(), '--emit', 'matches']);
    expect(lines(out)).toHaveLength(1);
    expect(err.match(/READ_LOOP/g)).toHaveLength(1);
  });
});

it('a lossy copy of an event does not hide what only the whole one shows, wherever it lies', async () => {
  file(
    'a.csv',
    'Event ID,Event time,Event name,User name,Event source,AWS region\ne-1,2026-03-01T12:00:00Z,StopLogging,mallory,cloudtrail.amazonaws.com,us-east-1\n',
  );
  file('b.json', log(record('e-1', { requestParameters: { name: 'trail' } })));
  const rules = file('rules.json', '["StopLogging", {"id": "whole", "match": {"requestParameters": {"name": ["trail"]}}}]');
  const { out } = await trailwatch([
    'scan',
    join(folder, 'a.csv'),
    join(folder, 'b.json'),
    '--no-pack',
    '--quiet',
    '--rules',
    rules,
    '--emit',
    'matches',
  ]);
  expect(lines(out).map((line) => line.ruleId)).toEqual(['StopLogging', 'whole']);
});

describe('hostile values', () => {
  const hostile = '\u001b[2J<script>alert(1)</script>\u202e=cmd|calc';
  const logs = () =>
    file(
      'a.json',
      log(record('e', { userAgent: hostile, sourceIPAddress: `=${hostile}`, userIdentity: { type: 'IAMUser', arn: hostile } })),
    );

  it.each(['table', 'jsonl', 'json', 'csv'])('%s holds no control character and no bidirectional mark', async (format) => {
    const { out } = await trailwatch(['scan', logs(), ...onlyStop(), '--format', format]);
    expect(out.replaceAll('\n', '').replaceAll('\r', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out.length).toBeGreaterThan(50);
  });

  it('a csv cell never begins with a formula', async () => {
    const { out } = await trailwatch(['scan', logs(), ...onlyStop(), '--emit', 'matches', '--format', 'csv']);
    expect(out).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  it('jsonl parses back to the very value', async () => {
    const { out } = await trailwatch(['scan', logs(), ...onlyStop(), '--emit', 'matches']);
    expect(lines(out)[0]).toMatchObject({ userAgent: hostile });
  });

  it('html holds no markup of the log', async () => {
    const { out } = await trailwatch(['scan', logs(), ...onlyStop(), '--format', 'html']);
    expect(out).not.toContain('<script');
    expect(out).toContain('&lt;script');
  });
});

describe('help', () => {
  it.each([['--help'], ['scan', '--help'], ['decode', '--help'], ['demo', '--help']])(
    '%s %s fits into 80 columns',
    async (...args) => {
      const { out } = await trailwatch(args, { env: { COLUMNS: '80' } });
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it('a wrong flag leads to the help of its verb', async () => {
    expect((await trailwatch(['scan', '.', '--nope'])).err).toContain('trailwatch scan --help');
  });

  it.each([['scan'], ['decode'], ['demo']])('%s --help has examples', async (verb) => {
    const { code, out } = await trailwatch([verb, '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Examples:');
  });

  it('--version is the version', async () => {
    expect((await trailwatch(['--version'])).out.trim()).toBe(
      (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
    );
  });
});

describe('decode', () => {
  it('prints events, pointers, ignored things and rejects, one JSON object a line', async () => {
    const notice = {
      Records: [
        {
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          s3: { bucket: { name: 'logs' }, object: { key: 'AWSLogs/a+b%2Bc.json.gz' } },
        },
      ],
    };
    const input = [record('one'), notice].map((value) => JSON.stringify(value)).join('\n');
    const { code, out } = await trailwatch(['decode', '-'], { input: `${input}\n{"broken\n` });
    expect(code).toBe(3);
    expect(lines(out)).toEqual([
      expect.objectContaining({
        kind: 'event',
        id: 'one',
        at: '2026-03-01T12:00:00.000Z',
        envelope: expect.objectContaining({ source: 'aws.cloudtrail', 'detail-type': 'AWS API Call via CloudTrail' }),
      }),
      { kind: 'pointer', bucket: 'logs', key: 'AWSLogs/a b+c.json.gz' },
      expect.objectContaining({ kind: 'reject', code: 'DECODE_JSON' }),
    ]);
  });
});

it('no temporary file is left behind', async () => {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  await trailwatch(['scan', file('a.json', log(record('a'))), ...onlyStop()], { env: { TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual([]);
});
