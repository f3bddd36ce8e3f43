import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { testRules } from '../src/engine/rule-tests.ts';
import { expandTestEvents } from '../src/engine/rules/dialects/sigma/rule-tests.ts';
import { lintRules } from '../src/engine/rules/lint/lint.ts';
import { loadRules, type RuleText } from '../src/engine/rules/load.ts';
import { buildMatcher } from '../src/engine/rules/matcher.ts';

const textsIn = (folder: string): RuleText[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const files = textsIn('rules').filter(({ file }) => !file.startsWith('rules/records'));
const monitored = { file: 'rules/monitored_events.json', text: readFileSync('rules/monitored_events.json', 'utf8') };
const records: Record<string, JsonObject> = Object.fromEntries(
  readdirSync('rules/records').map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(join('rules/records', name), 'utf8')),
  ]),
);

const pack = loadRules(files);
const all = [...pack.rules, ...pack.series];
const alerting = all.filter(({ silent }) => silent !== true);

describe('the pack', () => {
  it('is read without a mistake, beside the classic categories', () => {
    expect(loadRules([...files, monitored]).problems.map(String)).toEqual([]);
    expect(pack.skipped).toEqual([]);
  });

  it('has at least 150 rules that alert', () => {
    expect(alerting.length).toBeGreaterThanOrEqual(150);
  });

  it('has nothing that lint would call an error or a warning', () => {
    const issues = lintRules(files, pack).filter(({ severity }) => severity !== 'info');
    expect(issues.map(({ at, message }) => `${at.file}:${at.line}: ${message}`)).toEqual([]);
  });

  it('names in "replaces" only classic categories that are there', () => {
    const known = new Set(loadRules([monitored]).rules.map(({ id }) => id));
    expect(all.flatMap(({ replaces }) => replaces ?? []).filter((id) => !known.has(id))).toEqual([]);
  });

  it('has ids and names of its own for each rule', () => {
    const ids = all.flatMap(({ id, uuid }) => [id, uuid]);
    expect(ids.filter((id, index) => id === undefined || ids.indexOf(id) !== index)).toEqual([]);
    for (const { uuid } of all) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('says its level in every document', () => {
    const documents = files.filter(({ file }) => !file.startsWith('rules/lists')).flatMap(({ text }) => text.split(/^---$/m));
    expect(documents.filter((text) => !/^level: (informational|low|medium|high|critical)$/m.test(text))).toEqual([]);
    expect(documents.length).toBe(all.length);
  });

  it('holds synthetic accounts only', () => {
    const synthetic = new Set(['123456789012', '111122223333', '444455556666', '000000000000', '999999999999']);
    const accounts = files.flatMap(({ text }) =>
      [...text.matchAll(/arn:aws:\w*:[\w-]*:(\d{12}):/g)].map(([, account]) => account!),
    );
    expect(accounts.filter((account) => !synthetic.has(account))).toEqual([]);
  });
});

describe.each(alerting.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const tests = pack.tests.get(id) ?? [];

  it('says what it is about, when it is nothing and what to do', () => {
    expect(rule.title.length).toBeLessThanOrEqual(110);
    for (const text of [rule.title, rule.description, rule.response]) expect(text?.trim() ?? '').not.toBe('');
    for (const list of [rule.tags, rule.falsePositives, rule.references]) expect(list ?? []).not.toEqual([]);
    expect(rule.attack).not.toEqual([]);
    for (const reference of rule.references!)
      expect(reference).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|aws\.amazon\.com|attack\.mitre\.org)\//);
  });

  it('has a test that matches and two that do not, and all pass', () => {
    expect(tests.filter(({ match }) => match).length).toBeGreaterThanOrEqual(1);
    expect(tests.filter(({ match }) => !match).length).toBeGreaterThanOrEqual(2);
    const failed = testRules(pack, records, (each) => each.id === id).filter(({ passed }) => !passed);
    expect(failed.map(({ test }) => test.name)).toEqual([]);
  });
});

it('the matcher over the whole pack says of each test what the tests say', () => {
  const matcher = buildMatcher(pack.rules.map(({ when }) => when));
  const wrong: string[] = [];
  for (const [index, { id }] of pack.rules.entries()) {
    for (const test of pack.tests.get(id) ?? []) {
      const said = expandTestEvents(test, records).some(({ record }) => matcher.match({ detail: record }).includes(index));
      if (said !== test.match) wrong.push(`${id}: ${test.name}`);
    }
  }
  expect(wrong).toEqual([]);
});
