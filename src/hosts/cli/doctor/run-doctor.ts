import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { type Seconds, SECOND } from '../../../base/units.ts';
import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import { loadConfigSet } from '../../config/config-set.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import type { FlagValue } from '../../config/overrides.ts';
import { resolveSecrets } from '../../config/resolve-secrets.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnsOf, inColumns } from '../output/in-columns.ts';
import { sayProblems } from '../rules/open-rules.ts';
import { realAwsCalls } from './aws-calls.ts';
import { type CheckResult, runChecks } from './check.ts';
import { checksFor } from './checks.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stdout);

export interface DoctorFlags {
  readonly config?: string;
  readonly profile?: string;
  readonly timeout: Seconds;
  readonly format: 'table' | 'json';
}

/** Checks what a running trailwatch needs, and prints it. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
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
  const results = await runChecks(checks, flags.timeout * SECOND);
  process.stdout.write(
    flags.format === 'json' ? `[${results.map((result) => `\n  ${toJsonLine(result)}`).join(',')}\n]\n` : table(results),
  );
  return results.some(({ status }) => status === 'fail') ? exitCodes.FAIL_ON : exitCodes.OK;
}

function lookupFlag(profile: string | undefined): FlagValue {
  const source = { type: 'lookup-events', ...(profile !== undefined && { profile }) };
  return { name: profile === undefined ? 'the default' : '--profile', path: ['sources'], text: JSON.stringify([source]) };
}

const marks = { ok: pc.green('ok  '), warn: pc.yellow('warn'), fail: pc.red('FAIL') };

/** Name and detail, and below them what to do. */
function table(results: readonly CheckResult[]): string {
  const width = Math.min(40, Math.max(...results.map(({ name }) => columnsOf(forTerminal(name)))));
  const lines = results.flatMap(({ name, status, detail, remedy }) => [
    `${marks[status]}  ${inColumns(forTerminal(name), width)}  ${forTerminal(detail)}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 6)}  > ${forTerminal(remedy)}`]),
  ]);
  const count = (status: CheckResult['status']) => results.filter((result) => result.status === status).length;
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to mend\n`;
}
