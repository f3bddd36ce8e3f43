import type { RulesSet } from './rule-files.ts';

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
