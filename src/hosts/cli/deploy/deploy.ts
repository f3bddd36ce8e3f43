import { Command, Option } from 'commander';
import type { DeployFlags } from './run-deploy.ts';

const examples = `
Examples:
  $ trailwatch deploy --email security@example.com
  $ trailwatch deploy --plan                         what would change, and nothing else
  $ trailwatch deploy --yes                          for pipelines: asks nothing
  $ trailwatch deploy --parameter CreateTrail=false --parameter CreateBucket=false \\
      --bucket our-trail-logs --parameter ExistingTrailArn=arn:aws:cloudtrail:… --parameter ExistingTopicArn=arn:aws:sns:…

Exit codes: 0 deployed, or nothing to change · 2 usage error, or AWS refused · 130 interrupted or declined`;

/** `trailwatch deploy`: the whole pipeline in an AWS account. */
export function deployCommand(): Command {
  const command = new Command('deploy')
    .summary('put the pipeline into an AWS account')
    .description(
      'Makes or updates a CloudFormation stack: trail, bucket, queue, functions, tables, alerts. Shows what would change, asks, uploads the code, and follows the work. What is not given keeps the value that the stack has.',
    )
    .option('--stack <name>', 'name of the stack', 'trailwatch')
    .option('--bucket <name>', 'bucket for the log files (default: trailwatch-logs-<account>-<region>)')
    .option('--email <address>', 'gets the alerts')
    .option('--phone <number>', 'gets critical and high alerts as text messages: +49301234567')
    .addOption(
      new Option('--parameter <name=value>', 'any parameter of the template (repeatable)')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'none'),
    )
    .option('--config <file>', 'takes retention and log level from it (default: ./trailwatch.yaml, if it is there)')
    .option('--code-bucket <name>', 'bucket for the code (default: trailwatch-code-<account>-<region>, made if it is missing)')
    .option('--adopt', 'take over what an earlier stack left behind, such as its log bucket')
    .option('--plan', 'show what would change, and change nothing')
    .option('-y, --yes', "don't ask")
    .option('--role-arn <arn>', 'role that CloudFormation works with')
    .option('--profile <name>', 'AWS profile')
    .option('--region <name>', 'AWS region')
    .addHelpText('after', examples);
  command.action(async (flags: DeployFlags) => {
    const { runDeploy } = await import('./run-deploy.ts');
    process.exitCode = await runDeploy(flags);
  });
  return command;
}
