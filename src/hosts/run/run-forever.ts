import { forTerminal } from '../../base/escape.ts';
import { SECOND } from '../../base/units.ts';
import { awsSuggestions } from '../cli/config/aws-profiles.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import type { FlagValue } from '../config/overrides.ts';
import { createLog, type LogLevel } from './log.ts';
import { openConfig } from './open-config.ts';
import { startRun } from './start-run.ts';
import { wallClock } from './wall-clock.ts';
import { colorsFor } from '../cli/colors.ts';

const pc = colorsFor(process.stderr);

export interface RunFlags {
  readonly config?: string;
  readonly profile?: string;
  readonly region: readonly string[];
  readonly store?: string;
  readonly logLevel?: string;
  readonly untilIdle?: boolean;
}

/** `--until-idle`: so long nothing must have come. */
const IDLE_FOR = 3 * SECOND;

/** `trailwatch run`, until it is told to end. Returns the exit code. @throws {Problem} as `startRun` */
export async function runForever(flags: RunFlags): Promise<number> {
  const opened = await openConfig(flags.config, flagValues(flags, false));
  if (opened === undefined) return exitCodes.USAGE;
  // A configuration that names no source, or none at all: this account, with nothing set up, told here.
  const bare = opened.set.loaded.config.sources.length === 0 || flags.profile !== undefined;
  const config = bare ? await openConfig(flags.config, flagValues(flags, true, opened.set.loaded.config)) : opened;
  if (config === undefined) return exitCodes.USAGE;
  const { set } = config;
  const log = createLog((flags.logLevel ?? set.loaded.config.log_level) as LogLevel);
  for (const { id, reason } of set.rules.skipped) log.debug({ rule: id, reason }, 'a rule is not run');
  const suggestions = awsSuggestions(process.env);
  const run = await startRun({
    set,
    ...(config.file !== undefined && { reload: { current: config.current, load: config.load } }),
    log,
    clock: wallClock,
    defaultRegions: (profile) => [...new Set([suggestions.regionOf(profile) ?? 'us-east-1', 'us-east-1'])],
  });
  if (process.stderr.isTTY === true) process.stderr.write(pc.dim(`${greeting(set.loaded.config.store.path)}\n`));
  let signals = 0;
  const onSignal = () => {
    if (++signals > 1) process.exit(exitCodes.INTERRUPTED);
    log.info('ending: what is in hand is finished');
    run.stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    if (flags.untilIdle === true) void endWhenIdle(run);
    await run.ended;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
  return exitCodes.OK;
}

async function endWhenIdle(run: Awaited<ReturnType<typeof startRun>>): Promise<void> {
  let since: number | undefined;
  for (;;) {
    await wallClock.sleep(SECOND / 4);
    if (!(await run.idle().catch(() => false))) since = undefined;
    else {
      since ??= wallClock.now();
      if (wallClock.now() - since >= IDLE_FOR) return run.stop();
    }
  }
}

function greeting(store: string): string {
  return `Findings: npx trailwatch findings list --store ${forTerminal(store)}   End: Ctrl-C`;
}

/** What the flags say of the configuration. @param bare it says no source of its own */
function flagValues(flags: RunFlags, bare: boolean, config?: { readonly sinks: object }): FlagValue[] {
  const values: FlagValue[] = [];
  if (flags.store !== undefined) values.push({ name: '--store', path: ['store', 'path'], text: flags.store });
  if (flags.logLevel !== undefined) values.push({ name: '--log-level', path: ['log_level'], text: flags.logLevel });
  if (!bare) return values;
  const source = {
    type: 'lookup-events',
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.region.length > 0 && { regions: [...new Set([...flags.region, 'us-east-1'])] }),
  };
  values.push({ name: '--profile', path: ['sources'], text: JSON.stringify([source]) });
  if (config !== undefined && Object.keys(config.sinks).length === 0)
    values.push({ name: 'the default', path: ['sinks'], text: JSON.stringify({ terminal: { type: 'stdout' } }) });
  return values;
}
