import { expect, it } from 'vitest';
import { loadRules } from '../../../engine/rules/load.ts';
import { readRuleFiles, shippedPaths } from '../../rules/rule-files.ts';
import { testsOf } from './open-rules.ts';

it('the tests of each shipped rule are those that its own file tells, without the others', () => {
  const { rules, series, tests } = loadRules(readRuleFiles(shippedPaths('both')));
  expect(tests.size).toBeGreaterThan(200);
  for (const rule of [...rules, ...series])
    expect([rule.id, testsOf(rule, { pack: true, lists: [] })]).toEqual([rule.id, tests.get(rule.id) ?? []]);
});
