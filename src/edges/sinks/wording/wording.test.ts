import { describe, expect, test } from 'vitest';
import type { Change } from '../../../model/alert.ts';
import { alertNotice, digestNotice, hostileNotices, notices, sampleAlert, sampleFinding, testNotice } from '../notice.cases.ts';
import type { Notice } from '../sink.ts';
import { headline } from './headline.ts';
import { fitJson, noticeData } from './notice-json.ts';
import { asciiSubject, smsText } from './short-texts.ts';
import { alertText, noticeText } from './text.ts';
import { secondText } from './times.ts';
import { gsmLength, toAscii, toGsm } from './gsm7.ts';

const consoleUrl = 'https://console.example.com/';
const everyNotice: readonly Notice[] = [...notices, ...hostileNotices.map(([, , notice]) => notice)];

describe('the headline', () => {
  const who = 'arn:aws:iam::123456789012:user/mallory in 123456789012 (shop, prod) us-east-1';
  test.each<[Change, string]>([
    ['opened', `CRITICAL CloudTrail logging stopped: ${who} at 2026-03-01 12:00 UTC`],
    ['repeated', `CRITICAL CloudTrail logging stopped, again (1,000 events): ${who}, last at 2026-03-01 12:34 UTC`],
    ['escalated', `CRITICAL (raised) CloudTrail logging stopped: ${who} at 2026-03-01 12:34 UTC`],
    ['resolved', `RESOLVED CloudTrail logging stopped (was critical): ${who} at 2026-03-01 12:00 UTC`],
  ])('%s', (change, expected) => {
    expect(headline(alertNotice({ count: 1000 }, change))).toBe(expected);
  });

  test('of a digest counts severities and what is more', () => {
    const times = '2026-03-01 12:00 UTC to 2026-03-01 13:00 UTC';
    expect(headline(digestNotice)).toBe(
      `1,023 findings of "Unauthorized API call" in one hour: 2 high, 48 low, 973 more, ${times}`,
    );
    expect(headline({ ...digestNotice, title: 'Digest', alerts: [], more: 0 } as Notice)).toBe(`Digest: no findings, ${times}`);
  });

  test('of a test says that it is one', () => {
    expect(headline(testNotice)).toMatch(/^TEST of trailwatch, nothing has happened/);
  });

  test('is one line, however hostile', () => {
    for (const notice of everyNotice) expect(headline(notice)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe('the text', () => {
  const text = alertText(sampleAlert, { consoleUrl, timeZone: 'Europe/Zurich' });

  test.each([
    ['the headline first', /^CRITICAL CloudTrail logging stopped: /],
    ['both times, in both zones', '2026-03-01 12:34:56 UTC (13:34:56 in Europe/Zurich)'],
    ['who began the chain of roles', 'Began as:       arn:aws:iam::111122223333:user/alice'],
    ['countries', 'Countries:      CH'],
    [
      'commands as they are, with the region that is certain',
      '\n    aws cloudtrail get-trail-status --name <trail> --region us-east-1\n',
    ],
    [
      'the first event',
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=6f1b2c3d-0000-4000-8000-000000000001 --region us-east-1\n',
    ],
    ['links of the rule', 'see the runbook (https://example.com/runbook).'],
    ['when it is harmless', '- A trail that is replaced by another one'],
    ['ATT&CK, a level below for a sub-technique', 'https://attack.mitre.org/techniques/T1562/008/'],
    ['the finding', 'https://console.example.com/findings/0123456789abcdef0123456789abcdef'],
  ])('has %s', (_, part) => {
    if (typeof part === 'string') expect(text).toContain(part);
    else expect(text).toMatch(part);
  });

  test('of what is resolved says why, and nothing to do', () => {
    const resolved = (more: object) => noticeText(alertNotice(more, 'resolved'));
    expect(resolved({ status: 'closed' })).toContain('Closed by an operator.');
    expect(resolved({ mergedInto: 'abc' })).toContain('Taken over by finding abc');
    expect(resolved({})).toContain('Events that came late');
    expect(resolved({})).not.toContain('What to do now');
  });

  test('has no line that an attacker begins', () => {
    const text = noticeText(alertNotice({ summary: 'x\nWhat to do now\r\n\u2028nothing', actor: 'y\nCRITICAL fake' }));
    expect(text).toContain('x\\nWhat to do now\\r\\n\\u2028nothing');
    expect(text).not.toContain('\nCRITICAL fake');
  });

  test('of a digest is a table that ends with what is more', () => {
    const lines = noticeText(digestNotice).trimEnd().split('\n');
    expect(
      lines.filter((line) => /^(high|low) {2,}opened {2}Unauthorized API call {2}user\/user-\d+ +shop us-east-1/.test(line)),
    ).toHaveLength(50);
    expect(lines.at(-1)).toBe('and 973 more');
  });

  test('has no link without a console, and none that is no web address', () => {
    expect(alertText(sampleAlert)).toContain('Finding:        0123456789abcdef0123456789abcdef');
    const references = ['javascript:alert(1)', 'https://user:pass@example.com/'];
    const response = '[x](javascript:alert(1)) [y](file:///etc/passwd)';
    const said = alertText({ ...sampleAlert, rule: { references, response } });
    expect(said).toContain('[x](javascript:alert(1)) [y](file:///etc/passwd)');
    expect(said).toContain('\n- javascript:alert(1)\n');
  });
});

describe('times', () => {
  test.each([
    ['2026-03-01T23:30:00Z', 'Asia/Tokyo', '2026-03-01 23:30:00 UTC (2026-03-02 08:30:00 in Asia/Tokyo)'],
    ['2026-07-01T12:00:00Z', 'Europe/Zurich', '2026-07-01 12:00:00 UTC (14:00:00 in Europe/Zurich)'],
    ['2026-07-01T12:00:00Z', 'UTC', '2026-07-01 12:00:00 UTC'],
    ['2026-07-01T12:00:00Z', 'Nowhere/Else', '2026-07-01 12:00:00 UTC'],
    ['soon', 'UTC', 'soon'],
  ])('%s in %s', (time, zone, expected) => {
    expect(secondText(time, zone)).toBe(expected);
  });
});

describe('short texts', () => {
  test('a subject of SNS is at most 99 printable ASCII characters and does not begin with a space', () => {
    for (const notice of everyNotice) expect(asciiSubject(notice)).toMatch(/^[!-~][ -~]{0,98}$/);
  });

  test('a text message takes at most 140 places of the GSM alphabet', () => {
    for (const notice of everyNotice) expect(gsmLength(smsText(notice))).toBeLessThanOrEqual(140);
  });

  test('who, where and when stay when it is long', () => {
    const notice = alertNotice({
      title: `Something that takes ${'very '.repeat(20)}long`,
      actor: 'arn:aws:sts::123456789012:assumed-role/a-role-of-many-words-for-deployment/build-4711',
    });
    expect(smsText(notice)).toMatch(
      /^CRITICAL Something that takes very .*\.\.: .*build-4711 in 123456789012 us-east-1 2026-03-01 12:00 UTC$/,
    );
    expect(asciiSubject(notice)).toMatch(/^CRITICAL Something that takes .* in 123456789012 us-east-1 2026-03-01 12:00 UTC$/);
  });

  // 3GPP TS 23.038, sections 6.2.1 and 6.2.1.1.
  test.each([
    ['@£$ èéùìòÇ', 10],
    ['[a]', 5],
    ['{}\\^~|€', 14],
    ['`', undefined],
    ['ç', undefined],
    ['ş', undefined],
  ])('%s takes %s places', (text, expected) => {
    expect(gsmLength(text)).toBe(expected);
  });

  test('the alphabet has 128 places, less escape, carriage return', () => {
    const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).filter((one) => gsmLength(one) === 1);
    expect(all).toHaveLength(126);
  });

  test.each([
    ['Zoë çà', 'Zoe ca', 'Zoe cà'],
    ['naïve “x” – …', 'naive "x" - ..', 'naive "x" - ..'],
    ['管理者', '???', '???'],
    ['Straße Łódź', 'Strasse Lodz', 'Straße Lodz'],
  ])('%s as ASCII and GSM', (text, ascii, gsm) => {
    expect(toAscii(text)).toBe(ascii);
    expect(toGsm(text)).toBe(gsm);
  });
});

describe('JSON for programs', () => {
  test('is the alert as it is, with its id, headline and link', () => {
    expect(noticeData(alertNotice(), { consoleUrl })).toMatchObject({
      version: 1,
      kind: 'alert',
      id: 'notice-opened',
      change: 'opened',
      at: '2026-03-01T12:35:00.000Z',
      headline: headline(alertNotice()),
      link: `https://console.example.com/findings/${sampleFinding.id}`,
      finding: sampleFinding,
    });
  });

  test('fits into a limit, and says that it was cut', () => {
    const data = noticeData(alertNotice({ summary: '管'.repeat(50_000) }));
    expect(JSON.parse(fitJson(data, 1_000_000))).not.toHaveProperty('truncated');
    for (const limit of [100_000, 20_000, 5_000]) {
      const json = fitJson(data, limit);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(limit);
      expect(JSON.parse(json)).toMatchObject({ truncated: true, finding: { id: sampleFinding.id } });
    }
  });
});
