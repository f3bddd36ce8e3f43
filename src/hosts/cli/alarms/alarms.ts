import { Command, InvalidArgumentError, Option } from 'commander';
import { storeOption } from '../store/store-option.ts';
import type { BacktestFlags } from './backtest/run-backtest.ts';
import type { CheckAlarmsFlags } from './check/check-alarms.ts';
import type { ExportAlarmsFlags } from './export/export-alarms.ts';
import type { LiveAlarmFlags } from './live.ts';

const backtestExamples = `
Alarms and their metric filters are read from CloudFormation templates (YAML, JSON), Terraform's files, and what
"aws logs describe-metric-filters" and "aws cloudwatch describe-alarms" print. Without --rules: the CIS pack.

Examples:
  $ trailwatch alarms backtest ./logs
  $ trailwatch alarms backtest ./logs --rules alarms.yaml --report alarms.html
  $ trailwatch alarms backtest s3://my-trail-bucket --from 30d --rules infra/
  $ trailwatch alarms backtest ./logs --rules filters.json --rules alarms.json --format json | jq '.[] | {id, fired}'

Exit codes:
  0 done · 2 usage error or nothing could be read · 3 done, but part of the input was rejected · 130 interrupted`;

const exportExamples = `
Examples:
  $ trailwatch alarms export > cis-alarms.yaml
  $ aws cloudformation deploy --stack-name cis --template-file cis-alarms.yaml \\
      --parameter-overrides LogGroupName=my-trail Email=security@example.com
  $ trailwatch alarms export --format terraform --output cis-alarms.tf
  $ trailwatch alarms export --format cdk --output lib/cis-alarms.ts`;

const checkExamples = `
Without files it asks the account (IAM: logs:DescribeMetricFilters, cloudwatch:DescribeAlarms, sns:ListSubscriptionsByTopic).

Examples:
  $ trailwatch alarms check --profile audit --region us-east-1
  $ aws logs describe-metric-filters > filters.json
  $ aws cloudwatch describe-alarms > alarms.json
  $ aws sns list-subscriptions > subscriptions.json
  $ trailwatch alarms check filters.json alarms.json subscriptions.json

Exit codes:
  0 all 15 are there, exact, and somebody is told · 1 some are not · 2 usage error`;

/** `trailwatch alarms`: CloudWatch's alarms, run here. Each verb's work is loaded only when it is wanted. */
export function alarmsCommand(): Command {
  const command = new Command('alarms')
    .summary("CloudWatch's metric filters and alarms: try them on logs, watch them, export and check them")
    .description('Metric filters and alarms of CloudWatch, evaluated as CloudWatch does: over logs, live, and for AWS.');

  const backtest = new Command('backtest')
    .summary('what alarms would have done over logs')
    .description(
      'Shows how often each alarm would have fired, when and for how long, and which threshold would fire once a week at most.',
    )
    .argument('<input...>', 'file, folder, glob, s3://bucket/prefix, or - for standard input')
    .addOption(
      new Option('--rules <path>', 'alarms and metric filters: a file or folder (repeatable)')
        .argParser((value: string, before: string[]) => [...before, value])
        .default([], 'the CIS pack'),
    )
    .option('--from <time>', 'events at or after: 2026-03-01, 2026-03-01T12:00:00Z, or an age such as 24h or 30d')
    .option('--to <time>', 'events before')
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json', 'jsonl']).default('text'))
    .option('--report <file>', 'write an HTML report with plots too')
    .option('--quiet', 'no progress bar')
    .addHelpText('after', backtestExamples);
  backtest.action(async (inputs: string[], flags: BacktestFlags) => {
    process.exitCode = await (await import('./backtest/run-backtest.ts')).runBacktest(inputs, flags);
  });

  const exported = new Command('export')
    .summary('the CIS pack for AWS')
    .description(
      'Writes the 15 metric filters of the CIS AWS Foundations Benchmark with alarms and a topic, exact to the letter.',
    )
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices(['cloudformation', 'cloudformation-json', 'terraform', 'cdk'])
        .default('cloudformation'),
    )
    .option('--output <file>', 'write there', '-')
    .addHelpText('after', exportExamples);
  exported.action(async (flags: ExportAlarmsFlags) => {
    process.exitCode = await (await import('./export/export-alarms.ts')).exportAlarms(flags);
  });

  const check = new Command('check')
    .summary('which of the CIS filters an account has')
    .description(
      'Says of each of the 15 whether it is there, exact, and wired to an alarm with an action and a subscriber who has confirmed.',
    )
    .argument('[file...]', 'what the AWS CLI printed (default: ask the account)')
    .option('--profile <name>', 'of ~/.aws/config')
    .option('--region <region>', 'default: as the AWS CLI has it')
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json']).default('text'))
    .addHelpText('after', checkExamples);
  check.action(async (files: string[], flags: CheckAlarmsFlags) => {
    process.exitCode = await (await import('./check/check-alarms.ts')).checkAlarms(files, flags);
  });

  for (const verb of [backtest, exported, check, ...liveVerbs()]) command.addCommand(verb);
  return command;
}

/** About the alarms of `trailwatch run`. */
function liveVerbs(): Command[] {
  const live = (name: string, summary: string, description: string, example: string) =>
    new Command(name)
      .summary(summary)
      .description(description)
      .option('--config <file>', 'the configuration that names the alarms (default: ./trailwatch.yaml)')
      .addOption(storeOption())
      .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json']).default('text'))
      .addHelpText('after', `\nExamples:\n  $ ${example}`);
  const list = live(
    'list',
    'the alarms that run, and their states',
    'Lists the alarms of the configuration with their states, those in ALARM first.',
    'trailwatch alarms list --config trailwatch.yaml',
  );
  list.action(async (flags: LiveAlarmFlags) => {
    process.exitCode = await (await import('./live.ts')).listAlarms(flags);
  });
  const show = live(
    'show',
    'one alarm',
    'Shows one alarm: its settings, its state, and its latest changes.',
    'trailwatch alarms show cis-RootUser',
  ).argument('<alarm>', 'its name');
  show.action(async (id: string, flags: LiveAlarmFlags) => {
    process.exitCode = await (await import('./live.ts')).showAlarm(id, flags);
  });
  const history = live(
    'history',
    'how the state of an alarm changed',
    'Lists how the state of an alarm changed, the newest first.',
    'trailwatch alarms history cis-RootUser --limit 20',
  )
    .argument('<alarm>', 'its name')
    .addOption(new Option('--limit <number>', 'at most so many').argParser(positive).default(50));
  history.action(async (id: string, flags: LiveAlarmFlags & { readonly limit: number }) => {
    process.exitCode = await (await import('./live.ts')).alarmHistory(id, flags);
  });
  return [list, show, history];
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.');
  return Number(text);
}
