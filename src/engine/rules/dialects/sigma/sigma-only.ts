import type { RuleReader } from '../rule-reader.ts';
import { joinSigma } from './join.ts';
import type { PlaceholderLists } from './placeholder-lists.ts';
import { readSigmaFile } from './sigma-file.ts';
import { emptyParts } from './sigma-parts.ts';
import { readYaml } from './yaml-source.ts';

/** Reads Sigma rules where single events are judged and nothing may be left out: what loading would skip is a problem here. */
export function readSigmaOnly(text: string, lists: PlaceholderLists, reader: RuleReader): void {
  const parts = emptyParts();
  const documents = readYaml(text, reader);
  readSigmaFile(documents, 'rule', lists, parts, reader);
  const [series] = parts.series;
  if (series !== undefined) {
    const hint = 'Give the rules that it is over, without it';
    reader.report('RULE_SERIES', 'a correlation is about many events, and can not judge one', series.at, hint);
    return;
  }
  const joined = joinSigma([{ parts, reader }]).rules.get(reader) ?? [];
  for (const { reason, place } of reader.skipped)
    reader.report('RULE_NOT_APPLICABLE', `the rule can't be used: ${reason}`, place);
  if (joined.length === 0 && reader.problems.length === 0) {
    const what = parts.filters.length > 0 ? 'a filter without a rule that it applies to' : 'no rule';
    reader.report(parts.filters.length > 0 ? 'RULE_SERIES' : 'RULE_SHAPE', what, { line: 1, column: 1 }, 'Give a Sigma rule');
  }
  reader.rules.push(...joined);
}
