import { forTerminal } from '../../../base/escape.ts';
import { ruleAsFilter } from '../../../engine/rules/dialects/metric-filter/export/rule-as-filter.ts';
import type { SaidAsFilter } from '../../../engine/rules/dialects/metric-filter/export/to-metric-filter.ts';
import type { RuleHead } from '../../../model/rule.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openChosen, ruleOf } from '../rules/open-rules.ts';

export interface ExportFlags extends RuleChoice {
  readonly format: 'text' | 'pattern' | 'json';
}

type Said = { readonly rule: RuleHead } & { readonly filter: SaidAsFilter };

/** Prints rules as filter patterns, those that are named or all. @throws {Problem} CLI_USAGE for an unknown id */
export function exportFilters(ids: readonly string[], flags: ExportFlags): ExitCode {
  const loaded = openChosen(flags);
  if (loaded === undefined) return exitCodes.USAGE;
  const all = [...loaded.rules, ...loaded.series];
  const rules = ids.length === 0 ? all.filter(({ silent }) => silent !== true) : ids.map((id) => ruleOf(id, all));
  const said = rules.map((rule): Said => ({ rule, filter: ruleAsFilter(rule) }));
  const refused = said.filter(({ filter }) => 'reason' in filter);
  process.stdout.write(outputOf(said, flags.format));
  if (flags.format !== 'json') {
    if (flags.format === 'pattern')
      for (const { rule, filter } of refused)
        process.stderr.write(`trailwatch: ${forTerminal(rule.id)} can't be a filter pattern: ${forTerminal(reasonOf(filter))}\n`);
    process.stderr.write(`${said.length - refused.length} of ${said.length} rules can be said as a filter pattern\n`);
  }
  return ids.length > 0 && refused.length > 0 ? exitCodes.FAIL_ON : exitCodes.OK;
}

function reasonOf(filter: SaidAsFilter): string {
  return 'reason' in filter ? filter.reason : '';
}

function outputOf(said: readonly Said[], format: ExportFlags['format']): string {
  if (format === 'json') return `${JSON.stringify(said.map(jsonOf), null, 2)}\n`;
  if (format === 'pattern')
    return said.map(({ filter }) => ('pattern' in filter ? `${forTerminal(filter.pattern)}\n` : '')).join('');
  return said.map((each) => `${linesOf(each).join('\n')}\n\n`).join('');
}

function jsonOf({ rule, filter }: Said): object {
  const { id, title, severity } = rule;
  return 'pattern' in filter
    ? { id, title, severity, filterPattern: filter.pattern, assumes: filter.assumes }
    : { id, title, severity, reason: filter.reason };
}

function linesOf({ rule, filter }: Said): string[] {
  const head = `${forTerminal(rule.id)}: ${forTerminal(rule.title)}`;
  if ('reason' in filter) return [head, `  can't be a filter pattern: ${forTerminal(filter.reason)}`];
  return [head, `  ${forTerminal(filter.pattern)}`, ...filter.assumes.map((each) => `  if ${forTerminal(each)}`)];
}
