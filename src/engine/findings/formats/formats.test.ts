import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../base/escape.cases.ts';
import type { Finding } from '../../../model/finding.ts';
import type { MatchRecord } from '../../../model/match.ts';
import { sampleMatch } from '../sample-match.cases.ts';
import { toFindings, toTriageItem } from '../triage.ts';
import { findingCsvHeader, findingCsvLine, matchCsvHeader, matchCsvLine } from './csv.ts';
import { findingJson, findingJsonLine, jsonArray, matchJson, matchJsonLine } from './json.ts';

const item = (userAgent = 'aws-cli/2.17.20') => toTriageItem(sampleMatch({ detail: { userAgent } }));
const record = (userAgent?: string): MatchRecord => item(userAgent).record;
const finding = (userAgent?: string): Finding => [...toFindings([item(userAgent)])][0]!.finding;

/** What configuration adds, in the order of the model. */
const added = {
  origin: 'arn:aws:iam::123456789012:user/carol',
  accountName: 'shop',
  environment: 'production',
  shadow: true,
  suppressedBy: 'nightly',
  mergedInto: '0'.repeat(32),
} as const;

/** A reader of RFC 4180, written for the test: one line to its cells. */
function cellsOf(line: string): string[] {
  expect(line.endsWith('\n')).toBe(true);
  const cells: string[] = [];
  let rest = line.slice(0, -1);
  for (;;) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/.exec(rest);
    if (found === null) throw new Error(`no CSV: ${rest}`);
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === '') return cells;
    rest = rest.slice(found[0].length);
  }
}

describe('csv', () => {
  it('has a column for each key of a match', () => {
    expect(matchCsvHeader).toBe(
      'ruleId,title,severity,eventId,eventTime,eventSource,eventName,awsRegion,account,actor,sourceIPAddress,userAgent,errorCode,attack,file\n',
    );
    expect(cellsOf(matchCsvHeader)).toEqual(Object.keys(record()));
    expect(cellsOf(matchCsvLine(record()))).toEqual(Object.values(record()).map(String));
  });

  it('has a column for each key of a finding and of its context', () => {
    const { context, ...rest } = finding();
    const plain = [...Object.keys(rest), ...Object.keys(context)];
    expect(cellsOf(findingCsvHeader)).toEqual([...plain, 'countries', 'networks', ...Object.keys(added)]);
    const values = [...Object.values(rest), ...Object.values(context)].map(String);
    expect(cellsOf(findingCsvLine(finding()))).toEqual([...values, '', '', '', '', '', '', '', '']);
    const whole = { ...finding(), ...added, context: { ...context, countries: ['CH', 'US'], networks: ['office'] } };
    expect(cellsOf(findingCsvLine(whole))).toEqual([...values, 'CH | US', 'office', ...Object.values(added).map(String)]);
  });

  it.each(hostileTexts)('keeps %s in its cell, and no formula', (_, text) => {
    for (const cells of [cellsOf(matchCsvLine(record(text))), cellsOf(findingCsvLine(finding(text)))]) {
      expect([15, 29]).toContain(cells.length);
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
    }
  });
});

describe('json', () => {
  it('has what configuration adds, where there is any', () => {
    const whole = { ...finding(), context: { ...finding().context, countries: ['CH'], networks: ['office'] }, ...added };
    expect(findingJsonLine(whole)).toBe(`${JSON.stringify(whole)}\n`);
    expect(findingJson(whole)).toBe(JSON.stringify(whole));
  });

  it('has exactly the keys of the model, in its order, whatever order they came in', () => {
    const shuffled = Object.fromEntries(Object.entries(record()).reverse()) as unknown as MatchRecord;
    expect(matchJsonLine(shuffled)).toBe(`${JSON.stringify(record())}\n`);
    expect(Object.keys(JSON.parse(findingJsonLine({ ...finding(), extra: 1 } as Finding)))).toEqual(Object.keys(finding()));
    expect(Object.keys(finding())).toEqual([
      'id',
      'ruleId',
      'severity',
      'title',
      'summary',
      'status',
      'firstAt',
      'lastAt',
      'count',
      'actor',
      'account',
      'region',
      'resources',
      'eventIds',
      'attack',
      'context',
    ]);
  });

  it('makes an array of any number of items', () => {
    for (const count of [0, 1, 3]) {
      const items = Array.from({ length: count }, () => findingJson(finding()));
      expect(JSON.parse(jsonArray.open + items.join(jsonArray.separator) + jsonArray.close)).toEqual(
        Array.from({ length: count }, () => finding()),
      );
    }
    expect(JSON.parse(matchJson(record()))).toEqual(record());
  });

  it.each(hostileTexts)('keeps the value of %s, on one line', (_, text) => {
    const line = findingJsonLine(finding(text));
    expect(JSON.parse(line)).toEqual(finding(text));
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });
});
