import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';

/** `trailwatch run`, built, as a service manager runs it. Nothing waits for a moment, only for lines of its log. */

interface LogLine {
  readonly msg: string;
  readonly code?: string;
  readonly problem?: string;
}

export interface Command {
  readonly child: ChildProcess;
  readonly said: readonly LogLine[];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export function startCommand(config: string, ...more: readonly string[]): Command {
  const args = ['dist/hosts/cli/main.js', 'run', '--config', config, '--log-level', 'debug', ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: LogLine[] = [];
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('{')) said.push(JSON.parse(line) as LogLine);
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Awaited<Command['ended']>);
  return { child, said, ended };
}

export const says = ({ said }: Command, msg: string, times = 1): Promise<void> =>
  until(() => said.filter((line) => line.msg === msg).length >= times, `it does not say: ${msg}`);
