import { forTerminal } from '../../../base/escape.ts';
import type { EventRule, RuleHead, RuleProfile } from '../../../model/rule.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { severityRank } from '../../../model/severity.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { ofProfile } from '../../rules/of-profile.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnsOf, inColumns } from '../output/in-columns.ts';
import { openChosen } from './open-rules.ts';

export interface ListFlags extends RuleChoice {
  readonly severity?: readonly string[];
  readonly rulesProfile: RuleProfile;
  readonly format: 'table' | 'json';
}

/** Prints the rules that can alert: most urgent first, then by id. */
export function listRules(flags: ListFlags): number {
  const loaded = openChosen(flags);
  if (loaded === undefined) return exitCodes.USAGE;
  const inProfile = ofProfile(flags.rulesProfile);
  const rules = [...loaded.rules, ...loaded.series]
    .filter((rule) => rule.silent !== true && inProfile(rule))
    .filter(({ severity }) => flags.severity === undefined || flags.severity.includes(severity))
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || (a.id < b.id ? -1 : 1));
  process.stdout.write(flags.format === 'json' ? `${JSON.stringify(rules.map(headOf), null, 2)}\n` : table(rules));
  return exitCodes.OK;
}

/** A rule without what the matcher makes of it. */
export function headOf(rule: EventRule | SeriesRule): object {
  if ('when' in rule) {
    const { when: _when, ...head } = rule;
    return { ...head, kind: 'event' };
  }
  return { ...rule, kind: 'series' };
}

function table(rules: readonly RuleHead[]): string {
  const rows = [
    ['SEVERITY', 'ID', 'KIND', 'PROFILE', 'ATT&CK', 'TITLE'],
    ...rules.map((rule) => [
      rule.severity,
      rule.id,
      'series' in rule ? 'series' : 'event',
      rule.profile ?? 'default',
      rule.attack.join(' '),
      rule.title,
    ]),
  ].map((row) => row.map(forTerminal));
  const widths = rows[0]!.map((_, column) => Math.min(48, Math.max(...rows.map((row) => columnsOf(row[column]!)))));
  const lines = rows.map((row) => row.map((cell, column) => (column === 5 ? cell : inColumns(cell, widths[column]!))).join('  '));
  return `${lines.join('\n')}\n\n${rules.length} rules\n`;
}
