import { expect, it } from 'vitest';
import { type AgreementOptions, assertAgreement } from './agreement.ts';
import { assertAgreementOnWrittenRules } from './written-rules.ts';

it.each<[string, Omit<AgreementOptions, 'seed'>]>([
  ['random rules and events', { runs: 250, rules: 20, events: 8 }],
  ['arrays in arrays', { runs: 300, rules: 20, events: 8, crowded: true }],
  ['more rules than a word has bits', { runs: 16, rules: 200, fewestRules: 120, events: 4 }],
])('the matcher finds exactly the rules that the oracle finds: %s', (_, options) => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  const { pairs, positives } = assertAgreement({ ...options, seed });
  expect(pairs).toBeGreaterThan(4_000);
  // Neither nearly all nor nearly none: then agreement would say little.
  expect(positives).toBeGreaterThan(0.03);
  expect(positives).toBeLessThan(0.8);
});

it('the matcher finds exactly the rules that the oracle finds: rules as people write them', () => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  const { positives } = assertAgreementOnWrittenRules({ mixed: 200, ofEach: 20, events: 60, seed });
  expect(positives).toBeGreaterThan(0.03);
});
