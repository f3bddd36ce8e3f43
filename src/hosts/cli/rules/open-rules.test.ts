import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRules } from '../../../engine/rules/load.ts';
import { readRuleFiles, shippedPaths } from '../../rules/rule-files.ts';
import { openChosen, testsOf } from './open-rules.ts';

it('the tests of each shipped rule are those that its own file tells, without the others', () => {
  const { rules, series, tests } = loadRules(readRuleFiles(shippedPaths('both')));
  expect(tests.size).toBeGreaterThan(200);
  const compiled = { tests: new Map(), files: [] };
  for (const rule of [...rules, ...series])
    expect([rule.id, testsOf(rule, compiled)]).toEqual([rule.id, tests.get(rule.id) ?? []]);
});

it("a rule of one's own has its tests, also where it names a list of its own folder", () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-open-'));
  mkdirSync(join(folder, 'lists'));
  writeFileSync(join(folder, 'lists/mine.yml'), 'mine: [X]\n');
  const head = 'title: Mine\nname: mine\nlogsource: { product: aws, service: cloudtrail }\n';
  const detection = "detection: { s: { eventName|expand: '%mine%' }, condition: s }\n";
  const tests = 'tests:\n  - name: it matches\n    match: true\n    base: api-call\n    set: { eventName: X }\n';
  writeFileSync(join(folder, 'rule.yml'), `${head}${detection}${tests}`);
  const loaded = openChosen({ rules: [folder], lists: [], pack: true, rulesSet: 'both' });
  const rule = loaded?.rules.find(({ id }) => id === 'mine');
  expect(testsOf(rule!, loaded!).map(({ name }) => name)).toEqual(['it matches']);
  rmSync(folder, { recursive: true });
});
