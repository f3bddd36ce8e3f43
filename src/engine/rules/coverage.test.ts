import { expect, it } from 'vitest';
import type { RuleHead } from '../../model/rule.ts';
import { coverageOf } from './coverage.ts';

const rule = (id: string, attack: string[], tags: string[] = []): RuleHead => ({
  id,
  title: id,
  severity: 'high',
  dialect: 'sigma',
  attack,
  tags,
  place: {},
});
const cells = (...rules: RuleHead[]) =>
  coverageOf(rules).tactics.flatMap(({ tactic, techniques }) =>
    techniques.map((one) => `${tactic} ${one.id}: ${one.rules.join()}`),
  );

it('a technique counts under the tactics that the rule names', () => {
  expect(cells(rule('a', ['T1078.004'], ['attack.initial-access', 'attack.t1078.004']))).toEqual(['initial-access T1078.004: a']);
});

it('a technique counts under all of its tactics if the rule names none of them', () => {
  expect(cells(rule('a', ['T1098']))).toEqual(['persistence T1098: a', 'privilege-escalation T1098: a']);
});

it('old and new numbering are one technique', () => {
  expect(cells(rule('a', ['T1562.008']), rule('b', ['T1685.002']))).toEqual(['defense-evasion T1562.008: a,b']);
});

it('tactics follow the matrix, and count each rule once', () => {
  const coverage = coverageOf([rule('a', ['T1485', 'T1486']), rule('b', ['T1087.004']), rule('c', [])]);
  expect(coverage.tactics.map(({ tactic, rules }) => [tactic, rules])).toEqual([
    ['discovery', 1],
    ['impact', 1],
  ]);
  expect([coverage.rules, coverage.untagged]).toEqual([3, 1]);
});

it('an unknown technique counts under the tactics of the rule', () => {
  expect(cells(rule('a', ['T9999'], ['attack.impact']))).toEqual(['impact T9999: a']);
});
