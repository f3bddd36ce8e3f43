import { forTerminal } from '../../base/escape.ts';
import { formatProblem } from '../../base/problem.ts';
import { type RuleSet, selectRules } from '../../engine/rules/select.ts';
import type { RuleHead } from '../../model/rule.ts';
import type { RuleChoice } from './rule-choice.ts';
import { shippedRules } from './shipped-rules.ts';

/**
 * The chosen rules that are `wanted`, or undefined after all that is wrong with them was said on standard error.
 * `tell` hears of rules that are rightly not run. What reads texts of rules is loaded only if there are any to read.
 */
export async function rulesToRun(
  choice: RuleChoice,
  wanted: (rule: RuleHead) => boolean,
  tell: (line: string) => void,
): Promise<RuleSet | undefined> {
  const shipped = choice.rules.length + choice.lists.length === 0 ? shippedRules(choice) : undefined;
  if (shipped !== undefined) return selectRules(shipped, wanted);
  const { loadChosen } = await import('./chosen-rules.ts');
  const loaded = loadChosen(choice, { compiled: true });
  if (loaded.problems.length > 0) {
    for (const problem of loaded.problems) process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
    return undefined;
  }
  for (const { id, reason } of loaded.skipped) tell(`trailwatch: rule ${forTerminal(id)} is not run: ${forTerminal(reason)}\n`);
  return selectRules(loaded, wanted);
}
