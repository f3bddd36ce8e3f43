import { forTerminal } from '../../../base/escape.ts';
import { formatProblem } from '../../../base/problem.ts';
import type { EventRuleFile } from '../../event-rules/event-rule.ts';
import { loadEventRules } from '../../event-rules/load-event-rules.ts';

/** The folder that is meant where none is named. */
const FOLDER = 'event-rules';

/** The event rules in files and folders; undefined if any is wrong, which is printed. */
export function readEventRules(paths: readonly string[]): readonly EventRuleFile[] | undefined {
  const { rules, problems } = loadEventRules(paths.length === 0 ? [FOLDER] : paths);
  for (const problem of problems) process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
  return problems.length > 0 ? undefined : rules;
}
