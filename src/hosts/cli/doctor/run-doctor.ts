import { toJsonLine } from '../../../base/escape.ts';
import { type Seconds, SECOND } from '../../../base/units.ts';
import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import { loadConfigSet } from '../../config/config-set.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import type { FlagValue } from '../../config/overrides.ts';
import { resolveSecrets } from '../../config/resolve-secrets.ts';
import { exitCodes } from '../exit-codes.ts';
import { sayProblems } from '../rules/open-rules.ts';
import { realAwsCalls } from './aws-calls.ts';
import { type CheckResult, runChecks } from './check.ts';
import { checkTable } from './check-table.ts';
import { checkStack } from './check-stack.ts';
import { checksFor } from './checks.ts';

export interface DoctorFlags {
  readonly config?: string;
  readonly profile?: string;
  /** Of a deployment, which is then checked instead of this machine. */
  readonly stack?: string;
  readonly region?: string;
  readonly regions: readonly string[];
  readonly timeout: Seconds;
  readonly format: 'table' | 'json';
}

/** Checks what a running trailwatch needs, and prints it. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  if (flags.stack !== undefined) return report(await checkStack({ ...flags, stack: flags.stack }), flags.format);
  const environment = process.env;
  const input = { file: flags.config ?? defaultConfigFile(environment), environment };
  let { set, problems } = await loadConfigSet(input);
  // As `run` does without a configuration, or with one that names no source.
  if (set !== undefined && set.loaded.config.sources.length === 0) {
    ({ set, problems } = await loadConfigSet({ ...input, flags: [lookupFlag(flags.profile)] }));
  }
  if (set === undefined) {
    sayProblems(problems);
    return exitCodes.USAGE;
  }
  // Awaited by the checks that need them, within their time.
  const secrets = resolveSecrets(set.loaded);
  const checks = checksFor(set, { calls: realAwsCalls, secrets, openStore: openEmbeddedStore, now: Date.now });
  return report(await runChecks(checks, flags.timeout * SECOND), flags.format);
}

function report(results: readonly CheckResult[], format: DoctorFlags['format']): number {
  process.stdout.write(
    format === 'json' ? `[${results.map((result) => `\n  ${toJsonLine(result)}`).join(',')}\n]\n` : checkTable(results),
  );
  return results.some(({ status }) => status === 'fail') ? exitCodes.FAIL_ON : exitCodes.OK;
}

function lookupFlag(profile: string | undefined): FlagValue {
  const source = { type: 'lookup-events', ...(profile !== undefined && { profile }) };
  return { name: profile === undefined ? 'the default' : '--profile', path: ['sources'], text: JSON.stringify([source]) };
}
