import { Command, Option } from 'commander';
import { responderNames } from '../../../edges/responders/responder.ts';
import { storeOption } from '../store/store-option.ts';
import type { RespondFlags } from './run-respond.ts';

/** `trailwatch respond`: mends what a finding is about, by hand. */
export function respondCommand(): Command {
  const command = new Command('respond')
    .summary('mend what a finding is about; shows it only, unless --act is given')
    .description(
      'Has a responder look at what a finding names, and shows the calls that would mend it and how they are taken back. With --act it makes exactly those calls, and notes it with the finding.',
    )
    .argument('<finding>', 'its id')
    .addOption(new Option('--with <responder>', 'which one').choices(responderNames).makeOptionMandatory())
    .option('--act', 'make the calls')
    .option('--event <file>', 'the event, where the finding does not say enough (default: looked up in CloudTrail)')
    .addOption(new Option('--whom <whom>', 'of users, roles and access keys').choices(['actor', 'named']))
    .option('--config <file>', 'options of the responder (default: ./trailwatch.yaml, if it is there)')
    .option('--profile <name>', 'of ~/.aws/config')
    .addOption(storeOption())
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
Examples:
  $ trailwatch respond 1f0c… --with close-security-group
  $ trailwatch respond 1f0c… --with disable-access-key --whom actor --act
  $ trailwatch respond 1f0c… --with make-object-private --event event.json --act

Exit codes: 0 done, or nothing to do · 1 refused · 2 usage error`,
    );
  command.action(async (finding: string, flags: RespondFlags) => {
    process.exitCode = await (await import('./run-respond.ts')).runRespond(finding, flags);
  });
  return command;
}
