import { Command, InvalidArgumentError, Option } from 'commander';
import { type FindingStatus, findingStatuses } from '../../../model/finding.ts';
import { severityArgument } from '../rule-options.ts';
import { type StoreFlags, storeOption } from '../store/store-option.ts';
import type { ChangeFlags } from './change.ts';
import type { ExportFlags, ListFlags } from './list.ts';

/** `trailwatch findings`: what `run` has found, and what people did about it. */
export function findingsCommand(): Command {
  const command = new Command('findings')
    .summary('list, show, acknowledge, close and export findings')
    .description('What `trailwatch run` has found. Works on the store directly, also while it runs.');

  const list = choosing(new Command('list').summary('the newest first'))
    .description('Lists findings by their last event, the newest first.')
    .option('--limit <number>', 'at most so many', positive, 50)
    .addOption(new Option('--format <format>', 'default: table').choices(['table', 'json', 'jsonl', 'csv']).default('table'));
  list.action(async (flags: ListFlags) => exit((await import('./list.ts')).listFindings(flags)));

  const exporting = choosing(new Command('export').summary('all of them, for other tools'))
    .description('Writes all findings that fit, the newest first.')
    .option('--limit <number>', 'at most so many (default: all)', positive)
    .option('--output <file>', 'write there instead of to standard output', '-')
    .addOption(new Option('--format <format>', 'form of the output').choices(['json', 'jsonl', 'csv']).default('jsonl'));
  exporting.action(async (flags: ExportFlags) => exit((await import('./list.ts')).exportFindings(flags)));

  const show = new Command('show')
    .summary('one finding, whole')
    .description('Shows a finding, and what was done about it.')
    .argument('<id>', 'its id')
    .addOption(storeOption())
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'json']).default('table'));
  show.action(async (id: string, flags: StoreFlags & { readonly format: 'table' | 'json' }) =>
    exit((await import('./show.ts')).showFinding(id, flags)),
  );

  const changing = (name: string, status: FindingStatus, summary: string, description: string) => {
    const verb = new Command(name)
      .summary(summary)
      .description(`${description}\nExit codes: 0 done · 2 usage error, or there is no such finding`)
      .argument('<id...>', 'their ids')
      .option('--note <text>', 'why; it is kept with the finding')
      .option('--by <name>', "who (default: this user's login)")
      .option('--config <file>', 'whom to tell that it is resolved (default: ./trailwatch.yaml, if it is there)')
      .addOption(storeOption());
    return verb.action(async (ids: string[], flags: ChangeFlags) =>
      exit((await import('./change.ts')).changeFindings(ids, status, flags)),
    );
  };

  const ack = changing('ack', 'acknowledged', 'somebody works on it', 'Marks findings as being worked on.');
  const close = changing('close', 'closed', 'it is dealt with', 'Marks findings as dealt with.');
  const reopen = changing('reopen', 'open', 'it is not dealt with after all', 'Marks findings as open again.');
  for (const verb of [list, show, ack, close, reopen, exporting]) command.addCommand(verb);
  return command;
}

function choosing(verb: Command): Command {
  return verb
    .addOption(new Option('--status <status>', 'only these').choices(findingStatuses))
    .option('--rule <id>', 'only of this rule')
    .option('--actor <arn>', 'only by this actor')
    .addOption(new Option('--account <id>', 'only in this account').argParser(account))
    .option('--severity <severity>', 'only these', severityArgument)
    .option('--since <time>', 'last seen at or after: 2026-03-01, 2026-03-01T12:00:00Z, or an age such as 24h or 30d')
    .option('--until <time>', 'last seen before')
    .option('--search <text>', 'only with these words, in title, summary, actor, resources or context')
    .option('--all', 'suppressed, shadow and merged ones too')
    .addOption(storeOption());
}

async function exit(code: number | Promise<number>): Promise<void> {
  process.exitCode = await code;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.');
  return Number(text);
}

function account(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account id has twelve digits.');
  return text;
}
