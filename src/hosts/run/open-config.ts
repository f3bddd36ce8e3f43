import { forTerminal } from '../../base/escape.ts';
import { formatProblem } from '../../base/problem.ts';
import { type ConfigSet, type ConfigSetResult, loadConfigSet } from '../config/config-set.ts';
import { defaultConfigFile } from '../config/load-config.ts';
import type { FlagValue } from '../config/overrides.ts';

export interface OpenedConfig {
  readonly set: ConfigSet;
  readonly current: ConfigSetResult;
  readonly load: () => Promise<ConfigSetResult>;
  readonly file: string | undefined;
}

/**
 * The configuration that a command means: the named file, or the one that is found, or none at all. Undefined after all that is
 * wrong with it was said on standard error.
 */
export async function openConfig(named: string | undefined, flags: readonly FlagValue[]): Promise<OpenedConfig | undefined> {
  const file = named ?? defaultConfigFile(process.env);
  const load = () => loadConfigSet({ file, environment: process.env, flags });
  const current = await load();
  if (current.set === undefined) {
    for (const problem of current.problems) process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
    return undefined;
  }
  return { set: current.set, current, load, file };
}
