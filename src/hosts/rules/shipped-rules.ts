import type { RuleSet } from '../../engine/rules/select.ts';
import type { RuleChoice } from './rule-choice.ts';
import { compiledPack } from './compiled-pack.ts';

/** The shipped rules of a choice as they were compiled; undefined where their texts have to be read. */
export function shippedRules({ pack: isWanted, rulesSet: set }: Pick<RuleChoice, 'pack' | 'rulesSet'>): RuleSet | undefined {
  if (!isWanted || set === 'monitored' || set === 'cis') return undefined;
  const compiled = compiledPack();
  if (compiled === undefined || set === 'pack') return compiled?.pack;
  const { pack, monitored } = compiled;
  return { rules: [...pack.rules, ...monitored], series: pack.series };
}
