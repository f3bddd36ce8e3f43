import { forTerminal } from '../../../base/escape.ts';
import { formatPlace } from '../../../base/problem.ts';
import { lintRules } from '../../../engine/rules/lint/lint.ts';
import { type LintIssue, type LintSeverity, lintSeverities } from '../../../engine/rules/lint/lint-issue.ts';
import { exitCodes } from '../exit-codes.ts';
import { fromHere, openPaths } from './open-rules.ts';

export interface LintFlags {
  readonly lists: readonly string[];
  readonly pack: boolean;
  readonly failOn: LintSeverity;
  readonly format: 'table' | 'json';
}

/** Prints what is wrong or odd about the rules in some paths. */
export function lintPaths(paths: readonly string[], flags: LintFlags): number {
  const { loaded, isGiven } = openPaths(paths, flags);
  const issues = lintRules(loaded.files, loaded, isGiven);
  if (flags.format === 'json') {
    const json = issues.map(({ at, ...issue }) => ({
      ...issue,
      file: fromHere(at.file ?? ''),
      line: at.line,
      column: at.column,
    }));
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  } else {
    for (const issue of issues) process.stdout.write(`${lineOf(issue)}\n`);
    const counts = lintSeverities.map(
      (severity) => `${issues.filter((issue) => issue.severity === severity).length} ${severity}`,
    );
    const all = [...loaded.rules, ...loaded.series].filter(({ place }) => isGiven(place.file)).length;
    process.stdout.write(`${all} rules: ${counts.join(', ')}\n`);
  }
  const least = lintSeverities.indexOf(flags.failOn);
  return issues.some(({ severity }) => lintSeverities.indexOf(severity) <= least) ? exitCodes.FAIL_ON : exitCodes.OK;
}

function lineOf({ severity, check, ruleId, at, message, hint }: LintIssue): string {
  const place = formatPlace({ ...at, file: fromHere(at.file ?? '') });
  const rule = ruleId === undefined ? '' : `${ruleId}: `;
  return forTerminal(`${place}: ${severity}: ${rule}${message} [${check}]${hint === undefined ? '' : `. ${hint}`}`);
}
