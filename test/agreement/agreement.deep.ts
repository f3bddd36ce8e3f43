import { expect, it } from 'vitest';
import { type AgreementOptions, assertAgreement } from './agreement.ts';
import { assertExportOfRandomRules } from './exported-filters.ts';
import { assertAgreementOnWrittenRules } from './written-rules.ts';

/** TRAILWATCH_SEED repeats a run. */
const given = process.env.TRAILWATCH_SEED;
const seed = given === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(given);

it.each<[string, Omit<AgreementOptions, 'seed'>]>([
  ['random rules and events', { runs: 40_000, rules: 20, events: 8 }],
  ['arrays in arrays', { runs: 26_000, rules: 20, events: 8, crowded: true }],
  ['hundreds of rules', { runs: 1_000, rules: 300, fewestRules: 120, events: 6 }],
  ['thousands of rules', { runs: 40, rules: 4_000, fewestRules: 2_500, events: 10 }],
])('the matcher finds exactly the rules that the oracle finds: %s', (name, options) => {
  console.log(`${name}: seed ${seed}`);
  const { pairs, positives } = assertAgreement({ ...options, seed });
  console.log(`${name}: ${pairs.toLocaleString('en-US')} pairs, ${(positives * 100).toFixed(1)} % matches`);
  expect(positives).toBeGreaterThan(0.03);
});

it('the matcher finds exactly the rules that the oracle finds: rules as people write them', () => {
  console.log(`rules as people write them: seed ${seed}`);
  const { positives } = assertAgreementOnWrittenRules({ mixed: 7_000, ofEach: 200, events: 500, seed });
  expect(positives).toBeGreaterThan(0.03);
});

it('an exported filter pattern matches exactly what its rule matches: random rules and records', () => {
  console.log(`exported filters: seed ${seed}`);
  const { said, rules } = assertExportOfRandomRules({ runs: 8_000, seed });
  expect(said / rules).toBeGreaterThan(0.4);
});
