import { Command, Option } from 'commander';
import type { StatsFlags } from './stats.ts';
import { type StoreFlags, storeOption } from './store-option.ts';

/** `trailwatch store`: the file that findings are kept in. */
export function storeCommand(): Command {
  const command = new Command('store')
    .summary('back up the store, or say what is in it')
    .description('About the file in which `trailwatch run` keeps findings. Both may be used while it runs.');
  const backup = new Command('backup')
    .summary('a copy, while others go on writing')
    .description('Writes a copy to FILE, which must not exist yet. It is a store like any other: put it in place of a lost one.')
    .argument('<file>', 'where to')
    .addOption(storeOption());
  backup.action(async (file: string, flags: StoreFlags) => {
    process.exitCode = await (await import('./backup.ts')).backupStore(file, flags);
  });
  const stats = new Command('stats')
    .summary('how much there is')
    .description('Counts findings, alerts that wait or were given up, and rejects.')
    .addOption(storeOption())
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'));
  stats.action(async (flags: StatsFlags) => {
    process.exitCode = await (await import('./stats.ts')).showStats(flags);
  });
  return command.addCommand(backup).addCommand(stats);
}
