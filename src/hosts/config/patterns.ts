import type { JsonSource } from '../../base/json-source.ts';
import type { Problem } from '../../base/problem.ts';
import { readPatternOnly } from '../../engine/rules/dialects/eventbridge-rule.ts';
import { createRuleReader } from '../../engine/rules/dialects/rule-reader.ts';
import type { Predicate } from '../../model/predicate.ts';
import { whenOf } from './when.ts';

export interface CompiledPattern {
  /** Undefined where there are problems. */
  readonly when: ((value: object) => boolean) | undefined;
  /** What `when` was made of; nothing where there are problems. */
  readonly predicates: readonly Predicate[];
  readonly problems: readonly Problem[];
}

/** An EventBridge pattern with the meaning that `compilePattern` gives it; what is wrong lies where the file has it. */
export function compilePatternAt(node: JsonSource, file: string | undefined): CompiledPattern {
  const reader = createRuleReader(file);
  readPatternOnly(node, reader);
  if (reader.problems.length > 0) return { when: undefined, predicates: [], problems: reader.problems };
  const predicates = reader.rules.map((rule) => rule.when);
  return { when: whenOf(predicates), predicates, problems: [] };
}
