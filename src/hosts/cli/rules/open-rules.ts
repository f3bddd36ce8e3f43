import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { forTerminal } from '../../../base/escape.ts';
import { formatProblem, Problem } from '../../../base/problem.ts';
import { closestName } from '../../../engine/rules/dialects/closest-name.ts';
import { loadRules, type RuleText } from '../../../engine/rules/load.ts';
import type { RuleHead } from '../../../model/rule.ts';
import type { RuleTest } from '../../../model/rule-test.ts';
import { type ChosenRules, loadChosen, loadCompiled } from '../../rules/chosen-rules.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { readListFiles, readRuleFiles, shippedPaths } from '../../rules/rule-files.ts';

/** The chosen rules, or undefined after all that is wrong with them was said. Tests of the shipped ones may be missing: `testsOf`. */
export function openChosen(choice: RuleChoice): ChosenRules | undefined {
  const loaded = loadChosen(choice, { compiled: true });
  return sayProblems(loaded.problems) ? undefined : loaded;
}

export function sayProblems(problems: readonly Problem[]): boolean {
  for (const problem of problems) process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
  return problems.length > 0;
}

/** What a rule is tried on: of a shipped one that came compiled, as its own file says, read with the lists that it may name. */
export function testsOf({ id, place }: RuleHead, { tests, files }: Pick<ChosenRules, 'tests' | 'files'>): readonly RuleTest[] {
  const known = tests.get(id);
  if (known !== undefined || files.length > 0 || place.file === undefined) return known ?? [];
  return loadRules(readRuleFiles([place.file, ...shippedPaths('lists')])).tests.get(id) ?? [];
}

/** Rules that are looked at in their files. */
export interface OpenedPaths {
  readonly loaded: ChosenRules;
  /** Does a file, as rules and problems name it, belong to the paths that were given? */
  isGiven(file: string | undefined): boolean;
}

/**
 * The rules of some paths, loaded together with the shipped ones, which they may name. No path: the shipped rules.
 * @param compiled texts of the shipped rules don't matter, and need not be read
 * @throws {Problem} as `readRuleFiles` does
 */
export function openPaths(
  paths: readonly string[],
  flags: { readonly lists: readonly string[]; readonly pack: boolean },
  compiled = false,
): OpenedPaths {
  const given = readRuleFiles(paths, 'PATH');
  const quick = compiled && given.length > 0 ? loadCompiled(given, { ...flags, rulesSet: 'both' }) : undefined;
  if (quick !== undefined) return { loaded: quick, isGiven: isAmong(given) };
  const shipped = flags.pack || paths.length === 0 ? readRuleFiles(shippedPaths('both')) : [];
  const known = new Set(given.map(({ file }) => resolve(file)));
  const files = [...shipped.filter(({ file }) => !known.has(resolve(file))), ...given, ...readListFiles(flags.lists)];
  return { loaded: { ...loadRules(files), files }, isGiven: isAmong(paths.length === 0 ? files : given) };
}

function isAmong(files: readonly RuleText[]): OpenedPaths['isGiven'] {
  const names = new Set(files.map(({ file }) => file));
  return (file) => file === undefined || names.has(file);
}

/** The rule that an id (`id` or `name`) means. @throws {Problem} CLI_USAGE */
export function ruleOf<T extends RuleHead>(id: string, rules: readonly T[]): T {
  const rule = rules.find((each) => each.id === id) ?? rules.find((each) => each.uuid === id);
  if (rule !== undefined) return rule;
  const meant = closestName(
    id,
    rules.map((each) => each.id),
  );
  throw new Problem('CLI_USAGE', `there is no rule ${JSON.stringify(id)}`, {
    hint: meant === undefined ? '"trailwatch rules list" shows what there is.' : `Did you mean ${meant}?`,
  });
}

/** The path as somebody in this folder would type it. */
export function fromHere(file: string): string {
  const base = join(process.cwd(), '/');
  const whole = resolve(file);
  return whole.startsWith(base) && existsSync(whole) ? whole.slice(base.length) : file;
}
