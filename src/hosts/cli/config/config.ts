import { Command, Option } from 'commander';
import type { CheckFlags } from './check.ts';
import type { ShowFlags } from './show.ts';

/** `trailwatch config`: what the configuration says, and what is wrong with it. Each verb's work is loaded only when it is wanted. */
export function configCommand(): Command {
  const command = new Command('config')
    .summary('check and show the configuration')
    .description('What the configuration says, and what is wrong with it. FILE is ./trailwatch.yaml where none is named.');

  const check = new Command('check')
    .summary('every mistake, with its line')
    .description(
      'Reads the configuration, and the rules, lists and exceptions that it names, as `trailwatch run` would, and prints every mistake and what is odd.\nExit codes: 0 nothing is wrong (warnings aside) · 2 something is',
    )
    .argument('[file]', 'default: ./trailwatch.yaml')
    .option('--secrets', 'fetch the secrets too, to see whether they can be had; they are not shown')
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json']).default('text'));
  check.action(async (file: string | undefined, flags: CheckFlags) => {
    const { checkConfig } = await import('./check.ts');
    process.exitCode = await checkConfig(file, flags);
  });

  const show = new Command('show')
    .summary('what is in force, and who said it')
    .description('Prints every value with where it comes from: default, file, environment or flag. Secrets are shown as ***.')
    .argument('[file]', 'default: ./trailwatch.yaml')
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json']).default('text'));
  show.action(async (file: string | undefined, flags: ShowFlags) => {
    const { showConfig } = await import('./show.ts');
    process.exitCode = await showConfig(file, flags);
  });

  for (const verb of [check, show]) command.addCommand(verb);
  return command;
}
