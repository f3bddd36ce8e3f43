import { Argument, Command, Option } from 'commander';
import { responderNames, type ResponderName } from '../../../edges/responders/responder.ts';
import type { RespondersFlags } from './list.ts';

/** `trailwatch responders`: what there is to act with. */
export function respondersCommand(): Command {
  const command = new Command('responders')
    .summary('what there is to act with, and how each is taken back')
    .description('Responders mend what a finding is about. Each plans by reading, and changes something only in mode act.')
    .addHelpText('after', '\nExamples:\n  $ trailwatch responders list\n  $ trailwatch responders show isolate-instance');
  const config = (verb: Command) =>
    verb
      .option('--config <file>', 'default: ./trailwatch.yaml, if it is there')
      .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'));

  const list = config(new Command('list').summary('all of them')).description(
    'Lists the responders, with their mode in the configuration.',
  );
  list.action(async (flags: RespondersFlags) => {
    process.exitCode = await (await import('./list.ts')).listResponders(flags);
  });

  const show = config(new Command('show').summary('one of them, with its permissions'))
    .description('Shows what a responder takes, does, needs, and how it is taken back.')
    .addArgument(new Argument('<name>', 'which one').choices(responderNames));
  show.action(async (name: ResponderName, flags: RespondersFlags) => {
    process.exitCode = await (await import('./list.ts')).showResponder(name, flags);
  });
  for (const verb of [list, show]) command.addCommand(verb);
  return command;
}
