import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../src/base/json-source.ts';
import { compileEventPatternText } from '../../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { conformance } from '../../src/engine/rules/dialects/eventbridge/conformance.cases.ts';
import { textOf } from '../../src/engine/rules/dialects/eventbridge/conformance-case.cases.ts';
import { evaluate } from '../../src/engine/rules/evaluate.ts';
import { buildMatcher } from '../../src/engine/rules/matcher.ts';

const cases = conformance
  .flatMap((group) => group.cases)
  .flatMap((one) => ('matches' in one ? [one] : []))
  .map(({ why, pattern, event, matches }) => ({
    why,
    matches,
    predicate: compileEventPatternText(textOf(pattern)),
    event: parseEvent(textOf(event)) as object,
  }));

describe('the matcher over the conformance table', () => {
  it.each(cases)('$why', ({ predicate, event, matches }) => {
    expect(buildMatcher([predicate]).match(event)).toEqual(matches ? [0] : []);
  });

  it('says of all patterns at once and each event what the oracle says', () => {
    const matcher = buildMatcher(cases.map(({ predicate }) => predicate));
    for (const { event, why } of cases) {
      const expected = cases.flatMap(({ predicate }, index) => (evaluate(predicate, event as never) ? [index] : []));
      expect(matcher.match(event), why).toEqual(expected);
    }
  });
});
