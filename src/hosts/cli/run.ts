import { Command, Option } from 'commander';
import type { RunFlags } from '../run/run-forever.ts';

const examples = `
Examples:
  $ trailwatch run --profile prod                    no set-up at all: polls CloudTrail's LookupEvents
  $ trailwatch init && trailwatch run                with ./trailwatch.yaml
  $ trailwatch run --config /etc/trailwatch/trailwatch.yaml
  $ trailwatch findings list                         meanwhile, in another terminal

Ends on SIGTERM or Ctrl-C, when what is in hand is finished; a second one ends it at once, and nothing is lost either.
Exit codes: 0 ended as asked · 2 usage error, or it could not start`;

/** `trailwatch run`: the flags; the work is in `hosts/run`, loaded only when it is wanted. */
export function runCommand(): Command {
  const command = new Command('run')
    .summary('watch, remember, alert: real-time monitoring as one process')
    .description(
      'Reads events as they come, matches them against the rules, keeps findings in a file, and tells the configured sinks. Without a configuration it polls CloudTrail of the current AWS account and prints what it finds.',
    )
    .option('--config <file>', 'default: ./trailwatch.yaml, if it is there')
    .option('--profile <name>', 'AWS profile to poll LookupEvents with, where the configuration names no source')
    .addOption(
      new Option('--region <name>', 'region to poll (repeatable, or separated by commas); us-east-1 is always among them')
        .argParser((value: string, before: string[]) => [...before, ...value.split(',').map((part) => part.trim())])
        .default([], "the profile's region"),
    )
    .option('--store <file>', 'where findings are kept (default: ./trailwatch.db)')
    .addOption(new Option('--log-level <level>', 'what is logged on standard error').choices(['debug', 'info', 'warn', 'error']))
    .option('--until-idle', 'end when all that is there now has been worked on and told, instead of waiting for more')
    .addHelpText('after', examples);
  command.action(async (flags: RunFlags) => {
    const { runForever } = await import('../run/run-forever.ts');
    process.exitCode = await runForever(flags);
  });
  return command;
}
