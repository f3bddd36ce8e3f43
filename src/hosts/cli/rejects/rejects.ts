import { Command, InvalidArgumentError, Option } from 'commander';
import { type StoreFlags, storeOption } from '../store/store-option.ts';
import type { RejectListFlags } from './list.ts';

/** `trailwatch rejects`: what `run` could not read. */
export function rejectsCommand(): Command {
  const command = new Command('rejects')
    .summary('what could not be read')
    .description('What `trailwatch run` could not read, with its place and the reason.');
  const list = new Command('list')
    .summary('the newest first')
    .description('Lists what could not be read, the newest first.')
    .addOption(new Option('--limit <number>', 'at most so many').argParser(positive).default(50))
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json', 'jsonl']).default('table'))
    .addOption(storeOption());
  list.action(async (flags: RejectListFlags) => {
    process.exitCode = await (await import('./list.ts')).listRejects(flags);
  });
  const remove = new Command('remove')
    .summary('strike some off the list')
    .description('Forgets rejects: they are dealt with, or nobody wants to know.')
    .argument('[id...]', 'their ids')
    .option('--all', 'all of them')
    .addOption(storeOption());
  remove.action(async (ids: string[], flags: StoreFlags & { readonly all?: boolean }) => {
    process.exitCode = await (await import('./remove.ts')).removeRejects(ids, flags);
  });
  return command.addCommand(list).addCommand(remove);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.');
  return Number(text);
}
