import { describe, expect, it } from 'vitest';
import { loadRules } from '../../load.ts';
import { wrongCorrelations, wrongRules } from './wrong-rules.cases.ts';

const problemsOf = (text: string) =>
  loadRules([{ file: 'wrong.yml', text }]).problems.map(
    ({ at, code, message }) => `${at?.line}:${at?.column} ${code} ${message}`,
  );

describe('a wrong rule is told with its place', () => {
  it.each(wrongRules)('$why', ({ text, selection, problems }) => {
    const whole = `title: t\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  s:\n    ${selection}\n  condition: s\n`;
    expect(problemsOf(text ?? whole)).toEqual(problems);
  });
});

describe('a wrong correlation is told with its place', () => {
  it.each(wrongCorrelations)('$why', ({ text, problems }) => {
    expect(problemsOf(text!)).toEqual(problems);
  });
});

describe('YAML from anywhere ends well', () => {
  const codes = (text: string) => [...new Set(loadRules([{ file: 'x.yml', text }]).problems.map(({ code }) => code))];

  it('nested deep', () => {
    expect(codes('['.repeat(100_000))).toEqual(['RULE_TOO_LARGE']);
    expect(codes(`${'- '.repeat(5_000)}a`)).toEqual(['RULE_TOO_LARGE']);
    expect(codes(`${'{a: '.repeat(5_000)}`)).toEqual(['RULE_TOO_LARGE']);
  });

  it('aliases that stand for billions of values', () => {
    const levels = Array.from({ length: 10 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`);
    expect(codes(`title: t\na0: &a0 [x]\n${levels.join('\n')}\n`)).toEqual(['RULE_TOO_LARGE']);
  });

  it('an alias inside of its own anchor', () => {
    expect(codes('title: &t [*t]\n')).toEqual(['RULE_TOO_LARGE']);
  });

  it('larger than any rule', () => {
    expect(codes(`title: ${'x'.repeat(2 ** 20)}`)).toEqual(['RULE_TOO_LARGE']);
  });

  it('many keys, quickly', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(codes(text)).toEqual(['RULE_SHAPE']);
  });

  it('tabs, tags and broken quotes', () => {
    expect(codes('title:\n\t- x')).toEqual(['RULE_YAML']);
    expect(codes('title: !!js/function x')).toEqual(['RULE_YAML']);
    expect(codes('title: "x')).toEqual(['RULE_YAML']);
    expect(codes('? [a]\n: b')).toEqual(['RULE_YAML']);
  });
});
