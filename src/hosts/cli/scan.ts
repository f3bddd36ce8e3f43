import { Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../../model/severity.ts';
import { ruleOptions, severityArgument } from './rule-options.ts';
import { formats, type ScanFlags } from './scan-flags.ts';

const examples = `
Examples:
  $ trailwatch scan ./logs                           a folder as it came from S3
  $ trailwatch scan s3://my-trail-bucket --from 24h  straight from the bucket
  $ trailwatch scan ./logs --report report.html      and a report to hand on
  $ trailwatch scan ./logs --rules my-rules/ --fail-on high --quiet
  $ trailwatch scan ./logs --emit matches | jq -r .eventName | sort | uniq -c
  $ trailwatch scan ./40-gigabytes --workers 8       the same output, sooner
  $ aws cloudtrail lookup-events --output json | trailwatch scan -

Exit codes:
  0 done · 1 --fail-on reached · 2 usage error or nothing could be read
  3 done, but part of the input was rejected · 130 interrupted`;

/** `trailwatch scan`: the flags; the work is in `run-scan.ts`, loaded only when it is wanted. */
export function scanCommand(): Command {
  const command = new Command('scan')
    .summary('find what matters in a pile of CloudTrail logs')
    .description(
      'Reads CloudTrail logs in any shape (files, folders, globs, s3://bucket/prefix, - for standard input), told by content and not by name, and prints what the rules find as a timeline. Nothing but s3:// needs a network.',
    )
    .argument('<input...>', 'file, folder, glob, s3://bucket/prefix, or - for standard input')
    .option('--config <file>', 'judge as `run` does with this configuration: its rules, exceptions, severities, names')
    .addOption(ruleOptions.rules())
    .addOption(ruleOptions.lists())
    .addOption(ruleOptions.rulesSet())
    .addOption(ruleOptions.rulesProfile())
    .addOption(ruleOptions.noPack())
    .addOption(
      new Option('--emit <what>', 'findings (grouped by rule and actor), or one line per rule and event')
        .choices(['findings', 'matches'])
        .default('findings'),
    )
    .addOption(new Option('--format <format>', 'default: table on a terminal, jsonl in a pipe').choices([...formats]))
    .option('--output <file>', 'write there instead of to standard output (-); .html, .csv, .json, .jsonl choose the format')
    .option('--report <file>', 'write an HTML report too')
    .option('--rejects <file>', 'write what could not be read there, one JSON object a line')
    .option('--from <time>', 'events at or after: 2026-03-01, 2026-03-01T12:00:00Z, or an age such as 24h or 30d')
    .option('--to <time>', 'events before')
    .addOption(
      new Option('--account <id>', 'only this account (repeatable, or separated by commas)')
        .argParser(collectList(/^\d{12}$/, 'An account id has twelve digits.'))
        .default([], 'all'),
    )
    .addOption(
      new Option('--region <name>', 'only this region (repeatable, or separated by commas)')
        .argParser(collectList(/^[a-z][a-z0-9-]*$/, 'A region is written as in us-east-1.'))
        .default([], 'all'),
    )
    .option('--min-severity <severity>', `leave out rules below: ${severities.join(', ')}`, severityArgument)
    .option('--fail-on <severity>', 'exit with 1 if anything at or above is found', severityArgument)
    .addOption(new Option('--summary <form>', 'form of the summary on standard error').choices(['text', 'json']).default('text'))
    .option(
      '--workers <n>',
      'threads that read files; the output is the same for any number (default: processors)',
      countArgument,
    )
    .option('--quiet', 'no progress bar and no text summary')
    .addHelpText('after', examples);
  command.action(async (inputs: string[], flags: ScanFlags) => {
    const { runScan } = await import('./run-scan.ts');
    process.exitCode = await runScan(inputs, flags);
  });
  return command;
}

function countArgument(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 256) throw new InvalidArgumentError('A number from 1 to 256.');
  return count;
}

/** What can't be one would leave out everything, and look like a clean account. */
function collectList(form: RegExp, hint: string): (value: string, before: string[]) => string[] {
  return (value, before) => {
    const parts = value.split(',').map((part) => part.trim());
    if (!parts.every((part) => form.test(part))) throw new InvalidArgumentError(hint);
    return [...before, ...parts];
  };
}
