import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../base/escape.cases.ts';
import type { Finding } from '../../../model/finding.ts';
import type { MatchRecord } from '../../../model/match.ts';
import { severities } from '../../../model/severity.ts';
import { findingTable, matchTable, type Table } from './table.ts';

const plain = createColors(false);
const painted = createColors(true);

const finding: Finding = {
  id: '0123456789abcdef0123456789abcdef',
  ruleId: 'cloudtrail-changes',
  severity: 'critical',
  title: 'CloudTrail stopped or changed',
  summary: 'who did what',
  status: 'open',
  firstAt: '2026-03-23T03:15:07Z',
  lastAt: '2026-03-23T03:17:07Z',
  count: 3,
  actor: 'arn:aws:iam::123456789012:user/support-svc',
  account: '123456789012',
  region: 'eu-central-1',
  resources: [],
  eventIds: [],
  attack: [],
  context: {
    eventNames: ['StopLogging', 'DeleteTrail'],
    eventSources: [],
    regions: [],
    sourceIPAddresses: ['203.0.113.77', '192.0.2.1', '192.0.2.2'],
    userAgents: [],
    errorCodes: [],
  },
};
const record: MatchRecord = {
  ruleId: 'cloudtrail-changes',
  title: 'CloudTrail stopped or changed',
  severity: 'low',
  eventId: 'e',
  eventTime: '2026-03-23T03:15:07Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-central-1',
  account: '123456789012',
  actor: 'arn:aws:iam::123456789012:user/support-svc',
  sourceIPAddress: '203.0.113.77',
  userAgent: '',
  errorCode: 'AccessDenied',
  attack: [],
  file: 'f',
};
const printed = <T>(list: T[], { head, row }: Table<T>) => head + list.map(row).join('');
const findings = (list: Finding[], width: number, colors = plain) => printed(list, findingTable({ width, colors }));
const matches = (list: MatchRecord[], width: number, colors = plain) => printed(list, matchTable({ width, colors }));

describe('findings', () => {
  it('take two lines at 80 columns, nothing of the title lost', () => {
    expect(findings([finding], 80)).toBe(
      [
        'SEVERITY  FIRST SEEN (UTC)  FINDING                                        COUNT',
        '          ACTOR                       FROM                CALLS',
        'CRITICAL  2026-03-23 03:15  CloudTrail stopped or changed                      3',
        '          user/support-svc            203.0.113.77 +2     StopLogging, DeleteTr…',
        '',
      ].join('\n'),
    );
  });

  it('take four lines at 40 columns, nothing of the title and the actor lost', () => {
    expect(findings([finding], 40)).toBe(
      [
        'SEVERITY  FIRST SEEN (UTC)    COUNT',
        '    FINDING',
        '    ACTOR',
        '    FROM                CALLS',
        'CRITICAL  2026-03-23 03:15        3',
        '    CloudTrail stopped or changed',
        '    user/support-svc',
        '    203.0.113.77 +2     StopLogging, De…',
        '',
      ].join('\n'),
    );
  });

  it('take one line at 120 columns', () => {
    expect(findings([finding], 120)).toBe(
      [
        'SEVERITY  FIRST SEEN (UTC)  FINDING                             ACTOR                        FROM                  COUNT',
        'CRITICAL  2026-03-23 03:15  CloudTrail stopped or changed       user/support-svc             203.0.113.77 +2           3',
        '',
      ].join('\n'),
    );
  });

  it('name the calls too where there is room', () => {
    expect(findings([finding], 160)).toContain('CALLS');
    expect(findings([finding], 160)).toContain('StopLogging, DeleteTrail');
  });

  it('say what failed', () => {
    expect(
      findings([{ ...finding, context: { ...finding.context, eventNames: ['ListUsers'], errorCodes: ['AccessDenied'] } }], 100),
    ).toContain('ListUsers (AccessDenied)');
  });

  it.each([
    [999_999, '999,999'],
    [1_234_567, '1.2M'],
    [2_500_000_000, '2.5G'],
  ])('count %i as %s', (count, shown) => {
    expect(findings([{ ...finding, count }], 120)).toMatch(new RegExp(` ${shown}\n$`));
  });

  it.each([
    ['AWSReservedSSO_AdministratorAccess_0123456789abcdef/alice@example.com', 'sso/Admin…/alice@example.…'],
    ['AWSReservedSSO_AdministratorAccess_0123456789abcdef/bob', 'sso/AdministratorAcce…/bob'],
    ['OrganizationAccountAccessRole/i-0123456789abcdef0', 'role/Organ…/i-0123456789a…'],
    ['R/i-0123456789abcdef0', 'role/R/i-0123456789abcdef0'],
  ])('shorten the session of %s so that role and person stay', (session, shown) => {
    const [, , , line] = findings([{ ...finding, actor: `arn:aws:sts::123456789012:assumed-role/${session}` }], 80).split('\n');
    expect(line!.slice(10, 36)).toBe(shown);
  });

  it('show a dash for nobody and nowhere', () => {
    const bare = { ...finding, actor: '', context: { ...finding.context, sourceIPAddresses: [] } };
    expect(findings([bare], 120)).toMatch(/ - +- +3\n$/);
  });
});

describe('matches', () => {
  it('take two lines at 80 columns and one at 120', () => {
    expect(matches([record], 80)).toBe(
      [
        'SEVERITY  TIME (UTC)           EVENT',
        '          ACTOR                       FROM                RULE',
        'LOW       2026-03-23 03:15:07  StopLogging (AccessDenied)',
        '          user/support-svc            203.0.113.77        CloudTrail stopped or…',
        '',
      ].join('\n'),
    );
    expect(matches([record], 120).split('\n')).toHaveLength(3);
  });
});

describe.each([40, 60, 71, 72, 80, 100, 111, 112, 120, 143, 160, 200, 1000, 0])('at %i columns', (width) => {
  const most = Math.max(40, Math.min(200, width || 80));

  it.each(hostileTexts)('%s stays in its column and is shown, not obeyed', (_, text) => {
    const hostileFinding = {
      ...finding,
      title: text,
      actor: text,
      account: text,
      firstAt: text,
      context: { ...finding.context, eventNames: [text, text, text], sourceIPAddresses: [text, text], errorCodes: [text] },
    };
    const hostileRecord = {
      ...record,
      title: text,
      actor: text,
      account: text,
      eventTime: text,
      eventName: text,
      sourceIPAddress: text,
      errorCode: text,
    };
    for (const table of [findings([hostileFinding], width), matches([hostileRecord], width)]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(table).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
      const lines = table.split('\n');
      expect([3, 5, 9]).toContain(lines.length);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(most);
    }
  });
});

it('paints each severity in its own way and keeps the columns', () => {
  const rows = severities.map((severity) => findings([{ ...finding, severity }], 120, painted).split('\n')[1]!);
  expect(new Set(rows.map((row) => row.split(/[A-Z]/)[0])).size).toBe(5);
  for (const row of rows) expect(stringWidth(row)).toBe(120);
});
