import { describe, expect, it } from 'vitest';
import type { Predicate } from '../../../../../model/predicate.ts';
import { loadRules } from '../../../load.ts';
import { compileEventPatternText } from '../../eventbridge/compile-pattern.ts';
import { compileFilter } from '../compile-filter.ts';
import { ruleAsFilter } from './rule-as-filter.ts';
import { type ExportCase, exportCases } from './to-metric-filter.cases.ts';
import { toMetricFilter } from './to-metric-filter.ts';

function predicateOf({ sigma, eventbridge }: ExportCase): Predicate {
  if (eventbridge !== undefined) return compileEventPatternText(JSON.stringify(eventbridge));
  const condition = sigma!.includes('condition:') ? '' : '\n  condition: s';
  const text = `title: t\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  ${sigma}${condition}\n`;
  const { rules, problems } = loadRules([{ file: 'r.yml', text }]);
  expect(problems).toEqual([]);
  return rules[0]!.when;
}

describe('a rule as a filter pattern', () => {
  it.each(exportCases.filter(({ pattern }) => pattern !== undefined))('$why', (one) => {
    expect(toMetricFilter(predicateOf(one))).toEqual({ pattern: one.pattern, assumes: one.assumes ?? [] });
  });

  it.each(exportCases.filter(({ reason }) => reason !== undefined))('none: $why', (one) => {
    expect(toMetricFilter(predicateOf(one))).toEqual({ reason: expect.stringContaining(one.reason!) });
  });

  it('spaces and quotes are left out where it would be too long with them', () => {
    const names = Array.from({ length: 40 }, (_, index) => `Name${String(index).padStart(2, '0')}`);
    const said = toMetricFilter(compileEventPatternText(JSON.stringify({ detail: { eventName: names } })));
    expect(said).toMatchObject({ pattern: expect.stringMatching(/^\{\$\.eventName=Name00\|\|\$\.eventName=Name01/) });
    const { test } = compileFilter('pattern' in said ? said.pattern : '');
    expect(names.every((eventName) => test({ eventName }))).toBe(true);
    expect(test({ eventName: 'Name40' })).toBe(false);
  });
});

describe('a whole rule', () => {
  const load = (text: string) => loadRules([{ file: 'r.json', text }]).rules[0]!;

  it('that is a filter is that filter, to the letter', () => {
    const filterPattern = '{($.eventName=A)  || ($.eventName = "B")}';
    const rule = load(JSON.stringify({ metric_filters: [{ id: 'a', filterPattern }] }));
    expect(ruleAsFilter(rule)).toEqual({ pattern: filterPattern, assumes: [] });
  });

  it('in state ENABLED says that it sees no read-only management events', () => {
    const rule = load(JSON.stringify({ Name: 'r', EventPattern: '{"detail":{"eventSource":["s3.amazonaws.com"]}}' }));
    const said = ruleAsFilter(rule);
    const { test } = compileFilter('pattern' in said ? said.pattern : '');
    const record = { eventSource: 's3.amazonaws.com', eventName: 'X', managementEvent: true };
    expect(test({ ...record, readOnly: false })).toBe(true);
    expect(test({ ...record, readOnly: true })).toBe(false);
    expect(test({ ...record, readOnly: true, managementEvent: false })).toBe(true);
  });
});
