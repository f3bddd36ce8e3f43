import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bundled, bundled } from '../../../test/bundled.ts';
import { loadRules } from '../../engine/rules/load.ts';
import type { RuleChoice } from './rule-choice.ts';
import { readRuleFiles } from './rule-files.ts';

/** A package of its own, with rules that may be changed. */
const folder = mkdtempSync(join(tmpdir(), 'chosen-rules-'));
let bundle: Bundled;
let loadChosen: typeof import('./chosen-rules.cases.ts').loadChosen;
let shippedRules: typeof import('./chosen-rules.cases.ts').shippedRules;
beforeAll(async () => {
  cpSync('rules', join(folder, 'rules'), { recursive: true });
  bundle = await bundled(new URL('./chosen-rules.cases.ts', import.meta.url), folder);
  const { compilePack, ...chosen } = (await import(bundle.script)) as typeof import('./chosen-rules.cases.ts');
  ({ loadChosen, shippedRules } = chosen);
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/rules-compiled.json'), compilePack() ?? '');
});
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

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
    const pack = ['aws', 'lists'].map((name) => join(folder, 'rules', name));
    const paths = rulesSet === 'pack' ? pack : [...pack, join(folder, 'rules/monitored_events.json')];
    const { rules, series } = loadRules(readRuleFiles(paths));
    expect(shippedRules({ pack: true, rulesSet })).toStrictEqual({ rules, series });
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

it.each(['aws/cloudtrail/cloudtrail-tamper.yml', 'monitored_events.json'])(
  'where %s is another than when they were compiled, texts are read',
  (name) => {
    expect(shippedRules({ pack: true, rulesSet: 'both' })).toBeDefined();
    const before = readFileSync(join(folder, 'rules', name));
    appendFileSync(join(folder, 'rules', name), '\n');
    expect(shippedRules({ pack: true, rulesSet: 'both' })).toBeUndefined();
    writeFileSync(join(folder, 'rules', name), before);
  },
);
