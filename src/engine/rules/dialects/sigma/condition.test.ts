import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../../base/problem.ts';
import { evaluate } from '../../evaluate.ts';
import { loadRules } from '../../load.ts';
import { conditionCases } from './conditions.cases.ts';

const names = { a: 'a', b: 'b', c: 'c', sel_1: '1', sel_2: '2', _x: 'x', 'filter-1': 'f' };
const detections = Object.entries(names).map(([name, letter]) => [name, { letters: letter }]);

const load = (condition: string | string[]) => {
  const rule = { title: 't', logsource: { service: 'cloudtrail' }, detection: { ...Object.fromEntries(detections), condition } };
  return loadRules([{ file: 'case.json', text: JSON.stringify(rule) }]);
};

describe('a condition says of its detections', () => {
  it.each(conditionCases)('$why', ({ condition, hits, misses }) => {
    const { rules, problems } = load(condition);
    expect(problems.map(formatProblem)).toEqual([]);
    const judged = (letters: string) => evaluate(rules[0]!.when, { detail: { letters: [...letters] } });
    expect(hits.filter((letters) => !judged(letters))).toEqual([]);
    expect(misses.filter(judged)).toEqual([]);
  });
});

it('several conditions are one rule that matches if one of them does', () => {
  const { rules } = load(['a and b', 'c']);
  expect(rules).toHaveLength(1);
  const judged = (letters: string) => evaluate(rules[0]!.when, { detail: { letters: [...letters] } });
  expect(['ab', 'c', 'a'].map(judged)).toEqual([true, true, false]);
});

/** The condition, where in it the mistake is (from 1), and the message. */
const wrong: readonly (readonly [condition: string, column: number, message: string])[] = [
  ['', 1, 'the condition is empty'],
  ['a and', 6, 'the condition ends where a detection should be named'],
  ['and a', 1, 'expected a detection before "and"'],
  ['a b', 3, 'expected "and" or "or" before "b"'],
  ['a and nope', 7, 'no detection is called "nope"'],
  ['(a or b', 1, 'a "(" that nothing closes'],
  ['(a b)', 4, 'expected "and", "or" or ")" before "b"'],
  ['a)', 2, 'a ")" that nothing opens'],
  ['()', 2, 'expected a detection before ")"'],
  ['not', 4, 'the condition ends where a detection should be named'],
  ['1 of', 5, '"1 of" what?'],
  ['1 of nope*', 6, '"1 of nope*": no detection has such a name'],
  ['2 of them', 1, '"2" can\'t stand before "of"'],
  ['a and sel_*', 7, '"sel_*" names several detections'],
  ['a | count() > 5', 3, 'a condition has no pipes any more'],
  ['a and not or b', 11, 'expected a detection before "or"'],
  ['1 of (a)', 6, '"1 of" what?'],
];
describe('a wrong condition is told at its word', () => {
  it.each(wrong)('%j', (condition, column, message) => {
    const text = ['title: t', 'logsource: {service: cloudtrail}', 'detection:']
      .concat(detections.map(([name, map]) => `  ${name}: ${JSON.stringify(map)}`))
      .concat(`  condition: "${condition}"`)
      .join('\n');
    const { problems } = loadRules([{ file: 'case.yml', text }]);
    expect(problems.map(({ code, at, message: said }) => [code, at?.line, at!.column! - 14, said])).toEqual([
      ['RULE_CONDITION', 4 + detections.length, column, message],
    ]);
  });
});

it('places inside folded, block and quoted conditions are those of the file', () => {
  const head = 'title: t\nlogsource: {service: cloudtrail}\ndetection:\n  a: {f: 1}\n';
  const placeOf = (condition: string) => {
    const { problems } = loadRules([{ file: 'case.yml', text: `${head}${condition}\n` }]);
    return problems.map(({ at }) => `${at?.line}:${at?.column}`).join();
  };
  expect(placeOf('  condition: a and\n    nope')).toBe('6:5');
  expect(placeOf('  condition: >-\n    a or\n\n    a and nope')).toBe('8:11');
  expect(placeOf('  condition: | # why\n    a or\n     nope')).toBe('7:6');
  expect(placeOf("  condition: 'a and nope'")).toBe('5:21');
  expect(placeOf('  condition:\n    - a\n    - a or nope')).toBe('7:12');
});

it('parentheses inside one another have a limit, and a long chain has none', () => {
  expect(load(`${'('.repeat(60)}a${')'.repeat(60)}`).problems.map(({ code }) => code)).toEqual(['RULE_CONDITION']);
  expect(load(Array(2000).fill('a').join(' or ')).problems).toEqual([]);
  expect(load(`${'not '.repeat(2000)}a`).problems).toEqual([]);
  expect(load('a or '.repeat(5000)).problems.map(({ code }) => code)).toEqual(['RULE_CONDITION']);
});
