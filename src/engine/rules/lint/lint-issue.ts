import type { Place } from '../../../base/problem.ts';

/** Most to least: an error means that the rule can't do what it says, a warning that it probably doesn't. */
export const lintSeverities = ['error', 'warning', 'info'] as const;
export type LintSeverity = (typeof lintSeverities)[number];

/** What the checks are called. `docs/rules.md` says what each means. */
export const lintChecks = [
  'load',
  'skipped',
  'duplicate-id',
  'matches-everything',
  'never-matches',
  'dead-branch',
  'no-literal',
  'unknown-field',
  'event-source',
  'unknown-call',
  'lambda-name',
  's3-name',
  'unknown-attack',
  'no-test',
  'few-tests',
  'incomplete',
] as const;
export type LintCheck = (typeof lintChecks)[number];

/** Something about a rule that its writer should look at. */
export interface LintIssue {
  readonly severity: LintSeverity;
  readonly check: LintCheck;
  /** Of the rule, where it is about one. */
  readonly ruleId?: string;
  readonly at: Place;
  /** One line, without a period. */
  readonly message: string;
  readonly hint?: string;
}

/** Tells of issues of one rule. */
export type Tell = (
  severity: LintSeverity,
  check: LintCheck,
  message: string,
  options?: { readonly at?: Place | undefined; readonly hint?: string | undefined },
) => void;
