import { Command } from 'commander';
import type { PutEventFlags } from './run-put-event.ts';

/** `trailwatch put-event`: an event by hand, to try what it does. */
export function putEventCommand(): Command {
  const command = new Command('put-event')
    .summary('put an event on a bus, or give it to a running trailwatch')
    .description(
      "Puts the events in FILE, in EventBridge's shape, on an event bus; or gives them to the http source of a running trailwatch. AWS takes no event that says it is AWS's own (`aws.…`): name another source with --as, or use --to.",
    )
    .requiredOption('--file <file>', 'an event, or a list of them, as JSON; - for standard input (examples: examples/events)')
    .option('--bus <bus>', 'name or ARN', 'default')
    .option('--as <source>', "in place of the event's source")
    .option('--to <url>', 'the http source of a running trailwatch, instead of a bus: http://127.0.0.1:8080/events')
    .option('--token-from <variable>', 'the environment variable with the token of that source', 'TRAILWATCH_TOKEN')
    .option('--profile <name>', 'of ~/.aws/config')
    .option('--region <region>', 'of the bus')
    .addHelpText(
      'after',
      `
Examples:
  $ trailwatch put-event --file examples/events/responders/instance-stopped.json --to http://127.0.0.1:8080/events
  $ trailwatch put-event --file event.json --bus security --as example.test

Exit codes: 0 taken · 2 usage error, or it was refused`,
    );
  command.action(async (flags: PutEventFlags) => {
    process.exitCode = await (await import('./run-put-event.ts')).runPutEvent(flags);
  });
  return command;
}
