import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../base/problem.ts';
import { compileFilter } from './compile-filter.ts';
import type { FilterMatch, FilterRefusal } from './filter-case.cases.ts';
import { filterSet } from './filter-set.ts';
import { guideCases } from './guide.cases.ts';
import { jsonCases } from './json.cases.ts';
import { knownGaps } from './known-gaps.cases.ts';
import { textCases } from './text.cases.ts';

const groups = Object.entries({ guide: guideCases, JSON: jsonCases, text: textCases }).flatMap(([table, groups]) =>
  groups.map(({ about, cases }) => ({ name: `${table}: ${about}`, cases })),
);
const isMatch = (one: FilterMatch | FilterRefusal): one is FilterMatch => 'matches' in one;

describe.each(groups)('$name', ({ cases }) => {
  it.each(cases.filter(isMatch))('$why', ({ pattern, message, matches, values }) => {
    const filter = compileFilter(pattern);
    expect(filter.test(message)).toBe(matches);
    // The same through the index.
    expect(filterSet([filter])(message)).toEqual(matches ? [0] : []);
    // A message is what it says, as text or as an object.
    if (typeof message !== 'string') expect(filter.test(JSON.stringify(message))).toBe(matches);
    if (!matches) expect(filter.extract(message)).toEqual({});
    if (values !== undefined) expect(filter.extract(message)).toEqual(values);
  });

  it.each(cases.filter((one) => !isMatch(one)) as FilterRefusal[])('refused: $why', ({ pattern, refused }) => {
    const { line, column, code = 'RULE_PATTERN' } = refused;
    expect(() => compileFilter(pattern)).toThrow(expect.objectContaining({ name: 'Problem', code, at: { line, column } }));
  });
});

describe('the tables', () => {
  it('have the guide and two hundred cases more, and state no fact twice within a group', () => {
    const counted = [...jsonCases, ...textCases].flatMap(({ cases }) => cases);
    expect(counted.length).toBeGreaterThanOrEqual(250);
    for (const { cases } of groups) expect(new Set(cases.map(({ why }) => why)).size).toBe(cases.length);
  });
});

describe('many filters at once', () => {
  it('match what each matches alone', () => {
    const cases = groups.flatMap(({ cases }) => cases.filter(isMatch));
    const filters = cases.map(({ pattern }) => compileFilter(pattern));
    const match = filterSet(filters);
    for (const { message, why } of cases)
      expect(match(message), why).toEqual(filters.flatMap(({ test }, index) => (test(message) ? index : [])));
  });

  it('fields are found in time that is linear in the message', () => {
    const { extract } = compileFilter('[a, ..., b]');
    expect(extract(`${'[a "b '.repeat(150_000)}"]x`).$a).toBe('[a');
    expect(Object.keys(extract('[a] '.repeat(100_000))).length).toBe(100_000);
  });
});

describe('known gaps', () => {
  it.each(knownGaps)('$why', ({ pattern, message, ours, other, reason }) => {
    const answer = () => {
      try {
        return compileFilter(pattern).test(message);
      } catch (error) {
        if (error instanceof Problem) return 'refused';
        throw error;
      }
    };
    expect(answer()).toBe(ours);
    expect(other).not.toBe(ours);
    expect(reason).not.toBe('');
  });
});
