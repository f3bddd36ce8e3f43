#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { forTerminal } from '../../base/escape.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import { decodeCommand } from './decode.ts';
import { demoCommand } from './demo.ts';
import { exitCodes } from './exit-codes.ts';
import { alarmsCommand } from './alarms/alarms.ts';
import { configCommand } from './config/config.ts';
import { costCommand } from './deploy/cost.ts';
import { deployCommand } from './deploy/deploy.ts';
import { destroyCommand } from './deploy/destroy.ts';
import { doctorCommand } from './doctor/doctor.ts';
import { eventRulesCommand } from './event-rules/event-rules.ts';
import { exceptionsCommand } from './exceptions/exceptions.ts';
import { filterCommand } from './filter/filter.ts';
import { findingsCommand } from './findings/findings.ts';
import { initCommand } from './init.ts';
import { rejectsCommand } from './rejects/rejects.ts';
import { invokeCommand } from './invoke/invoke.ts';
import { packageCommand } from './package/package.ts';
import { replayCommand } from './replay.ts';
import { putEventCommand } from './put-event/put-event.ts';
import { respondCommand } from './respond/respond.ts';
import { respondersCommand } from './responders/responders.ts';
import { rulesCommand } from './rules/rules.ts';
import { runCommand } from './run.ts';
import { scanCommand } from './scan.ts';
import { sinksCommand } from './sinks/sinks.ts';
import { storeCommand } from './store/store.ts';
import { description, version } from './version.ts';

const program = new Command('trailwatch')
  .description(description)
  .version(version, '-v, --version')
  .helpCommand('help [verb]', 'help for a verb')
  .showHelpAfterError('(trailwatch --help shows what there is)')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'trailwatch:')) })
  .addHelpText('after', '\nStart here:\n  $ trailwatch demo\n  $ trailwatch scan ./folder-with-logs\n  $ trailwatch scan --help')
  .exitOverride();
const commands = [
  scanCommand(),
  decodeCommand(),
  rulesCommand(),
  filterCommand(),
  eventRulesCommand(),
  alarmsCommand(),
  demoCommand(),
  runCommand(),
  findingsCommand(),
  exceptionsCommand(),
  replayCommand(),
  rejectsCommand(),
  sinksCommand(),
  storeCommand(),
  initCommand(),
  configCommand(),
  doctorCommand(),
  deployCommand(),
  destroyCommand(),
  packageCommand(),
  costCommand(),
  invokeCommand(),
  respondersCommand(),
  respondCommand(),
  putEventCommand(),
];
for (const command of commands) {
  settle(command, program, command.name());
  program.addCommand(command);
}

/** A verb behaves as the program does, and so do the verbs below it. */
function settle(command: Command, parent: Command, name: string): void {
  command.copyInheritedSettings(parent).showHelpAfterError(`(trailwatch ${name} --help shows what there is)`);
  for (const verb of command.commands) settle(verb, command, `${name} ${verb.name()}`);
}

// A reader that goes away (`--help | head -1`, `2>&1 | less`) is no defect, and losing a message is no reason to lose the scan.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode ??= exitCodes.USAGE;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** A mistake of the user's is one line; a defect of ours is a stack and a request to tell us. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.OK : exitCodes.USAGE;
  if (error instanceof Problem && error.user) {
    process.stderr.write(`trailwatch: ${forTerminal(formatProblem(error))}\n`);
    return exitCodes.USAGE;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `trailwatch: this is a defect of trailwatch, please report it with what you ran:\n${stack.split('\n').map(forTerminal).join('\n')}\n`,
  );
  return exitCodes.USAGE;
}
