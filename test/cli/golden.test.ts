import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { MatchRecord } from '../../src/model/match.ts';
import { lines, trailwatch } from './trailwatch.ts';

/** A fixed log, small enough to know by heart, and what a person who reads it by hand says of it. */
const mallory = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::123456789012:user/mallory',
  accountId: '123456789012',
  userName: 'mallory',
};
const alice = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::123456789012:assumed-role/Admin/alice',
  accountId: '123456789012',
  sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/Admin', userName: 'Admin' } },
};
const record = (eventID: string, eventTime: string, eventSource: string, eventName: string, more: object = {}) => ({
  eventVersion: '1.08',
  userIdentity: mallory,
  eventTime,
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0',
  requestParameters: null,
  responseElements: null,
  eventID,
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '123456789012',
  eventCategory: 'Management',
  ...more,
});
const stopped1 = record('stop-1', '2026-03-01T12:10:00Z', 'cloudtrail', 'StopLogging');
const stopped2 = record('stop-2', '2026-03-01T12:50:00Z', 'cloudtrail', 'StopLogging');
const stopped3 = record('stop-3', '2026-03-01T13:00:00Z', 'cloudtrail', 'StopLogging');
const byAlice = record('stop-4', '2026-03-01T12:20:00Z', 'cloudtrail', 'StopLogging', {
  userIdentity: alice,
  sourceIPAddress: '203.0.113.9',
});
const described = record('describe-1', '2026-03-01T12:05:00Z', 'cloudtrail', 'DescribeTrails', { readOnly: true });
const elsewhere = record('stop-5', '2026-03-01T12:30:00Z', 'cloudtrail', 'StopLogging', {
  awsRegion: 'eu-west-1',
  recipientAccountId: '111122223333',
});

const folder = mkdtempSync(join(tmpdir(), 'trailwatch-golden-'));
const rule = join(folder, 'rule.json');
const logs = join(folder, 'logs');

beforeAll(async () => {
  const { mkdirSync } = await import('node:fs');
  mkdirSync(logs);
  // Out of order, over two files, with stop-1 delivered twice.
  writeFileSync(join(logs, 'a.json.gz'), gzipSync(JSON.stringify({ Records: [stopped3, stopped1, described, byAlice] })));
  writeFileSync(join(logs, 'b.json'), JSON.stringify({ Records: [stopped2, stopped1, elsewhere] }));
  writeFileSync(
    rule,
    JSON.stringify([
      {
        id: 'trail-stopped',
        eventName: 'StopLogging',
        severity: 'HIGH',
        description: 'A trail was stopped',
        attack: ['T1562.008'],
      },
    ]),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scan = (...flags: string[]) => trailwatch(['scan', logs, '--rules', rule, '--no-pack', '--quiet', ...flags]);

it('findings are one per rule, actor and UTC hour, in the order of time', async () => {
  const { code, out, err } = await scan();
  expect(err).toBe('');
  expect(code).toBe(0);
  const findings = lines<Finding>(out);
  expect(
    findings.map(({ ruleId, severity, actor, account, firstAt, lastAt, count, eventIds }) => ({
      ruleId,
      severity,
      actor,
      account,
      firstAt,
      lastAt,
      count,
      eventIds,
    })),
  ).toEqual([
    {
      ruleId: 'trail-stopped',
      severity: 'high',
      actor: mallory.arn,
      account: '123456789012',
      firstAt: '2026-03-01T12:10:00Z',
      lastAt: '2026-03-01T12:50:00Z',
      count: 2,
      eventIds: ['stop-1', 'stop-2'],
    },
    {
      ruleId: 'trail-stopped',
      severity: 'high',
      actor: alice.arn,
      account: '123456789012',
      firstAt: '2026-03-01T12:20:00Z',
      lastAt: '2026-03-01T12:20:00Z',
      count: 1,
      eventIds: ['stop-4'],
    },
    {
      ruleId: 'trail-stopped',
      severity: 'high',
      actor: mallory.arn,
      account: '111122223333',
      firstAt: '2026-03-01T12:30:00Z',
      lastAt: '2026-03-01T12:30:00Z',
      count: 1,
      eventIds: ['stop-5'],
    },
    {
      ruleId: 'trail-stopped',
      severity: 'high',
      actor: mallory.arn,
      account: '123456789012',
      firstAt: '2026-03-01T13:00:00Z',
      lastAt: '2026-03-01T13:00:00Z',
      count: 1,
      eventIds: ['stop-3'],
    },
  ]);
  expect(new Set(findings.map((finding) => finding.id)).size).toBe(4);
});

it('ids of findings do not depend on the order of the input', async () => {
  const one = await trailwatch(['scan', join(logs, 'a.json.gz'), join(logs, 'b.json'), '--rules', rule, '--no-pack', '--quiet']);
  const other = await trailwatch([
    'scan',
    join(logs, 'b.json'),
    join(logs, 'a.json.gz'),
    '--rules',
    rule,
    '--no-pack',
    '--quiet',
  ]);
  expect(other.out).toBe(one.out);
});

it('a match is one line with the named fields, values as AWS wrote them', async () => {
  const matches = lines<MatchRecord>((await scan('--emit', 'matches')).out);
  expect(matches.map((match) => match.eventId)).toEqual(['stop-1', 'stop-4', 'stop-5', 'stop-2', 'stop-3']);
  expect(Object.entries(matches[0]!)).toEqual([
    ['ruleId', 'trail-stopped'],
    ['title', 'A trail was stopped'],
    ['severity', 'high'],
    ['eventId', 'stop-1'],
    ['eventTime', '2026-03-01T12:10:00Z'],
    ['eventSource', 'cloudtrail.amazonaws.com'],
    ['eventName', 'StopLogging'],
    ['awsRegion', 'us-east-1'],
    ['account', '123456789012'],
    ['actor', mallory.arn],
    ['sourceIPAddress', '198.51.100.7'],
    ['userAgent', 'aws-cli/2.15.0'],
    ['errorCode', ''],
    ['attack', ['T1562.008']],
    ['file', expect.stringMatching(/a\.json\.gz$/)],
  ]);
});

it('the summary counts files, events, repeats, matches and findings', async () => {
  const { err } = await trailwatch(['scan', logs, '--rules', rule, '--no-pack', '--summary', 'json']);
  expect(JSON.parse(err)).toMatchObject({
    files: 2,
    events: 7,
    duplicates: 1,
    rejects: 0,
    matches: 5,
    findings: 4,
    interrupted: false,
  });
});

it.each([
  [
    ['--from', '2026-03-01T12:30:00Z'],
    ['stop-5', 'stop-2', 'stop-3'],
  ],
  [
    ['--to', '2026-03-01T12:30:00Z'],
    ['stop-1', 'stop-4'],
  ],
  [['--account', '111122223333'], ['stop-5']],
  [['--region', 'us-east-1', '--to', '2026-03-01T12:20:00Z'], ['stop-1']],
  [['--region', 'eu-west-1,us-east-1', '--account', '111122223333'], ['stop-5']],
  [
    ['--min-severity', 'high'],
    ['stop-1', 'stop-4', 'stop-5', 'stop-2', 'stop-3'],
  ],
  [['--min-severity', 'critical'], []],
])('%j leaves %j', async (flags, expected) => {
  expect(lines<MatchRecord>((await scan('--emit', 'matches', ...flags)).out).map((match) => match.eventId)).toEqual(expected);
});

it('--fail-on exits with 1 when reached, and with 0 when not', async () => {
  expect((await scan('--fail-on', 'high')).code).toBe(1);
  expect((await scan('--fail-on', 'critical')).code).toBe(0);
});

it('csv has a header and a line for each finding', async () => {
  const { out } = await scan('--format', 'csv');
  expect(out.split(/\r?\n/).filter((line) => line !== '')).toHaveLength(5);
});

it('json is one array', async () => {
  expect(JSON.parse((await scan('--format', 'json')).out)).toHaveLength(4);
});

it('--output takes the format from the name, and leaves nothing half-written behind', async () => {
  const file = join(folder, 'out.html');
  const { code, out } = await scan('--output', file);
  expect([code, out]).toEqual([0, '']);
  const { readdirSync, readFileSync } = await import('node:fs');
  expect(readFileSync(file, 'utf8')).toContain('<!doctype html>');
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
});
