import { Command, InvalidArgumentError, Option } from 'commander';
import type { CostFlags } from './run-cost.ts';

const examples = `
Examples:
  $ trailwatch cost --events-per-day 1e6
  $ trailwatch cost --events-per-day 100m --accounts 200 --data-events 50m
  $ trailwatch cost --events-per-day 1e6 --format json

Uses no network. How many events you have: in CloudWatch, or count a day's log files with \`trailwatch scan\`.`;

/** `trailwatch cost`: what a deployment would cost. */
export function costCommand(): Command {
  const command = new Command('cost')
    .summary('estimate what the deployment on AWS costs')
    .description('Estimates a month by service, from list prices without free tier and discounts, with the formula of each line.')
    .addOption(
      new Option('--events-per-day <number>', 'management events of all accounts together: 250000, 1e6, 10m, 2g')
        .argParser(readCount)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--data-events <number>', 'data events a day that the trail logs').argParser(readCount).default(0))
    .addOption(new Option('--accounts <number>', 'AWS accounts').argParser(readCount).default(1))
    .addOption(new Option('--retention-days <days>', 'findings and matched events').argParser(readCount).default(90))
    .addOption(new Option('--log-days <days>', 'log files').argParser(readCount).default(365))
    .addOption(new Option('--arch <name>', 'of the functions').choices(['arm64', 'x86_64']).default('arm64'))
    .addOption(new Option('--memory <mb>', 'of the functions').argParser(readCount).default(256))
    .option('--no-fast-path', 'without EventBridge')
    .option('--kms', 'with a KMS key')
    .option('--region <name>', 'where: the prices are those of us-east-1, and others are said to differ', 'us-east-1')
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'))
    .addHelpText('after', examples);
  command.action(async (flags: CostFlags) => {
    const { runCost } = await import('./run-cost.ts');
    process.exitCode = runCost(flags);
  });
  return command;
}

const FACTORS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

function readCount(text: string): number {
  const parts = /^(\d[\d_,]*(?:\.\d+)?(?:e\d{1,2})?)([kmg]?)$/i.exec(text.trim());
  const count = parts === null ? Number.NaN : Number(parts[1]!.replace(/[_,]/g, '')) * (FACTORS[parts[2]!.toLowerCase()] ?? 1);
  if (!(count >= 0 && count <= 1e15)) throw new InvalidArgumentError('A number such as 250000, 1e6 or 10m.');
  return count;
}
