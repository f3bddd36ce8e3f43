import { Command, InvalidArgumentError, Option } from 'commander';
import type { DoctorFlags } from './run-doctor.ts';

/** `trailwatch doctor`: what stands in the way of watching. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .summary('check credentials, permissions, trails, queues, sinks, store; or a deployment')
    .description(
      'Checks what a running trailwatch needs, or with --stack a deployment on AWS, and says how to mend what is missing. Changes nothing and sends nothing.\nExit codes: 0 nothing fails (warnings aside) · 1 something fails · 2 the configuration is wrong',
    )
    .option('--config <file>', 'default: ./trailwatch.yaml, if it is there')
    .option('--profile <name>', 'AWS profile to check, where the configuration names no source')
    .option('--stack <name>', 'check this deployment: stack, bucket, queue, functions, tables, topic, regions')
    .option('--region <name>', 'of the stack')
    .addOption(
      new Option('--regions <list>', 'with --stack: regions in which seconds matter, besides us-east-1 and its own')
        .argParser((text) =>
          text
            .split(',')
            .map((one) => one.trim())
            .filter((one) => one !== ''),
        )
        .default([], 'none'),
    )
    .addOption(
      new Option('--timeout <seconds>', 'for each check')
        .argParser((text) => {
          const seconds = Number(text);
          if (!(seconds >= 1 && seconds <= 300)) throw new InvalidArgumentError('From 1 to 300.');
          return seconds;
        })
        .default(15),
    )
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      `
Examples:
  $ trailwatch doctor
  $ trailwatch doctor --config trailwatch.yaml --format json | jq '.[] | select(.status != "ok")'
  $ trailwatch doctor --stack trailwatch --regions eu-west-1,ap-southeast-2`,
    );
  command.action(async (flags: DoctorFlags) => {
    const { runDoctor } = await import('./run-doctor.ts');
    process.exitCode = await runDoctor(flags);
  });
  return command;
}
