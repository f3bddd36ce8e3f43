import { describe, expect, it } from 'vitest';
import { parseJsonSource } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import { compileEventPattern, compileEventPatternText, type PatternOptions } from './compile-pattern.ts';

function problemsOf(text: string, options: Omit<PatternOptions, 'reader'> = {}): string[] {
  const problems: string[] = [];
  const when = compileEventPattern(text, {
    ...options,
    reader: {
      report: (code, _, at) => {
        problems.push(`${at?.file ?? ''}:${at?.line}:${at?.column} ${code}`);
      },
    },
  });
  expect(when === undefined).toBe(problems.length > 0);
  return problems;
}

/** `count` fields, each with `$or` of two branches. */
const combinations = (count: number) => `{${Array.from({ length: count }, (_, at) => `"f${at}":{"$or":[{"a":[1]},{"b":[1]}]}`)}}`;

describe('compiling an event pattern', () => {
  it('gives one conjunction with its fields in the order of their paths', () => {
    expect(compileEventPatternText('{"b":["x",{"prefix":"y"}],"a":{"c":[{"exists":false}]}}')).toEqual({
      op: 'together',
      fields: [
        { path: 'a.c', any: [{ is: 'absent' }] },
        {
          path: 'b',
          any: [
            { is: 'equals', value: 'x' },
            { is: 'prefix', value: 'y' },
          ],
        },
      ],
    });
  });

  it('gives one conjunction for each combination of branches', () => {
    expect(compileEventPatternText('{"c":[3],"$or":[{"a":[1]},{"b":[2]}]}')).toMatchObject({
      op: 'any',
      of: [{ fields: [{ path: 'a' }, { path: 'c' }] }, { fields: [{ path: 'b' }, { path: 'c' }] }],
    });
  });

  it('writes addresses and ranges in one form', () => {
    const tests = (value: string) => compileEventPatternText(`{"a":[${value}]}`);
    expect(tests('"::1"')).toMatchObject({ fields: [{ any: [{ is: 'cidr', range: '0:0:0:0:0:0:0:1/128' }] }] });
    expect(tests('"010.0.0.1"')).toMatchObject({ fields: [{ any: [{ is: 'cidr', range: '10.0.0.1/32' }] }] });
    expect(tests('{"cidr":"10.1.2.3/8"}')).toMatchObject({ fields: [{ any: [{ is: 'cidr', range: '10.0.0.0/8' }] }] });
    expect(tests('{"cidr":"::ffff:a00:0/8"}')).toMatchObject({ fields: [{ any: [{ is: 'cidr', range: '10.0.0.0/8' }] }] });
  });

  it('can look at a part of the event, from a node that is read already', () => {
    const reader = {
      report: () => {
        throw new Error('nothing is wrong');
      },
    };
    const node = parseJsonSource('{"eventName":["x"]}');
    expect(compileEventPattern(node, { reader, prefix: 'detail' })).toMatchObject({ fields: [{ path: 'detail.eventName' }] });
  });

  it('collects everything that is wrong, each at its place', () => {
    const text = '{\n  "a": "b",\n  "c": [{"prefix": 1}, {"cidr": "x"}],\n  "$or": [{"regex": [1]}],\n  "d": {}\n}';
    expect(problemsOf(text, { place: { file: 'rule.json' } })).toEqual([
      'rule.json:2:8 RULE_PATTERN',
      'rule.json:3:20 RULE_PATTERN',
      'rule.json:3:33 RULE_PATTERN',
      'rule.json:4:10 RULE_PATTERN',
      'rule.json:4:12 RULE_PATTERN',
      'rule.json:5:8 RULE_PATTERN',
    ]);
  });

  it('reports a text that is no JSON', () => {
    expect(problemsOf('{"a":[}', { place: { file: 'rule.json' } })).toEqual(['rule.json:1:7 RULE_JSON']);
  });

  it('throws the first problem', () => {
    expect(() => compileEventPatternText('{"a":[],"b":[]}', { file: 'x' })).toThrow(Problem);
  });

  it('says what was probably meant', () => {
    try {
      compileEventPatternText('{"source":"aws.iam"}');
    } catch (error) {
      expect((error as Problem).hint).toBe('Write ["aws.iam"]');
    }
    expect.assertions(1);
  });

  it('allows 1000 combinations of branches, and no more', () => {
    const branches = (count: number) => `"$or":[${Array.from({ length: count }, (_, at) => `{"a":[${at}]}`)}]`;
    expect(problemsOf(`{${branches(1000)}}`)).toEqual([]);
    expect(problemsOf(`{${branches(1001)}}`)).toEqual([':1:8 RULE_TOO_LARGE']);
    expect(problemsOf(combinations(9))).toEqual([]);
  });

  it('ends well on patterns that would explode or are nested without end', () => {
    expect(problemsOf(combinations(500)).every((problem) => problem.endsWith('RULE_TOO_LARGE'))).toBe(true);
    expect(problemsOf('{"a":'.repeat(100_000))).toEqual([':1:1001 RULE_JSON']);
  });
});
