import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../base/json.ts';
import { formatProblem } from '../../../../base/problem.ts';
import { compilePattern, compilePatterns } from '../../compile.ts';
import { evaluate } from '../../evaluate.ts';
import { loadRules, type RuleText } from '../../load.ts';

const rule = (name: string, more = '', selection = '{eventName: X}', logsource = '{product: aws, service: cloudtrail}') =>
  `title: ${name} title\nname: ${name}\n${more}logsource: ${logsource}\ndetection:\n  s: ${selection}\n  condition: s\n`;
const load = (...texts: readonly string[]) => loadFiles(texts.map((text, index) => ({ file: `${index}.yml`, text })));
const loadFiles = (files: readonly RuleText[]) => {
  const loaded = loadRules(files);
  expect(loaded.problems.map(formatProblem)).toEqual([]);
  return loaded;
};
const reasons = (text: string) => load(text).skipped.map(({ id, reason }) => `${id}: ${reason}`);

it('keeps what a rule says of itself', () => {
  const more = `id: 11111111-2222-4333-8444-555555555555
status: experimental
description: What it is
author: somebody
date: 2026-11-21
modified: 2026-11-22
license: MIT
references: [https://example.com/a]
tags: [attack.persistence, attack.t1098.001, attack.T1562.008, attack.t1685.002, cis.aws.1.4.0-4.5]
falsepositives: none known
fields: [userIdentity.arn]
level: HIGH
response: |
  Ask first.
replaces: [old]
profile: all
custom: {any: thing}
`;
  const [first] = load(rule('a', more)).rules;
  const { when: _, ...head } = first!;
  expect(head).toEqual({
    id: 'a',
    uuid: '11111111-2222-4333-8444-555555555555',
    title: 'a title',
    description: 'What it is',
    severity: 'high',
    dialect: 'sigma',
    attack: ['T1098.001', 'T1562.008'],
    status: 'experimental',
    author: 'somebody',
    date: '2026-11-21',
    modified: '2026-11-22',
    license: 'MIT',
    references: ['https://example.com/a'],
    tags: ['attack.persistence', 'attack.t1098.001', 'attack.T1562.008', 'attack.t1685.002', 'cis.aws.1.4.0-4.5'],
    falsePositives: ['none known'],
    fields: ['userIdentity.arn'],
    response: 'Ask first.',
    replaces: ['old'],
    profile: 'all',
    place: { file: '0.yml', line: 1, column: 1 },
  });
});

it('a rule is called by its name, else its id, else its file', () => {
  const body = rule('x').replace('name: x\n', '');
  expect(loadFiles([{ file: 'rules/my_rule.yml', text: body }]).rules[0]?.id).toBe('my_rule');
  expect(load(`id: abc\n${body}`).rules[0]?.id).toBe('abc');
  expect(load(`${body}---\n${body}`).rules.map(({ id }) => id)).toEqual(['0#1', '0#2']);
});

describe('what is not about CloudTrail, or retired, is skipped and no mistake', () => {
  const skipped: readonly (readonly [logsource: string, reason: string | undefined])[] = [
    ['{product: aws, service: cloudtrail}', undefined],
    ['{service: cloudtrail}', undefined],
    ['{product: aws}', undefined],
    ['{product: AWS, service: CloudTrail}', undefined],
    ['{product: windows, service: security}', 'not applicable: log source product windows, service security'],
    ['{category: process_creation, product: windows}', 'not applicable: log source product windows, category process_creation'],
    ['{product: aws, service: route53}', 'not applicable: log source product aws, service route53'],
    ['{product: azure, service: cloudtrail}', 'not applicable: log source product azure, service cloudtrail'],
  ];
  it.each(skipped)('%s', (logsource, reason) => {
    expect(reasons(rule('a', '', '{f: 1}', logsource))).toEqual(reason === undefined ? [] : [`a: ${reason}`]);
  });

  it('whatever its detection has in it', () => {
    expect(reasons(rule('a', '', '{f|nope: 1}', '{product: windows}'))).toEqual([
      'a: not applicable: log source product windows',
    ]);
  });

  it('deprecated, unsupported, another taxonomy', () => {
    expect(reasons(rule('a', 'status: deprecated\n'))).toEqual(['a: its status is deprecated']);
    expect(reasons(rule('a', 'status: unsupported\n'))).toEqual(['a: its status is unsupported']);
    expect(reasons(rule('a', 'taxonomy: ecs\n'))).toEqual([
      'a: not applicable: taxonomy "ecs", whose field names are not CloudTrail\'s',
    ]);
    expect(reasons(rule('a', 'taxonomy: sigma\n'))).toEqual([]);
  });
});

it('JSON is read too, and told from the other dialects by content', () => {
  const json = JSON.stringify({
    title: 't',
    id: 'j',
    logsource: { service: 'cloudtrail' },
    detection: { s: { f: 'a' }, condition: 's' },
  });
  const loaded = loadFiles([
    { file: 'a.json', text: json },
    { file: 'b.json', text: '["StopLogging"]' },
    { file: 'c.json', text: '{"source":["aws.iam"]}' },
    { file: 'd.yaml', text: rule('y') },
  ]);
  expect(loaded.rules.map(({ dialect, id }) => `${dialect} ${id}`)).toEqual([
    'sigma j',
    'monitored-events StopLogging',
    'eventbridge c',
    'sigma y',
  ]);
});

it('two rules may not have one id, whatever their dialect', () => {
  const codes = (files: RuleText[]) => loadRules(files).problems.map(({ code }) => code);
  expect(
    codes([
      { file: 'a.yml', text: rule('a') },
      { file: 'b.yml', text: rule('a') },
    ]),
  ).toEqual(['RULE_DUPLICATE_ID']);
  expect(
    codes([
      { file: 'a.yml', text: rule('StopLogging') },
      { file: 'b.json', text: '["StopLogging"]' },
    ]),
  ).toEqual(['RULE_DUPLICATE_ID']);
  expect(
    codes([
      { file: 'a.yml', text: rule('a', 'id: u\n') },
      { file: 'b.yml', text: rule('b', 'id: u\n') },
    ]),
  ).toEqual(['RULE_DUPLICATE_ID']);
});

describe('placeholders', () => {
  const asking = rule('a', '', "{f|expand: '%people%'}");
  it('are filled from files in a folder called lists', () => {
    const list = { file: 'rules/lists/people.yml', text: '- alice\n- 0123\n' };
    const [first] = loadFiles([{ file: 'rules/a.yml', text: asking }, list]).rules;
    expect(['alice', '0123', 'bob'].map((f) => evaluate(first!.when, { detail: { f } }))).toEqual([true, true, false]);
  });
  it('several lists in one file, and lists of the caller before those of files', () => {
    const list = { file: 'lists/mine.yml', text: 'people: [alice]\nothers: [x]\n' };
    const { rules } = loadRules([{ file: 'a.yml', text: asking }, list], { lists: { people: ['carol'] } });
    expect(['alice', 'carol'].map((f) => evaluate(rules[0]!.when, { detail: { f } }))).toEqual([false, true]);
  });
  it('without values refuse the rule, and the hint names the file to write', () => {
    const { rules, problems } = loadRules([{ file: 'a.yml', text: asking }]);
    expect(rules).toEqual([]);
    expect(problems.map(({ code, hint }) => [code, hint])).toEqual([
      ['RULE_PLACEHOLDER', 'Write the values into lists/people.yml beside the rules, as a YAML list'],
    ]);
  });
});

describe('filters', () => {
  const filter = (rules: string, condition = 'not keep', logsource = '{product: aws, service: cloudtrail}') =>
    `title: f\nlogsource: ${logsource}\nfilter:\n  rules: ${rules}\n  keep: {who: admin}\n  condition: ${condition}\n`;
  const matches = (loaded: ReturnType<typeof load>, record: Json) =>
    loaded.rules.filter(({ when }) => evaluate(when, { detail: record })).map(({ id }) => id);
  const admin = { eventName: 'X', who: 'admin' };

  it('are and-ed to the rules that they name, by name or id, in any file', () => {
    const loaded = load(rule('a'), filter('[a, u]'), rule('b'), rule('c', 'id: u\n'));
    expect(matches(loaded, admin)).toEqual(['b']);
    expect(matches(loaded, { eventName: 'X' })).toEqual(['a', 'b', 'c']);
  });
  it('of any rule', () => {
    expect(matches(load(rule('a'), rule('b'), filter('any')), admin)).toEqual([]);
  });
  it('apply to rules of their log source only', () => {
    expect(matches(load(rule('a', '', '{eventName: X}', '{service: cloudtrail}'), rule('b'), filter('any')), admin)).toEqual([
      'a',
    ]);
    const windows = load(rule('a'), filter('any', 'keep', '{product: windows}'));
    expect(windows.skipped.map(({ reason }) => reason)).toEqual(['not applicable: log source product windows']);
    expect(matches(windows, admin)).toEqual(['a']);
  });
  it('several, one after the other', () => {
    expect(matches(load(rule('a'), filter('a', 'keep'), filter('a')), admin)).toEqual([]);
  });
  it('that name a rule which is not there say so', () => {
    expect(load(rule('a'), filter('[nope]')).skipped.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'f: no Sigma rule has the name or id "nope"',
    ]);
  });
});

describe('compilePattern', () => {
  const record = { eventName: 'x' };
  const codeOf = (act: () => unknown) => {
    try {
      act();
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  it('takes a record or an envelope, as text or object', () => {
    const matches = compilePattern('sigma', rule('a'));
    expect(matches(record)).toBe(true);
    expect(matches(JSON.stringify(record))).toBe(true);
    expect(matches({ 'detail-type': 'AWS API Call via CloudTrail', detail: record })).toBe(true);
    expect(matches({ eventName: 'y' })).toBe(false);
  });
  it('takes several rules, of which one must match, and filters', () => {
    const text = `${rule('a')}---\n${rule('b', '', '{eventName: Y}')}`;
    expect(compilePattern('sigma', text)({ eventName: 'Y' })).toBe(true);
  });
  it('refuses what judges no single event, and what is not about CloudTrail', () => {
    const series = 'title: c\ncorrelation: {type: event_count, rules: [a], timespan: 1m, condition: {gte: 2}}\n';
    const filter = 'title: f\nlogsource: {service: cloudtrail}\nfilter: {rules: any, s: {f: 1}, condition: s}\n';
    expect(codeOf(() => compilePattern('sigma', series))).toBe('RULE_SERIES');
    expect(codeOf(() => compilePattern('sigma', `${rule('a')}---\n${series}`))).toBe('RULE_SERIES');
    expect(codeOf(() => compilePattern('sigma', filter))).toBe('RULE_SERIES');
    expect(codeOf(() => compilePattern('sigma', rule('a', '', '{f: 1}', '{product: windows}')))).toBe('RULE_NOT_APPLICABLE');
    expect(codeOf(() => compilePattern('sigma', ''))).toBe('RULE_SHAPE');
    expect(codeOf(() => compilePattern('sigma', 'a: "'))).toBe('RULE_YAML');
  });
  it('takes lists, and many patterns', () => {
    const options = { lists: { people: ['x'] } };
    const set = compilePatterns(
      'sigma',
      [
        { id: 'p', pattern: rule('a', '', "{eventName|expand: '%people%'}") },
        { id: 'q', pattern: rule('a') },
      ],
      options,
    );
    expect(set.match(record)).toEqual(['p', 'q']);
  });
});
