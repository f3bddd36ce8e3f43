import { parseJsonSource } from '../../base/json-source.ts';
import { formatPlace, Problem } from '../../base/problem.ts';
import type { EventRule } from '../../model/rule.ts';
import { readRuleFile } from './dialects/rule-file.ts';
import { createRuleReader, type RuleReader, type SkippedRule } from './dialects/rule-reader.ts';

export type { SkippedRule } from './dialects/rule-reader.ts';

export interface RuleText {
  /** What a person would open. Its name without folder and extension is the id of a pattern that has none. */
  readonly file: string;
  readonly text: string;
}

export interface LoadedRules {
  /** In the order of the files and of their text. Ids are distinct. */
  readonly rules: readonly EventRule[];
  /** Held by the files, and rightly not run. */
  readonly skipped: readonly SkippedRule[];
  /** Every mistake of every file, each with its place: RULE_JSON, RULE_SHAPE, RULE_FIELD, RULE_PATTERN, RULE_TOO_LARGE, RULE_DUPLICATE_ID. */
  readonly problems: readonly Problem[];
}

/** Reads rule files of all dialects, told by content. Never throws for what a file holds: rules without problems are returned. */
export function loadRules(files: readonly RuleText[]): LoadedRules {
  const readers = files.map(readFile);
  const rules = distinctRules(readers);
  return {
    rules,
    skipped: readers.flatMap((reader) => reader.skipped),
    problems: readers.flatMap((reader) => reader.problems.sort(byPlace)),
  };
}

function readFile({ file, text }: RuleText): RuleReader {
  const reader = createRuleReader(file);
  try {
    readRuleFile(parseJsonSource(text, { file }), nameOf(file), reader);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reader.problems.push(error);
  }
  return reader;
}

/** The first rule of each id; the others are reported. */
export function distinctRules(readers: readonly RuleReader[]): EventRule[] {
  const byId = new Map<string, EventRule>();
  for (const { rules, report } of readers) {
    for (const rule of rules) {
      const first = byId.get(rule.id);
      if (first === undefined) byId.set(rule.id, rule);
      else {
        const message = `the id ${JSON.stringify(rule.id)} is taken already: ${formatPlace(first.place)} has it`;
        report('RULE_DUPLICATE_ID', message, rule.place, 'Rename one of the two');
      }
    }
  }
  return [...byId.values()];
}

/** `rules/root.json` is called `root`. */
function nameOf(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

/** Places as they follow one another in a file. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
}
