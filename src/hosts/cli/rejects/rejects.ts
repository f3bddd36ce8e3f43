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
  const retry = new Command('retry')
    .summary('read them once more')
    .description(
      'Reads the files and objects once more, as `run` would: what can be read now has its effect, and its reject is forgotten.\nExit codes: 0 all could be read · 2 usage error · 3 some still can not',
    )
    .argument('[id...]', 'their ids (default: all)')
    .option('--config <file>', 'default: ./trailwatch.yaml, if it is there')
    .addOption(storeOption());
  retry.action(async (ids: string[], flags: StoreFlags & { readonly config?: string }) => {
    process.exitCode = await (await import('../../run/retry-rejects.ts')).retryRejects(ids, flags);
  });
  return command.addCommand(list).addCommand(retry).addCommand(remove);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.');
  return Number(text);
}
