import { Command, Option } from 'commander';
import type { ReplayFlags } from '../run/replay.ts';

/** `trailwatch replay`: old logs through the store of a live trailwatch. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .summary('old logs through the same store as live events')
    .description(
      'Reads logs as `scan` does, and concludes them as `run` does: into the same store. What was there already has no second effect, what was missed is filled in. Nobody is alerted unless --alert is given.',
    )
    .argument('<input...>', 'file, folder, glob, s3://bucket/prefix, or - for standard input')
    .option('--config <file>', 'default: ./trailwatch.yaml, if it is there')
    .option('--store <file>', 'where findings are kept (default: ./trailwatch.db)')
    .option('--from <time>', 'events at or after: 2026-03-01, 2026-03-01T12:00:00Z, or an age such as 24h or 30d')
    .option('--to <time>', 'events before')
    .option('--alert', 'tell the configured sinks of what is new, as `run` would')
    .addOption(new Option('--quiet', 'no progress bar and no summary'))
    .addHelpText(
      'after',
      `
Examples:
  $ trailwatch replay ./logs-of-last-week
  $ trailwatch replay s3://my-trail-bucket/AWSLogs --from 7d

Exit codes: 0 done · 2 usage error or nothing could be read · 3 done, but part of the input was rejected · 130 interrupted`,
    );
  command.action(async (inputs: string[], flags: ReplayFlags) => {
    const { replay } = await import('../run/replay.ts');
    process.exitCode = await replay(inputs, flags);
  });
  return command;
}
