import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { loadChosen } from './chosen-rules.ts';
import { loadRules } from '../../engine/rules/load.ts';
import { compilePack } from './compile-pack.ts';
import type { RuleChoice } from './rule-choice.ts';
import { readRuleFiles, shippedPaths } from './rule-files.ts';
import { shippedRules } from './shipped-rules.ts';

let compiled: string | undefined;
/** The end of the name of a file that was changed since. */
let changed: string | undefined;
vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const readFileSync = ((...args: Parameters<typeof fs.readFileSync>) =>
    compiled !== undefined && String(args[0]).endsWith('rules-compiled.json')
      ? compiled
      : changed !== undefined && String(args[0]).endsWith(changed)
        ? Buffer.concat([fs.readFileSync(String(args[0])), Buffer.from('\n')])
        : fs.readFileSync(...args)) as typeof fs.readFileSync;
  return { ...fs, readFileSync };
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chosen-rules-'));
  compiled = compilePack();
});
afterEach(() => {
  changed = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const choice = (more: Partial<RuleChoice>): RuleChoice => ({ rules: [], lists: [], pack: true, rulesSet: 'both', ...more });
const sigma = (more: string) => `title: Mine
name: mine
id: 7f0f8b8e-5c3b-4f8e-9a53-0a6f7f4b2b11
${more}`;
const plain = 'logsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: X }, condition: s }\n';

it.each(['both', 'pack'] as const)(
  'as compiled, the shipped rules (%s) are to the last field what their texts say',
  (rulesSet) => {
    const { rules, series } = loadRules(readRuleFiles(shippedPaths(rulesSet)));
    expect(shippedRules({ pack: true, rulesSet })).toStrictEqual({ rules, series });
  },
);

it.each(['cloudtrail-tamper.yml', 'monitored_events.json'])(
  'where %s is another than when they were compiled, texts are read',
  (name) => {
    expect(shippedRules({ pack: true, rulesSet: 'both' })).toBeDefined();
    changed = name;
    expect(shippedRules({ pack: true, rulesSet: 'both' })).toBeUndefined();
  },
);

it('with rules of ones own, the compiled pack means the same as its texts', () => {
  const own = choice({ rules: [file('names.json', '["DescribeTrails"]'), file('plain.yml', sigma(plain))] });
  const [quick, slow] = [loadChosen(own, { compiled: true }), loadChosen(own)];
  expect(quick.files).toEqual([]);
  expect(quick.rules).toEqual(slow.rules);
  expect(quick.series).toEqual(slow.series);
  expect([quick.problems, slow.problems]).toEqual([[], []]);
});

it.each([
  [
    'a filter may change rules of the pack',
    'filter.yml',
    sigma('logsource: { product: aws }\nfilter: { rules: any, s: { eventName: X }, condition: not s }\n'),
  ],
  ['a rule with the id of another is a mistake', 'same.yml', sigma(plain).replace('name: mine', 'name: cloudtrail-tamper')],
])('%s: all texts are read', (_name, name, text) => {
  const { files, problems } = loadChosen(choice({ rules: [file(name, text)], rulesSet: 'pack' }), { compiled: true });
  expect(files.length).toBeGreaterThan(100);
  expect(problems.map(({ code }) => code)).toEqual(name === 'same.yml' ? ['RULE_DUPLICATE_ID'] : []);
});
