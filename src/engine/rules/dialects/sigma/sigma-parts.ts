import type { SourcePlace } from '../../../../base/json-source.ts';
import type { Place } from '../../../../base/problem.ts';
import type { Predicate } from '../../../../model/predicate.ts';
import type { EventRule, RuleHead } from '../../../../model/rule.ts';
import type { Series } from '../../../../model/series-rule.ts';
import type { LogSource } from './log-source.ts';
import type { RuleTest } from '../../../../model/rule-test.ts';

/** A name of another rule, and where it is written. */
export interface Reference {
  readonly name: string;
  readonly at: SourcePlace;
}

/** What the documents of one file hold, until all files are read: then names are looked up. */
export interface SigmaParts {
  readonly rules: RuleDraft[];
  readonly series: SeriesDraft[];
  readonly filters: FilterDraft[];
  /** What can't be run: why, by each of its names. */
  readonly unavailable: Unavailable[];
}

export interface Unavailable {
  readonly names: readonly string[];
  readonly reason: string;
}

export interface RuleDraft {
  readonly rule: EventRule;
  readonly names: readonly string[];
  readonly source: LogSource;
  readonly at: SourcePlace;
  readonly tests: readonly RuleTest[];
}

export interface SeriesDraft {
  readonly head: Omit<RuleHead, 'place'>;
  readonly place: Place;
  readonly names: readonly string[];
  readonly at: SourcePlace;
  readonly over: readonly Reference[];
  readonly generate: boolean;
  readonly by: readonly Reference[];
  /** alias → name of a rule → field */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, Reference & { readonly field: string }>>;
  readonly series: Series;
  readonly tests: readonly RuleTest[];
}

export interface FilterDraft {
  readonly title: string;
  readonly place: Place;
  readonly source: LogSource;
  /** Empty: every rule of the log source. */
  readonly over: readonly Reference[];
  readonly when: Predicate;
}

export function emptyParts(): SigmaParts {
  return { rules: [], series: [], filters: [], unavailable: [] };
}
