import fc from 'fast-check';
import { evaluate } from '../../src/engine/rules/evaluate.ts';
import { GradualMatcher } from '../../src/engine/rules/gradual-matcher.ts';
import { RuleIndex } from '../../src/engine/rules/index/rule-index.ts';
import { crowdedEvent, crowdedPredicate, event, predicate } from './arbitraries.ts';

export interface Agreement {
  readonly pairs: number;
  /** Of all (rule, event) pairs: the share that match. */
  readonly positives: number;
}

export interface AgreementOptions {
  readonly runs: number;
  readonly seed: number;
  /** At most, a run. */
  readonly rules: number;
  readonly events: number;
  readonly fewestRules?: number;
  /** EventBridge conjunctions over arrays in arrays, instead of everything. */
  readonly crowded?: boolean;
}

/** Builds a matcher of random rules, shows it random events, and asks the oracle for each. Throws on a difference, shrunk. */
export function assertAgreement(options: AgreementOptions): Agreement {
  let pairs = 0;
  let positives = 0;
  fc.assert(
    fc.property(
      fc.array(options.crowded ? crowdedPredicate : predicate, {
        minLength: options.fewestRules ?? 1,
        maxLength: options.rules,
        size: 'max',
      }),
      fc.array(options.crowded ? crowdedEvent : event, { minLength: 1, maxLength: options.events, size: 'max' }),
      fc.constantFrom(undefined, 1, 3),
      (rules, events, remembered) => {
        const matcher = new RuleIndex(rules, remembered);
        // Over parts of the rules at first, then over all.
        const gradual = new GradualMatcher(rules, remembered === 1 ? 'a.b' : 'a', events.length + 1);
        // Twice: the second time from what the matcher remembers.
        for (const each of [...events, ...events]) {
          const expected = rules.flatMap((rule, index) => (evaluate(rule, each) ? [index] : []));
          const found = matcher.match(each);
          const gradually = gradual.match(each as object);
          pairs += rules.length;
          positives += expected.length;
          if (found.join() !== expected.join()) throw new Error(`evaluate says [${expected}], the matcher [${found}]`);
          if (gradually.join() !== expected.join()) throw new Error(`evaluate says [${expected}], the parts [${gradually}]`);
        }
      },
    ),
    { numRuns: options.runs, seed: options.seed },
  );
  return { pairs, positives: positives / pairs };
}
