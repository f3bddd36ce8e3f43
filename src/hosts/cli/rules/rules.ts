import { Command, InvalidArgumentError, Option } from 'commander';
import type { RuleProfile } from '../../../model/rule.ts';
import { severities } from '../../../model/severity.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { ruleOptions, severityArgument } from '../rule-options.ts';
import type { CoverageFlags } from './coverage.ts';
import type { ExplainFlags } from './explain.ts';
import type { LintFlags } from './lint.ts';
import type { ListFlags } from './list.ts';
import type { NewFlags } from './new.ts';
import type { ScheduleFlags } from './schedule.ts';
import type { TestFlags } from './test.ts';

const format = () => new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table');

/** `trailwatch rules`: everything about rules but running them over logs. Each verb's work is loaded only when it is wanted. */
export function rulesCommand(): Command {
  const command = new Command('rules')
    .summary('list, test, check, explain and write rules')
    .description('Everything about rules but running them over logs. Where nothing else is said, it is about the shipped rules.');
  const choosing = (verb: Command) =>
    verb
      .addOption(ruleOptions.rules())
      .addOption(ruleOptions.lists())
      .addOption(ruleOptions.rulesSet())
      .addOption(ruleOptions.noPack());

  const list = choosing(new Command('list').summary('what there is').description('Lists the rules that can alert.'))
    .option('--severity <severities>', `only these, separated by commas: ${severities.join(', ')}`, severityList)
    .addOption(ruleOptions.rulesProfile().default('all'))
    .addOption(format());
  list.action(async (flags: ListFlags) => exit((await import('./list.ts')).listRules(flags)));

  const show = choosing(new Command('show').summary('one rule, whole').description('Shows what a rule says of itself.'))
    .argument('<id>', 'its id')
    .addOption(format());
  show.action(async (id: string, flags: RuleChoice & { readonly format: 'table' | 'json' }) =>
    exit((await import('./show.ts')).showRule(id, flags)),
  );

  const test = new Command('test')
    .summary('run the tests that rules bring')
    .description(
      'Runs the tests of the rules in PATH (default: the shipped rules). Exit codes: 0 all pass · 1 one fails · 2 a rule is wrong',
    )
    .argument('[path...]', 'files or folders')
    .addOption(ruleOptions.lists())
    .addOption(ruleOptions.noPack())
    .addOption(format());
  test.action(async (paths: string[], flags: TestFlags) => exit((await import('./test.ts')).testPaths(paths, flags)));

  const lint = new Command('lint')
    .summary('what is wrong or odd about rules')
    .description(
      'Checks the rules in PATH (default: the shipped rules). Exit codes: 0 nothing at or above --fail-on · 1 something',
    )
    .argument('[path...]', 'files or folders')
    .addOption(ruleOptions.lists())
    .addOption(ruleOptions.noPack())
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 if there is any').choices(['error', 'warning', 'info']).default('error'),
    )
    .addOption(format());
  lint.action(async (paths: string[], flags: LintFlags) => exit((await import('./lint.ts')).lintPaths(paths, flags)));

  const explain = choosing(
    new Command('explain')
      .summary('why a rule matches an event, or not')
      .description(
        'Prints the rule as a tree, with yes or no for each part and the values that it saw.\nExit codes: 0 it matches · 1 it does not · 2 usage error',
      ),
  )
    .argument('<id>', "the rule's id")
    .requiredOption(
      '--event <file>',
      'a file with log content of any known shape, or - for standard input; its first event is taken',
    )
    .option('--event-id <id>', 'the event with this eventID instead');
  explain.action(async (id: string, flags: ExplainFlags) => exit((await import('./explain.ts')).explainRule(id, flags)));

  const fresh = new Command('new')
    .summary('a rule to begin with')
    .description('Writes a Sigma rule with comments and tests, to be changed: to FILE, or to standard output.')
    .argument('[file]', 'must not exist yet')
    .option('--correlation', 'a rule over many events');
  fresh.action(async (file: string | undefined, flags: NewFlags) => exit((await import('./new.ts')).newRule(file, flags)));

  const coverage = choosing(
    new Command('coverage')
      .summary('which ATT&CK techniques rules are about')
      .description('Counts rules by ATT&CK tactic and technique.'),
  )
    .addOption(ruleOptions.rulesProfile())
    .option('--min-severity <severity>', 'leave out rules below', severityArgument)
    .option('--navigator <file>', 'write a layer for the ATT&CK Navigator too')
    .addOption(format());
  coverage.action(async (flags: CoverageFlags & { readonly rulesProfile: RuleProfile }) =>
    exit((await import('./coverage.ts')).showCoverage(flags)),
  );

  const schedule = new Command('schedule')
    .summary('when a schedule expression runs next')
    .description('Prints the next runs of cron(…), rate(…) or at(…), as AWS reads them. Exit codes: 0 · 2 AWS would refuse it')
    .argument('<expression>', 'in quotes')
    .option(
      '--timezone <zone>',
      'as a schedule of EventBridge Scheduler in this IANA time zone; without: as a rule of EventBridge, UTC',
    )
    .option('--count <n>', 'how many runs', runCount, 10)
    .option('--from <time>', 'after this time, in UTC; rate(…) counts from it (default: now)')
    .addOption(format())
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailwatch rules schedule "cron(0 18 ? * MON-FRI *)"\n  $ trailwatch rules schedule "cron(30 2 L * ? *)" --timezone Europe/Zurich --count 3',
    );
  schedule.action(async (text: string, flags: ScheduleFlags) => exit((await import('./schedule.ts')).showSchedule(text, flags)));

  for (const verb of [list, show, test, lint, explain, fresh, coverage, schedule]) command.addCommand(verb);
  return command;
}

async function exit(code: number | Promise<number>): Promise<void> {
  process.exitCode = await code;
}

function runCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new InvalidArgumentError('Write a whole number from 1 to 1000.');
  return count;
}

function severityList(text: string): string[] {
  const wanted = text.split(',').map((part) => part.trim());
  if (wanted.every((part) => part === '')) throw new InvalidArgumentError(`Allowed: ${severities.join(', ')}.`);
  return wanted.map(severityArgument);
}
