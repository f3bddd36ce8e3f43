import { Argument, Command, Option } from 'commander';
import { responderNames, type ResponderName } from '../../../edges/responders/responder.ts';
import type { InvokeFlags } from './invoke-flags.ts';

/** `trailwatch invoke`: a function of the AWS deployment, run here. */
export function invokeCommand(): Command {
  const command = new Command('invoke')
    .summary('run a function of the AWS deployment here')
    .description(
      'Calls the very function that is deployed, in this process, with the payload in FILE, and prints its answer as the last line. It reads and writes what its environment names: the tables, buckets and topics of AWS, or of another endpoint in AWS_ENDPOINT_URL.',
    )
    .addArgument(new Argument('<function>', 'which one').choices(['processor', 'tick', 'thumbnail', ...responderNames]))
    .option('--event <file>', 'payload as JSON, or - for standard input (examples: examples/events)')
    .addOption(
      new Option('--env <name=value>', "a variable of the function's environment (repeatable)")
        .argParser((value: string, before: string[]) => [...before, value])
        .default([], 'that of this process'),
    )
    .option('--act', 'of a responder: act. Without it the responder plans only, and writes to no table')
    .option('--memory', 'keep findings and matched events in memory, print them, and write to no table')
    .option('--timeout <seconds>', 'what the function believes that it has', '300')
    .addHelpText(
      'after',
      `
Examples:
  $ trailwatch invoke processor --event examples/events/eventbridge-stop-logging.json --memory
  $ trailwatch invoke processor --event payload.json --env STORE_TABLE=trailwatch-store
  $ trailwatch invoke tick --env STORE_TABLE=trailwatch-store
  $ trailwatch invoke thumbnail --event examples/events/s3-put-image.json --env THUMBNAIL_SIZE=320
  $ trailwatch invoke make-object-private --event examples/events/responders/s3-object-created.json
  $ trailwatch invoke restart-instance --event examples/events/responders/instance-stopped.json --act --memory

Exit codes: 0 done · 2 usage error, or the function failed · 3 a part comes again (batchItemFailures)`,
    );
  command.action(async (name: 'processor' | 'tick' | 'thumbnail' | ResponderName, flags: InvokeFlags) => {
    process.exitCode = await (await import('./run-invoke.ts')).runInvoke(name, flags);
  });
  return command;
}
