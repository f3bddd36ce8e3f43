import { Problem } from '../../base/problem.ts';
import { isListFile } from '../../engine/rules/dialects/sigma/placeholder-lists.ts';
import { type LoadedRules, loadRules, type RuleText } from '../../engine/rules/load.ts';
import type { RuleChoice } from './rule-choice.ts';
import { readListFiles, readRuleFiles, shippedPaths } from './rule-files.ts';
import { shippedRules } from './shipped-rules.ts';

export interface ChosenRules extends LoadedRules {
  /** What they were read from; empty for the shipped rules as compiled when trailwatch was built. */
  readonly files: readonly RuleText[];
}

/** Reads the chosen rules, mistakes and all. @throws {Problem} as `readRuleFiles` does, and CLI_USAGE for no rule at all */
export function loadChosen(choice: RuleChoice, options: { readonly compiled?: boolean } = {}): ChosenRules {
  if (!choice.pack && choice.rules.length === 0)
    throw new Problem('CLI_USAGE', 'there is no rule: --no-pack without --rules', {
      hint: 'Add --rules FILE, or leave --no-pack away.',
    });
  const compiled = options.compiled === true ? loadCompiled(readRuleFiles(choice.rules), choice) : undefined;
  if (compiled !== undefined) return compiled;
  const shipped = choice.pack ? readRuleFiles(shippedPaths(choice.rulesSet)) : [];
  const files = [...shipped, ...readRuleFiles(choice.rules), ...readListFiles(choice.lists)];
  return { ...loadRules(files), files };
}

/** With the shipped rules as compiled; undefined where their texts have to be read after all. */
export function loadCompiled(texts: readonly RuleText[], choice: Omit<RuleChoice, 'rules'>): ChosenRules | undefined {
  if (choice.lists.length > 0) return undefined;
  const shipped = texts.some(concernsOthers) ? undefined : shippedRules(choice);
  if (shipped === undefined) return undefined;
  const others = loadRules(texts);
  const ids = new Set([...shipped.rules, ...shipped.series].map(({ id }) => id));
  // What is missing may be in the pack, and what is wrong is told with all there is.
  if (others.problems.length > 0 || [...others.rules, ...others.series].some(({ id }) => ids.has(id))) return undefined;
  return { ...others, rules: [...shipped.rules, ...others.rules], series: [...shipped.series, ...others.series], files: [] };
}

/** Lists, filters and correlations may change or name rules of other files. */
function concernsOthers({ file, text }: RuleText): boolean {
  return isListFile(file) || /\b(?:filter|correlation)["']?\s*:/.test(text);
}
