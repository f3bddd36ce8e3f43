import { Command, Option } from 'commander';
import { ruleOptions } from '../rule-options.ts';
import type { ExportFlags } from './export-filters.ts';
import type { TestFlags } from './test-filter.ts';

const testExamples = `
A message is a CloudTrail record, in any form that "trailwatch scan" reads; of anything else each line is one. $ is the message.

Examples:
  $ trailwatch filter test --pattern '{ $.eventName = "StopLogging" }' ./logs
  $ trailwatch filter test --pattern '"private!"' app.log
  $ trailwatch filter test --pattern '[ip, ..., status = 4*, bytes]' access.log
  $ tail -n 1000 app.log | trailwatch filter test --pattern '?ERROR ?WARN' -
  $ trailwatch filter test --pattern '{ $.latency > 500 }' app.jsonl --format jsonl |
      jq -r '.extractedValues["$.latency"]'

Exit codes:
  0 a message matches · 1 none does · 2 the pattern is wrong, or nothing could be read
  3 done, but part of the input was rejected`;

const exportExamples = `
The pattern is for a metric filter on the log group that a trail delivers to. Where records have to be of some kind for it to match
what the rule matches, that is said below it.

Examples:
  $ trailwatch filter export cloudtrail-tamper
  $ trailwatch filter export --no-pack --rules my-rules --format json
  $ trailwatch filter export root-usage --format pattern

Exit codes:
  0 done · 1 a rule that was named can't be said as a filter · 2 usage error`;

/** `trailwatch filter`: the filter patterns of CloudWatch Logs. Each verb's work is loaded only when it is wanted. */
export function filterCommand(): Command {
  const command = new Command('filter')
    .summary('filter patterns of CloudWatch Logs: try them, make them of rules')
    .description('Filter patterns of CloudWatch Logs, as metric filters and subscription filters have them.');

  const test = new Command('test')
    .summary('which messages a pattern matches')
    .description('Shows which messages a filter pattern matches, and the values that it extracts.')
    .argument('<input...>', 'file, folder, glob, s3://bucket/prefix, or - for standard input')
    .requiredOption('--pattern <pattern>', 'the filter pattern; an empty one matches everything')
    .option('--lines', 'each line is a message, whatever the content is')
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'jsonl', 'json']).default('table'))
    .addHelpText('after', testExamples);
  test.action(async (inputs: string[], flags: TestFlags) => {
    process.exitCode = await (await import('./test-filter.ts')).testFilter(inputs, flags);
  });

  const exported = new Command('export')
    .summary('rules as filter patterns')
    .description("Says rules as filter patterns over CloudTrail's log group; of one that can't be said, why.")
    .argument('[id...]', 'ids of rules (default: all that are loaded)')
    .addOption(ruleOptions.rules())
    .addOption(ruleOptions.lists())
    .addOption(ruleOptions.rulesSet())
    .addOption(ruleOptions.noPack())
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'pattern', 'json']).default('text'))
    .addHelpText('after', exportExamples);
  exported.action(async (ids: string[], flags: ExportFlags) => {
    process.exitCode = (await import('./export-filters.ts')).exportFilters(ids, flags);
  });

  for (const verb of [test, exported]) command.addCommand(verb);
  return command;
}
