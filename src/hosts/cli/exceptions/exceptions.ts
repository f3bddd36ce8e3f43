import { Command, Option } from 'commander';
import { storeOption } from '../store/store-option.ts';
import type { ExceptionFlags } from './list.ts';

/** `trailwatch exceptions`: what is known and accepted. */
export function exceptionsCommand(): Command {
  const command = new Command('exceptions')
    .summary('what exceptions cover, and which expire or never hit')
    .description('The exceptions of the configuration, with what they have covered in the store.');
  const list = new Command('list')
    .summary('each with its hits')
    .description(
      'Lists exceptions with the events and findings that they cover in the store. Those that have expired, or never hit, are marked.\nExit codes: 0 done · 2 usage error',
    )
    .option('--config <file>', 'default: ./trailwatch.yaml, if it is there')
    .addOption(storeOption())
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'));
  list.action(async (flags: ExceptionFlags) => {
    process.exitCode = await (await import('./list.ts')).listExceptions(flags);
  });
  return command.addCommand(list);
}
