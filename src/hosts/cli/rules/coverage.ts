import { writeFileSync } from 'node:fs';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { type Coverage, coverageOf } from '../../../engine/rules/coverage.ts';
import type { RuleProfile } from '../../../model/rule.ts';
import { type Severity, severityRank } from '../../../model/severity.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { ofProfile } from '../../rules/of-profile.ts';
import { exitCodes } from '../exit-codes.ts';
import { navigatorLayer } from './navigator-layer.ts';
import { openChosen } from './open-rules.ts';

export interface CoverageFlags extends RuleChoice {
  readonly rulesProfile: RuleProfile;
  readonly minSeverity?: Severity;
  readonly navigator?: string;
  readonly format: 'table' | 'json';
}

/** Prints how many rules are about each ATT&CK technique, tactic by tactic. */
export function showCoverage(flags: CoverageFlags): number {
  const loaded = openChosen(flags);
  if (loaded === undefined) return exitCodes.USAGE;
  const inProfile = ofProfile(flags.rulesProfile);
  const least = flags.minSeverity === undefined ? 0 : severityRank(flags.minSeverity);
  const rules = [...loaded.rules, ...loaded.series].filter(
    (rule) => rule.silent !== true && inProfile(rule) && severityRank(rule.severity) >= least,
  );
  const coverage = coverageOf(rules);
  if (flags.navigator !== undefined)
    write(
      flags.navigator,
      `${JSON.stringify(navigatorLayer(coverage), null, 2)}
`,
    );
  process.stdout.write(flags.format === 'json' ? `${JSON.stringify(coverage, null, 2)}\n` : table(coverage));
  return exitCodes.OK;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const hint = 'Check that the folder exists and may be written to.';
    throw new Problem('CLI_OUTPUT', `${file} cannot be written: ${(cause as Error).message}`, { hint, cause });
  }
}

function table({ tactics, rules, untagged }: Coverage): string {
  const lines: string[] = [];
  for (const { tactic, rules: count, techniques } of tactics) {
    lines.push(`${tactic}: ${count} ${count === 1 ? 'rule' : 'rules'}`);
    for (const technique of techniques)
      lines.push(`  ${technique.id.padEnd(10)} ${String(technique.rules.length).padStart(4)}  ${forTerminal(technique.name)}`);
    lines.push('');
  }
  const distinct = new Set(tactics.flatMap(({ techniques }) => techniques.map(({ id }) => id))).size;
  lines.push(`${rules} rules, ${distinct} techniques and sub-techniques; ${untagged} rules name none`);
  return `${lines.join('\n')}\n`;
}
