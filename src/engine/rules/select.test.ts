import { expect, it } from 'vitest';
import type { EventRule, RuleHead } from '../../model/rule.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { severityRank } from '../../model/severity.ts';
import { selectRules } from './select.ts';

const head = (id: string, more: Partial<RuleHead> = {}): RuleHead => ({
  id,
  title: id,
  severity: 'high',
  dialect: 'sigma',
  attack: [],
  place: {},
  ...more,
});
const event = (id: string, more: Partial<RuleHead> = {}): EventRule => ({ ...head(id, more), when: { op: 'all', of: [] } });
const series = (id: string, of: string[], more: Partial<RuleHead> = {}): SeriesRule => ({
  ...head(id, more),
  of,
  generate: false,
  by: [],
  series: { kind: 'count', timespan: 1, condition: { gte: 1 } },
});
const urgent = (rule: RuleHead) => severityRank(rule.severity) >= 3;
const told = (loaded: Parameters<typeof selectRules>[0]) => {
  const { rules, series: kept } = selectRules(loaded, urgent);
  return [...rules, ...kept].map(({ id, silent }) => (silent ? `(${id})` : id));
};

it('rules that are not wanted are left out', () => {
  expect(told({ rules: [event('a'), event('b', { severity: 'low' })], series: [] })).toEqual(['a']);
});

it('what feeds a wanted rule stays, in silence', () => {
  const rules = [event('base', { severity: 'informational', silent: true }), event('heard', { severity: 'low' })];
  expect(told({ rules, series: [series('s', ['base', 'heard'])] })).toEqual(['(base)', '(heard)', 's']);
});

it('a series that feeds a wanted series stays with what feeds it', () => {
  const chain = [series('inner', ['base'], { severity: 'low' }), series('outer', ['inner'])];
  expect(told({ rules: [event('base', { silent: true })], series: chain })).toEqual(['(base)', '(inner)', 'outer']);
});

it('what feeds only unwanted rules goes', () => {
  const rules = [event('base', { silent: true })];
  expect(told({ rules, series: [series('s', ['base'], { severity: 'low' })] })).toEqual([]);
});

it('what an unwanted rule replaces goes with it: it says the same', () => {
  const rules = [event('fine', { severity: 'low', replaces: ['coarse'] }), event('coarse')];
  expect(told({ rules, series: [] })).toEqual([]);
});
