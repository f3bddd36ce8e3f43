import { expect, it } from 'vitest';
import { assertExportOfRandomRules, assertExportOfWrittenRules } from './exported-filters.ts';

const seed = Math.trunc(Math.random() * 2 ** 31);

it('an exported filter pattern matches exactly what its rule matches: random rules and records', () => {
  const { said, rules, positives, pairs } = assertExportOfRandomRules({ runs: 700, seed });
  // Most can be said, and the answers are neither nearly all yes nor nearly all no.
  expect(said / rules).toBeGreaterThan(0.4);
  expect(positives / pairs).toBeGreaterThan(0.1);
  expect(positives / pairs).toBeLessThan(0.9);
});

it('an exported filter pattern matches exactly what its rule matches: rules as people write them', () => {
  const { said, rules, positives } = assertExportOfWrittenRules({ rules: 150, events: 150, seed });
  expect(said / rules).toBeGreaterThan(0.5);
  expect(positives).toBeGreaterThan(100);
});
