import { Command } from 'commander';

const examples = `
Each line is one JSON object:
  {"kind":"event","id":…,"at":…,"envelope":{…}}  as EventBridge would deliver it
  {"kind":"pointer","bucket":…,"key":…}          a notification: names an object
  {"kind":"ignored","reason":…}                  known, and rightly no event
  {"kind":"reject","at":…,"code":…,"message":…}  could not be read

Examples:
  $ trailwatch decode ./logs | jq -r .envelope.detail.eventName
  $ aws sqs receive-message --queue-url … --output json |
      jq -r '.Messages[].Body' | trailwatch decode -

Exit codes:
  0 done · 2 nothing could be read
  3 done, but part of the input was rejected`;

/** `trailwatch decode`: what is in a file, before any rule looks at it. */
export function decodeCommand(): Command {
  const command = new Command('decode')
    .summary('print what is understood of log content, one JSON object a line')
    .description('Prints each event, pointer and reject of log content in any known shape, in order, one JSON object a line.')
    .argument('<input...>', 'file, folder, glob, s3://bucket/prefix, or - for standard input')
    .addHelpText('after', examples);
  command.action(async (inputs: string[]) => {
    const { runDecode } = await import('./run-decode.ts');
    process.exitCode = await runDecode(inputs);
  });
  return command;
}
