import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, trailwatch } from './trailwatch.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-filter-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const record = (eventID: string, eventName: string, more: object = {}) => ({
  eventVersion: '1.08',
  eventID,
  eventTime: '2026-03-01T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName,
  awsRegion: 'us-east-1',
  eventType: 'AwsApiCall',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory' },
  recipientAccountId: '123456789012',
  ...more,
});
const records = { Records: [record('e1', 'StopLogging'), record('e2', 'DescribeTrails'), record('e3', 'DeleteTrail')] };
const test = (pattern: string, ...args: string[]) => trailwatch(['filter', 'test', '--pattern', pattern, ...args]);
const request = '192.0.2.1 - frank [10/Oct/2026:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

describe('filter test', () => {
  it('shows where a pattern matches in lines, and nothing that a terminal would obey', async () => {
    const log = file('app.log', `all is well\nthe bucket is private!\u001b[31m\n\n${request}\r\n`);
    const { code, out, err } = await test('"private!"', log);
    expect([code, out, err]).toEqual([0, `${log}:2  the bucket is private!\\x1b[31m\n`, '1 of 3 messages match\n']);
    expect((await test('[..., status = 4*, bytes]', log)).out).toContain('    $status = 404\n    $bytes = 1534\n');
  });

  it('takes the records of CloudTrail logs as messages, compressed or not, and their envelopes off', async () => {
    const log = file('trail.json.gz', gzipSync(JSON.stringify(records)));
    const envelope = {
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.cloudtrail',
      id: 'x',
      time: '2026-03-01T12:00:00Z',
    };
    const wrapped = file(
      'wrapped.json',
      JSON.stringify({ ...envelope, account: '123456789012', region: 'us-east-1', resources: [], detail: records.Records[0] }),
    );
    const { code, out, err } = await test(
      '{ $.eventName = StopLogging || $.eventName = Delete* }',
      log,
      wrapped,
      '--format',
      'jsonl',
    );
    expect([code, err]).toEqual([0, '3 of 4 messages match\n']);
    expect(lines(out).map(({ eventNumber, place, extractedValues }) => [eventNumber, place, extractedValues])).toEqual([
      [0, `${log} (record 0)`, { '$.eventName': 'StopLogging' }],
      [2, `${log} (record 2)`, { '$.eventName': 'DeleteTrail' }],
      [3, `${wrapped} (record 0)`, { '$.eventName': 'StopLogging' }],
    ]);
    expect(JSON.parse(lines<{ eventMessage: string }>(out)[0]!.eventMessage)).toEqual(records.Records[0]);
  });

  it('takes each line of other JSON as a message, and with --lines of any', async () => {
    const app = '{"latency": 50}\n{"latency": 700}\n';
    const { out } = await trailwatch(['filter', 'test', '--pattern', '{ $.latency > 100 }', '--format', 'json', '-'], {
      input: app,
    });
    expect(JSON.parse(out)).toEqual({
      matches: [{ eventNumber: 1, place: '-:2', eventMessage: '{"latency": 700}', extractedValues: { '$.latency': '700' } }],
    });
    const log = file('plain.json', JSON.stringify(records));
    expect((await test('"{\\"Records\\""', '--lines', log)).err).toBe('1 of 1 messages match\n');
    expect((await test('"{\\"Records\\""', log)).err).toBe('0 of 3 messages match\n');
  });

  it('its exit code says whether something matched', async () => {
    const log = file('a.log', 'a\n');
    expect((await test('a', log)).code).toBe(0);
    expect((await test('b', log)).code).toBe(1);
    expect((await test('b', log, '--format', 'json')).out).toBe('{"matches":[]}\n');
    expect((await test('a', join(folder, 'nowhere'))).code).toBe(2);
    expect((await test('a', file('empty.log', ''))).code).toBe(2);
    const cut = file('cut.gz', gzipSync('a\n'.repeat(1000)).subarray(0, 25));
    const { code, err } = await test('a', log, cut);
    expect([code, err]).toEqual([3, expect.stringContaining('[DECODE_GZIP]')]);
    const picture = await test('', log, file('p.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1)));
    expect([picture.code, picture.err]).toEqual([3, expect.stringContaining('a PNG image')]);
  });

  it('a wrong pattern is one line with its place', async () => {
    const { code, out, err } = await test('{ $.a == 1 }', 'nowhere');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe('trailwatch: line 1:7: there is no operator "==" [RULE_PATTERN]. Use = != < <= > >=.\n');
    expect((await trailwatch(['filter', 'test', 'x'])).err).toContain("required option '--pattern <pattern>'");
  });

  it('says what AWS may refuse', async () => {
    expect((await test('{ $.a EXISTS }', file('x.log', '{"a":{}}'))).err).toContain('EXISTS is not supported');
  });
});

describe('filter export', () => {
  it('says a rule as a pattern that matches what the rule matches', async () => {
    const { code, out } = await trailwatch(['filter', 'export', 'cloudtrail-tamper', '--format', 'pattern']);
    expect(code).toBe(0);
    const { err } = await test(out.trimEnd(), file('trail.json', JSON.stringify(records)));
    expect(err).toBe('2 of 3 messages match\n');
  });

  it('says why a rule that was named can not be one, and ends with 1', async () => {
    const { code, out, err } = await trailwatch(['filter', 'export', 'console-brute-then-success', 'cloudtrail-tamper']);
    expect(code).toBe(1);
    expect(out).toContain("can't be a filter pattern: it is about many events");
    expect(err).toBe('1 of 2 rules can be said as a filter pattern\n');
  });

  it('says all rules as JSON, each with a pattern or a reason', async () => {
    const { code, out } = await trailwatch(['filter', 'export', '--format', 'json']);
    const all = JSON.parse(out) as { id: string; filterPattern?: string; reason?: string }[];
    expect(code).toBe(0);
    expect(all.every(({ filterPattern, reason }) => (filterPattern === undefined) !== (reason === undefined))).toBe(true);
    expect(all.filter(({ filterPattern }) => filterPattern !== undefined).length).toBeGreaterThan(150);
  });

  it('an unknown rule is a usage error with a suggestion', async () => {
    const { code, err } = await trailwatch(['filter', 'export', 'cloudtrail-tampr']);
    expect([code, err]).toEqual([2, expect.stringContaining('cloudtrail-tamper')]);
  });
});

describe("CIS's filters", () => {
  it('run as rules in a scan', async () => {
    const log = file('scan.json', JSON.stringify(records));
    const { code, out } = await trailwatch(['scan', '--rules-set', 'cis', '--format', 'jsonl', log]);
    expect(code).toBe(0);
    expect(lines<{ ruleId: string; count: number }>(out).map(({ ruleId, count }) => [ruleId, count])).toEqual([
      ['cis-4-5-cloudtrail-changes', 2],
    ]);
  });

  it('are without mistakes', async () => {
    const { code, out } = await trailwatch([
      'rules',
      'lint',
      'rules/cis-metric-filters.json',
      '--no-pack',
      '--fail-on',
      'warning',
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining('15 rules')]);
  });
});

it.each([['test'], ['export']])('filter %s --help has examples', async (verb) => {
  const { code, out } = await trailwatch(['filter', verb, '--help']);
  expect([code, out]).toEqual([0, expect.stringMatching(/Examples:\n {2}\$ trailwatch filter/)]);
});
