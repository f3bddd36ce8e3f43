import { Command } from 'commander';
import { type StoreFlags, storeOption } from '../store/store-option.ts';
import type { SinksFlags } from './test.ts';

/** `trailwatch sinks`: where alerts go. */
export function sinksCommand(): Command {
  const command = new Command('sinks')
    .summary('try the sinks, and see what did not get through')
    .description('Where alerts go: the sinks of the configuration.');
  const config = (verb: Command) => verb.option('--config <file>', 'default: ./trailwatch.yaml, if it is there');

  const test = config(new Command('test'))
    .summary('one sample through each sink')
    .description(
      'Sends a sample that says that it is one through each sink, or those named.\nExit codes: 0 all took it · 1 one did not · 2 usage error',
    )
    .argument('[name...]', 'sinks, as the configuration names them');
  test.action(async (names: string[], flags: SinksFlags) => {
    process.exitCode = await (await import('./test.ts')).testSinks(names, flags);
  });

  const waiting = new Command('waiting')
    .summary('messages that wait, or were given up')
    .description('What has not been told yet, and what nobody was told because a sink did not take it for a day.')
    .addOption(storeOption());
  waiting.action(async (flags: StoreFlags) => {
    process.exitCode = await (await import('./waiting.ts')).listWaiting(flags);
  });

  const retry = new Command('retry')
    .summary('what was given up is tried again')
    .description('Messages that were given up are due again; `trailwatch run` sends them.')
    .addOption(storeOption());
  retry.action(async (flags: StoreFlags) => {
    process.exitCode = await (await import('./waiting.ts')).retryGivenUp(flags);
  });
  for (const verb of [test, waiting, retry]) command.addCommand(verb);
  return command;
}
