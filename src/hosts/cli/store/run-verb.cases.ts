import { Command, CommanderError } from 'commander';
import { vi } from 'vitest';
import { Problem } from '../../../base/problem.ts';

export interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
  readonly problem?: Problem;
}

/** Runs a verb as the program does, in this process. */
export async function runVerb(make: () => Command, ...args: readonly string[]): Promise<Ran> {
  const written = { out: '', err: '' };
  const into =
    (stream: 'out' | 'err') =>
    (text: unknown, ...rest: unknown[]) => {
      written[stream] += String(text);
      for (const callback of rest) if (typeof callback === 'function') callback();
      return true;
    };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
  ];
  const code = process.exitCode;
  const listeners = process.stdout.listeners('error');
  process.exitCode = undefined;
  const program = new Command('trailwatch').exitOverride();
  const command = make();
  for (const each of [command, ...command.commands]) each.copyInheritedSettings(program);
  program.addCommand(command);
  try {
    await program.parseAsync(['node', 'trailwatch', ...args]);
    return { code: process.exitCode as number | undefined, ...written };
  } catch (error) {
    if (error instanceof Problem) return { code: 2, ...written, problem: error };
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, ...written };
    throw error;
  } finally {
    process.exitCode = code;
    for (const spy of spies) spy.mockRestore();
    // A verb ends with its process, and so do its listeners.
    for (const each of process.stdout.listeners('error') as (() => void)[])
      if (!listeners.includes(each)) process.stdout.off('error', each);
  }
}
