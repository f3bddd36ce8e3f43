import type { JsonSource } from '../../base/json-source.ts';
import type { Problem } from '../../base/problem.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { readPatternOnly } from '../../engine/rules/dialects/eventbridge-rule.ts';
import { createRuleReader } from '../../engine/rules/dialects/rule-reader.ts';
import { buildMatcher } from '../../engine/rules/matcher.ts';

export interface CompiledPattern {
  /** Undefined where there are problems. */
  readonly when: ((value: object) => boolean) | undefined;
  readonly problems: readonly Problem[];
}

/** An EventBridge pattern with the meaning that `compilePattern` gives it; what is wrong lies where the file has it. */
export function compilePatternAt(node: JsonSource, file: string | undefined): CompiledPattern {
  const reader = createRuleReader(file);
  readPatternOnly(node, reader);
  if (reader.problems.length > 0) return { when: undefined, problems: reader.problems };
  const matcher = buildMatcher(reader.rules.map((rule) => rule.when));
  return { when: (value) => isJsonObject(value as Json) && matcher.match(value as never).length > 0, problems: [] };
}
