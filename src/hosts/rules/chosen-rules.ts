import { forTerminal } from '../../base/escape.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import { isListFile } from '../../engine/rules/dialects/sigma/placeholder-lists.ts';
import { type LoadedRules, loadRules, type RuleText } from '../../engine/rules/load.ts';
import { type RuleSet, selectRules } from '../../engine/rules/select.ts';
import type { RuleHead, RuleProfile } from '../../model/rule.ts';
import { compiledPack } from './compiled-pack.ts';
import { type RulesSet, readListFiles, readRuleFiles, shippedPaths } from './rule-files.ts';

/** Which rules somebody wants, as the flags say it. */
export interface RuleChoice {
  /** Files and folders to add to the shipped rules. */
  readonly rules: readonly string[];
  /** Files and folders with values for placeholders; they win over those of the same name. */
  readonly lists: readonly string[];
  /** The shipped rules at all. */
  readonly pack: boolean;
  readonly rulesSet: RulesSet;
}

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
  const compiled = options.compiled === true ? loadCompiled(choice) : undefined;
  if (compiled !== undefined) return compiled;
  const shipped = choice.pack ? readRuleFiles(shippedPaths(choice.rulesSet)) : [];
  const files = [...shipped, ...readRuleFiles(choice.rules), ...readListFiles(choice.lists)];
  return { ...loadRules(files), files };
}

/** Undefined where the texts have to be read after all. */
function loadCompiled({ pack: isWanted, rulesSet: set, rules, lists }: RuleChoice): ChosenRules | undefined {
  if (!isWanted || set === 'monitored' || set === 'cis' || lists.length > 0) return undefined;
  const texts = [...(set === 'pack' ? [] : readRuleFiles(shippedPaths('monitored'))), ...readRuleFiles(rules)];
  if (texts.some(concernsOthers)) return undefined;
  const pack = compiledPack(() => readRuleFiles(shippedPaths('pack')));
  if (pack === undefined) return undefined;
  const others = loadRules(texts);
  const ids = new Set([...pack.rules, ...pack.series].map(({ id }) => id));
  // What is missing may be in the pack, and what is wrong is told with all there is.
  if (others.problems.length > 0 || [...others.rules, ...others.series].some(({ id }) => ids.has(id))) return undefined;
  return { ...others, rules: [...pack.rules, ...others.rules], series: [...pack.series, ...others.series], files: [] };
}

/** Lists, filters and correlations may change or name rules of other files. */
function concernsOthers({ file, text }: RuleText): boolean {
  return isListFile(file) || /\b(?:filter|correlation)["']?\s*:/.test(text);
}

/** Rules that say `profile: all` are for those who ask for all. */
export function ofProfile(profile: RuleProfile): (rule: RuleHead) => boolean {
  return (rule) => profile === 'all' || rule.profile !== 'all';
}

/**
 * The chosen rules that are `wanted`, or undefined after all that is wrong with them was said on standard error.
 * `tell` hears of rules that are rightly not run.
 */
export function rulesToRun(
  choice: RuleChoice,
  wanted: (rule: RuleHead) => boolean,
  tell: (line: string) => void,
): RuleSet | undefined {
  const loaded = loadChosen(choice, { compiled: true });
  if (loaded.problems.length > 0) {
    for (const problem of loaded.problems) process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
    return undefined;
  }
  for (const { id, reason } of loaded.skipped) tell(`trailwatch: rule ${forTerminal(id)} is not run: ${forTerminal(reason)}\n`);
  return selectRules(loaded, wanted);
}
