import { envelopes } from '../../bench/events.ts';
import { generateMixed, generateOnly, operators } from '../../bench/generate-rules.ts';
import { generateMetricFilters } from '../../bench/metric-filters.ts';
import { generateSigmaRules } from '../../bench/sigma-rules.ts';
import { compileEventPatternText } from '../../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { compileFilter } from '../../src/engine/rules/dialects/metric-filter/compile-filter.ts';
import { evaluate } from '../../src/engine/rules/evaluate.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import { buildMatcher } from '../../src/engine/rules/matcher.ts';
import type { Agreement } from './agreement.ts';

/** Rules as people write them, over events of a simulated account. Throws on a difference. */
export function assertAgreementOnWrittenRules(options: {
  mixed: number;
  ofEach: number;
  events: number;
  seed: number;
}): Agreement {
  const patterns = [
    ...generateMixed(options.mixed, options.seed),
    ...operators.flatMap((operator) => generateOnly(operator, options.ofEach, options.seed)),
  ];
  const sigma = generateSigmaRules(options.mixed, options.seed);
  const loaded = loadRules(sigma.map((text, index) => ({ file: `${index}.yml`, text })));
  if (loaded.rules.length !== sigma.length) throw loaded.problems[0] ?? new Error('a Sigma rule was not loaded');
  const filters = generateMetricFilters(options.mixed, options.seed);
  const texts = [...patterns.map((pattern) => JSON.stringify(pattern)), ...sigma, ...filters];
  const predicates = [
    ...patterns.map((pattern) => compileEventPatternText(JSON.stringify(pattern))),
    ...loaded.rules.map(({ when }) => when),
    ...filters.map((text) => compileFilter(text).predicate!),
  ];
  const matcher = buildMatcher(predicates);
  let positives = 0;
  for (const event of envelopes(options.events)) {
    const found = matcher.match(event);
    const expected = predicates.flatMap((predicate, index) => (evaluate(predicate, event as never) ? [index] : []));
    positives += expected.length;
    if (found.join() === expected.join()) continue;
    const wrong = [...found, ...expected].find((index) => found.includes(index) !== expected.includes(index))!;
    throw new Error(`${texts[wrong]} over ${JSON.stringify(event)}`);
  }
  const pairs = predicates.length * options.events;
  return { pairs, positives: positives / pairs };
}
