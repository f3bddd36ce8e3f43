import { Problem } from '../../base/problem.ts';
import type { Policy } from '../../engine/findings/policy.ts';
import { type RuleSet, selectRules } from '../../engine/rules/select.ts';
import { type Severity, severityRank } from '../../model/severity.ts';
import { ofProfile } from '../rules/of-profile.ts';
import { rulesToRun } from '../rules/rules-to-run.ts';
import type { ScanFlags } from './scan-flags.ts';
import type { PlainException } from './scan-worker.ts';

export interface ScanJudgement {
  readonly rules: RuleSet;
  /** What the configuration says of findings; nothing where there is none. */
  readonly policy?: Policy;
  /** The part of it that covers single events, as plain data. */
  readonly exceptions: readonly PlainException[];
}

/**
 * By what a scan judges: the rules of the flags, or all that a configuration says, as `run` does. Undefined after all that is wrong
 * was said on standard error. @throws {Problem} CLI_USAGE
 */
export async function judgementOf(flags: ScanFlags): Promise<ScanJudgement | undefined> {
  const least = severityRank(flags.minSeverity ?? 'informational');
  const isWanted = ({ severity }: { readonly severity: Severity }) => severityRank(severity) >= least;
  if (flags.config !== undefined) {
    refuseBoth(flags);
    // Most scans have none, and these bring half of trailwatch with them.
    const [{ openAddressLookup }, { policyOf }, { openConfig }] = await Promise.all([
      import('../../edges/enrichment/address-lookup.ts'),
      import('../run/in-force.ts'),
      import('../run/open-config.ts'),
    ]);
    const opened = await openConfig(flags.config, []);
    if (opened === undefined) return undefined;
    const { set } = opened;
    const exceptions = set.exceptions.filter(({ on }) => on === 'event');
    return {
      rules: selectRules(set.rules.selected, isWanted),
      policy: policyOf(set, openAddressLookup()),
      exceptions: exceptions.map(({ id, expires, predicates }) => ({ id, expires, predicates })),
    };
  }
  const inProfile = ofProfile(flags.rulesProfile);
  const rules = await rulesToRun(
    flags,
    (rule) => inProfile(rule) && isWanted(rule),
    (line) => {
      if (flags.quiet !== true && flags.summary === 'text') process.stderr.write(line);
    },
  );
  return rules && { rules, exceptions: [] };
}

function refuseBoth({ rules, lists, pack, rulesSet, rulesProfile }: ScanFlags): void {
  const given = [
    ...(rules.length > 0 ? ['--rules'] : []),
    ...(lists.length > 0 ? ['--lists'] : []),
    ...(pack ? [] : ['--no-pack']),
    ...(rulesSet === 'both' ? [] : ['--rules-set']),
    ...(rulesProfile === 'default' ? [] : ['--rules-profile']),
  ];
  if (given.length === 0) return;
  throw new Problem('CLI_USAGE', `--config chooses the rules, and so does ${given[0]}`, {
    hint: 'Write it under rules in the configuration, or leave --config away',
  });
}
