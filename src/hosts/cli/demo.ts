import { Command, InvalidArgumentError } from 'commander';
import type { DemoFlags } from './run-demo.ts';

const examples = `
Examples:
  $ trailwatch demo                            logs, report in ./trailwatch-demo
  $ trailwatch demo --events 1000000 --out big  more of it, to measure with
  $ trailwatch demo --seed 7                   another account, another attack`;

/** `trailwatch demo`: a simulated account under attack, scanned. */
export function demoCommand(): Command {
  const command = new Command('demo')
    .summary('simulate an account under attack, scan its logs, write a report')
    .description(
      'Writes 30 days of CloudTrail logs of a simulated account with one attack in them, scans them and writes an HTML report.\nThe same seed gives the same logs on every machine.',
    )
    .option('--out <folder>', 'where to write', 'trailwatch-demo')
    .option('--events <number>', 'how many events, about', positive, 60_000)
    .option('--days <number>', 'how many days', positive, 30)
    .option('--seed <number>', 'which account', positive, 1)
    .addHelpText('after', examples);
  command.action(async (flags: DemoFlags) => {
    const { runDemo } = await import('./run-demo.ts');
    process.exitCode = await runDemo(flags);
  });
  return command;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('A whole number from 1.');
  return number;
}
