import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../base/json.ts';
import { formatProblem } from '../../../../base/problem.ts';
import { evaluate } from '../../evaluate.ts';
import { loadRules } from '../../load.ts';
import { buildMatcher } from '../../matcher.ts';
import { modifierCases } from './modifiers.cases.ts';

const lists = { people: ['alice', 'bob*'], nets: ['192.0.2.0/24'], tags: ['a.b'] };

function compiled(selection: string) {
  const text = `title: t\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  s:\n    ${selection}\n  condition: s\n`;
  const { rules, problems } = loadRules([{ file: 'case.yml', text }], { lists });
  expect(problems.map(formatProblem)).toEqual([]);
  return rules[0]!.when;
}

describe('a selection matches what the specification says', () => {
  it.each(modifierCases)('$why', ({ selection, hits, misses }) => {
    const when = compiled(selection);
    const matcher = buildMatcher([when]);
    const judged = (record: object) => [
      evaluate(when, { detail: record as Json }),
      matcher.match({ detail: record }).length === 1,
    ];
    expect(hits.filter((record) => !judged(record).every((yes) => yes))).toEqual([]);
    expect(misses.filter((record) => judged(record).some((yes) => yes))).toEqual([]);
  });
});

it('all selections in one matcher answer as each alone', () => {
  const predicates = modifierCases.map(({ selection }) => compiled(selection));
  const matcher = buildMatcher(predicates);
  for (const record of modifierCases.flatMap(({ hits, misses }) => [...hits, ...misses])) {
    const expected = predicates.flatMap((when, index) => (evaluate(when, { detail: record as Json }) ? [index] : []));
    expect(matcher.match({ detail: record })).toEqual(expected);
  }
});

it('there are enough cases to mean something', () => {
  expect(modifierCases.flatMap(({ hits, misses }) => [...hits, ...misses]).length).toBeGreaterThan(250);
  expect(new Set(modifierCases.map(({ why }) => why)).size).toBe(modifierCases.length);
});
