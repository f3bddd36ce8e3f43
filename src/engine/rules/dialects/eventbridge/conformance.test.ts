import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import { evaluate } from '../../evaluate.ts';
import { compileEventPatternText } from './compile-pattern.ts';
import { conformance } from './conformance.cases.ts';
import { type MatchCase, type RefusalCase, textOf } from './conformance-case.cases.ts';
import { knownGaps } from './known-gaps.cases.ts';

function answer(pattern: string, event: string): boolean | Problem {
  try {
    return evaluate(compileEventPatternText(pattern), parseEvent(event));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

describe.each(conformance)('$operator', ({ cases }) => {
  const isMatchCase = (one: MatchCase | RefusalCase): one is MatchCase => 'matches' in one;

  it.each(cases.filter(isMatchCase))('$why', ({ pattern, event, matches }) => {
    expect(answer(textOf(pattern), textOf(event))).toBe(matches);
  });

  it.each(cases.filter((one) => !isMatchCase(one)) as RefusalCase[])('$why', ({ pattern, refused: { line, column, code } }) => {
    expect(answer(pattern, '{}')).toMatchObject({ name: 'Problem', code: code ?? 'RULE_PATTERN', at: { line, column } });
  });
});

describe('the table', () => {
  it('has three hundred cases at least, and states no fact twice within an operator', () => {
    expect(conformance.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(300);
    for (const { cases } of conformance) expect(new Set(cases.map(({ why }) => why)).size).toBe(cases.length);
  });
});

describe('known gaps', () => {
  it.each(knownGaps)('$why', ({ pattern, event, ours, upstream, reason }) => {
    const result = answer(pattern, event);
    expect(result instanceof Problem ? 'refused' : result).toBe(ours);
    expect(ours).not.toBe(upstream);
    expect(reason).not.toBe('');
  });
});
