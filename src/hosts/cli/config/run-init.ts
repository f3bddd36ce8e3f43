import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { exitCodes } from '../exit-codes.ts';
import { awsSuggestions } from './aws-profiles.ts';
import { type Ask, askAll, defaultAnswers, type InitAnswers } from './init-answers.ts';
import { initText } from './init-text.ts';

export interface InitFlags {
  readonly output: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** Whom to ask. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  readonly environment: NodeJS.ProcessEnv;
}

const here: Terminal = { input: process.stdin, output: process.stderr, environment: process.env };

/** Asks, writes, and says what to do next. @throws {Problem} CLI_OUTPUT for a file that exists or can't be written; CLI_USAGE */
export async function runInit(flags: InitFlags, terminal: Terminal = here): Promise<number> {
  const { output: file, force = false } = flags;
  // Said before anything is asked.
  if (!force && existsSync(file)) throw existing(file);
  const suggestions = awsSuggestions(terminal.environment);
  const asks = flags.yes !== true && terminal.input.isTTY === true;
  const answers = asks ? await asking(terminal, (ask) => askAll(ask, suggestions)) : defaultAnswers(suggestions);
  write(file, initText(answers), force);
  terminal.output.write(`${forTerminal(`Written: ${file}`)}\n\nNext:\n${next(file, answers)}`);
  return exitCodes.OK;
}

async function asking(terminal: Terminal, work: (ask: Ask) => Promise<InitAnswers>): Promise<InitAnswers> {
  const reader = createInterface({ input: terminal.input, output: terminal.output, terminal: false });
  // Lines that are typed ahead, or come from a script, wait for their question.
  const lines = reader[Symbol.asyncIterator]();
  const ask: Ask = async ({ text, fallback, refuse }) => {
    for (;;) {
      terminal.output.write(
        `${text.split('\n').map(forTerminal).join('\n')}${fallback === undefined ? '' : ` [${forTerminal(fallback)}]`} `,
      );
      const { value, done } = await lines.next();
      if (done === true)
        throw new Problem('CLI_USAGE', 'the answers end here, and nothing was written', { hint: '--yes takes the defaults' });
      const answer = value.trim() === '' ? (fallback ?? '') : value.trim();
      const wrong = answer === '' ? 'An answer is needed' : refuse?.(answer);
      if (wrong === undefined) return answer;
      terminal.output.write(`${wrong}.\n`);
    }
  };
  try {
    return await work(ask);
  } finally {
    reader.close();
  }
}

/** It may hold secrets now or later: for its owner only. */
function write(file: string, text: string, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx', mode: 0o600 });
    if (force) chmodSync(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existing(file);
    throw new Problem('CLI_OUTPUT', `${file} cannot be written: ${(error as Error).message}`, {
      hint: 'Name another file with --output.',
      cause: error,
    });
  }
}

function existing(file: string): Problem {
  return new Problem('CLI_OUTPUT', `${file} exists already`, {
    hint: 'Name another with --output, or overwrite it with --force.',
  });
}

function next(file: string, answers: InitAnswers): string {
  const named = file === 'trailwatch.yaml' ? '' : ` --config ${file}`;
  const checked = file === 'trailwatch.yaml' ? '' : ` ${file}`;
  const secret = answers.sink.type === 'slack' ? /^\$\{(\w+)\}$/.exec(answers.sink.webhookUrl)?.[1] : undefined;
  return [
    ...(secret === undefined ? [] : [`  export ${secret}=…`]),
    `  trailwatch config check${checked}`,
    `  trailwatch doctor${named}   # credentials, permissions, sinks`,
    `  trailwatch run${named}`,
    '',
  ]
    .map((line) => forTerminal(line))
    .join('\n');
}
