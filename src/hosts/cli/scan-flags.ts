import type { RuleProfile } from '../../model/rule.ts';
import type { Severity } from '../../model/severity.ts';
import type { RuleChoice } from '../rules/rule-choice.ts';

export const formats = ['table', 'jsonl', 'json', 'csv', 'html'] as const;
export type Format = (typeof formats)[number];

/** The flags of `trailwatch scan` as they were typed. */
export interface ScanFlags extends RuleChoice {
  readonly config?: string;
  readonly rulesProfile: RuleProfile;
  readonly emit: 'findings' | 'matches';
  readonly format?: Format;
  /** `-` is standard output. */
  readonly output?: string;
  readonly report?: string;
  readonly rejects?: string;
  readonly from?: string;
  readonly to?: string;
  readonly account: readonly string[];
  readonly region: readonly string[];
  readonly minSeverity?: Severity;
  readonly failOn?: Severity;
  readonly summary: 'text' | 'json';
  readonly quiet?: boolean;
  /** Threads that read. @default as many as there are processors */
  readonly workers?: number;
}
