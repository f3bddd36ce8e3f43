import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../base/escape.cases.ts';
import { Problem } from '../../base/problem.ts';
import type { ReportContext } from '../../model/report.ts';
import { ticksUpTo } from './html/plot.ts';
import { periodOf } from './html/wording.ts';
import { htmlReport } from './html-report.ts';
import { createReportCollector } from './report-collector.ts';
import { sampleContext, sampleEvent, sampleFinding } from './sample-finding.cases.ts';

interface Made {
  count?: number;
  limit?: number;
  raw?: string | undefined;
  text?: string;
  context?: Partial<ReportContext>;
}

function report({ count = 5, limit = 300, raw = '{"a":1}', text = '', context = {} }: Made = {}): string {
  const collector = createReportCollector({ limit });
  for (let i = 0; i < count; i++) collector.add(sampleFinding(i, text), [sampleEvent(sampleFinding(i, text), raw, text)]);
  return [...htmlReport(collector.finish({ ...sampleContext, ...context }))].join('');
}

const elements = (html: string): string[] => [...new Set([...html.matchAll(/<([a-z0-9!]+)/g)].map((found) => found[1]!))].sort();
/** The names in tags, their quoted values taken out first. */
const attributes = (html: string): string[] => {
  const tags = [...html.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<[a-z0-9]+([^>]*)>/g)].map((found) =>
    found[1]!.replaceAll(/"[^"]*"/g, '""'),
  );
  return [...new Set(tags.flatMap((tag) => [...tag.matchAll(/[^\s="/]+/g)].map((found) => found[0])))].sort();
};

describe('the report', () => {
  const plain = report();

  it('is one document that holds no script, loads nothing and forbids both', () => {
    expect(plain).toMatch(/^<!doctype html>/);
    expect(plain.trimEnd()).toMatch(/<\/html>$/);
    expect(plain).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    );
    expect(elements(plain)).not.toEqual(expect.arrayContaining(['script']));
    expect(plain).not.toMatch(/\b(?:src|srcset|href|action|data)="(?!#)/);
    expect(plain).not.toMatch(/@import|url\(/);
    expect(plain).not.toMatch(/\son[a-z]+=/);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, slash, name, rest] of plain
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
      if (['meta', 'wbr'].includes(name!) || rest!.endsWith('/')) continue;
      if (slash === '') open.push(name!);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('links only to places that it has', () => {
    const ids = new Set([...plain.matchAll(/ id="([^"]*)"/g)].map((found) => found[1]));
    for (const [, target] of plain.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
    expect(ids.size).toBe([...plain.matchAll(/ id="/g)].length);
  });

  it('shows the JSON of events, laid out', () => {
    expect(plain).toContain('{\n  &quot;a&quot;: 1\n}');
  });

  it('says what it leaves out', () => {
    const html = report({
      count: 20,
      limit: 6,
      context: { interrupted: true, counts: { ...sampleContext.counts, outside: 7, withheld: 8, pointers: 9, ignored: 10 } },
    });
    expect(html).toContain('6 of 20 findings are shown in detail');
    expect(html).toContain('The details of 14 findings');
    expect(html).toContain('The scan was interrupted.');
    for (const left of ['7 events outside', '8 matches of rules in the state ENABLED', '9 notifications', '10 things known'])
      expect(html).toContain(left);
    expect(html.match(/<article>/g)).toHaveLength(6);
  });

  it('says that raw events were cut or left out', () => {
    const collector = createReportCollector({ rawBudget: 100 });
    const item = { ...sampleEvent(sampleFinding(4), 'x'.repeat(50)), rawLength: 70_000 };
    collector.add(sampleFinding(4), [item]);
    collector.add(sampleFinding(3), [sampleEvent(sampleFinding(3), 'y'.repeat(80))]);
    const html = [...htmlReport(collector.finish(sampleContext))].join('');
    expect(html).toContain('Cut: the first 50 of 70,000 characters.');
    expect(html).toContain('The raw events of 1 finding are left out');
  });

  it('lists what could not be read, and how many more', () => {
    const rejects = Array.from(
      { length: 250 },
      (_, i) =>
        new Problem('DECODE_GZIP', `cut <b>short</b> ${i}`, { at: { file: `f${i}.gz`, offset: 7 }, hint: 'Fetch it again.' }),
    );
    const html = report({ context: { rejects, counts: { ...sampleContext.counts, rejects: 1000 } } });
    expect(html).toContain('1,000 rejects, the first 200 listed');
    expect(html).toContain('f0.gz (byte 7)');
    expect(html).toContain('cut &lt;b&gt;short&lt;/b&gt; 0');
    expect(html).not.toContain('f200.gz');
  });

  it('names the exact inputs, rules and options', () => {
    for (const text of ['./logs', 'rules/monitored_events.json', '--emit', 'trailwatch 0.1.0']) expect(plain).toContain(text);
  });

  it('is a whole page without findings, too', () => {
    const html = report({ count: 0 });
    expect(html).toContain('Nothing found');
    expect(html).toContain('No rule matched any of 100 events');
    expect(html).not.toContain('id="timeline"');
  });

  it('stays small with a hundred thousand findings', () => {
    expect(report({ count: 100_000, raw: undefined }).length).toBeLessThan(2_000_000);
  });

  it.each(hostileTexts)('has no other elements or attributes for %s', (_, text) => {
    const html = report({
      text,
      raw: JSON.stringify({ [text]: text }) + text,
      context: {
        inputs: [text],
        options: [[text, text]],
        rules: { count: 1, files: [text] },
        rejects: [new Problem('DECODE_JSON', text, { at: { file: text }, hint: text })],
      },
    });
    const usual = report({ context: { rejects: [new Problem('DECODE_JSON', 'x', { at: { file: 'x' }, hint: 'x' })] } });
    expect(elements(usual)).toEqual(expect.arrayContaining(elements(html)));
    expect(attributes(usual)).toEqual(expect.arrayContaining(attributes(html)));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(html).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
  });
});

it.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [4, [0, 1, 2, 3, 4]],
  [7, [0, 2, 4, 6, 8]],
  [30, [0, 10, 20, 30]],
  [1234, [0, 500, 1000, 1500]],
])('an axis up to %i has round steps', (most, ticks) => {
  expect(ticksUpTo(most)).toEqual(ticks);
});

it.each([
  ['2026-03-01T00:00:00Z', '2026-03-01T23:00:00Z', '1 Mar 2026'],
  ['2026-03-01T00:00:00Z', '2026-03-30T00:00:00Z', '1 to 30 Mar 2026'],
  ['2026-02-28T00:00:00Z', '2026-03-03T00:00:00Z', '28 Feb to 3 Mar 2026'],
  ['2025-12-31T00:00:00Z', '2026-01-02T00:00:00Z', '31 Dec 2025 to 2 Jan 2026'],
  ['soon', '', ''],
])('%s and %s make the period %j', (first, last, period) => {
  expect(periodOf(first, last)).toBe(period);
});
