import { Command, Option } from 'commander';
import type { ExportFlags } from './export.ts';
import type { ListFlags } from './list.ts';

/** `trailwatch event-rules`: rules in EventBridge's own shape. Each verb's work is loaded only when it is wanted. */
export function eventRulesCommand(): Command {
  const command = new Command('event-rules')
    .summary('rules in the shape of EventBridge: list them, make a template of them')
    .description(
      'Event rules hand events, or the moments of a schedule, to targets. `trailwatch run` runs those that event_rules in the configuration names; `export` makes CloudFormation of them.',
    );
  const list = new Command('list')
    .summary('what there is, and when it runs')
    .description('Lists event rules, and checks them. Exit codes: 0 · 2 something is wrong')
    .argument('[path...]', 'files or folders (default: event-rules)')
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'))
    .addHelpText('after', '\nExamples:\n  $ trailwatch event-rules list\n  $ trailwatch event-rules list examples/event-rules');
  list.action(async (paths: string[], flags: ListFlags) => {
    process.exitCode = (await import('./list.ts')).listEventRules(paths, flags);
  });
  const write = new Command('export')
    .summary('a CloudFormation template of them')
    .description(
      'Writes a CloudFormation template: rules of EventBridge, and schedules of EventBridge Scheduler for those with a time zone, with their roles and permissions.',
    )
    .argument('[path...]', 'files or folders (default: event-rules)')
    .option('--out <file>', 'where to (default: standard output)')
    .addHelpText('after', '\nExamples:\n  $ trailwatch event-rules export --out event-rules-stack.yaml');
  write.action(async (paths: string[], flags: ExportFlags) => {
    process.exitCode = (await import('./export.ts')).exportEventRules(paths, flags);
  });
  return command.addCommand(list).addCommand(write);
}
