import { Command } from 'commander';
import type { InitFlags } from './config/run-init.ts';

const examples = `
Examples:
  $ trailwatch init                  asks, and writes ./trailwatch.yaml
  $ trailwatch init --yes            the defaults: this AWS account, standard output
  $ trailwatch init -o /etc/trailwatch/trailwatch.yaml

Next:
  $ trailwatch config check && trailwatch doctor && trailwatch run`;

/** `trailwatch init`: a configuration to begin with. */
export function initCommand(): Command {
  const command = new Command('init')
    .summary('write a configuration to begin with')
    .description(
      'Asks where events come from and where alerts go, and writes a commented trailwatch.yaml that only its owner can read.',
    )
    .option('-o, --output <file>', 'where to write', 'trailwatch.yaml')
    .option('--yes', 'ask nothing and take the defaults; so it is where nobody can be asked')
    .option('--force', 'overwrite the file')
    .addHelpText('after', examples);
  command.action(async (flags: InitFlags) => {
    const { runInit } = await import('./config/run-init.ts');
    process.exitCode = await runInit(flags);
  });
  return command;
}
