import { pino } from 'pino';
import { forTerminal } from '../../base/escape.ts';
import { formatProblem, type Problem } from '../../base/problem.ts';

/** Structured logs on standard error: JSON lines in a pipe, one readable line each on a terminal. */
export type Log = pino.Logger;

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export function createLog(level: LogLevel, stream: NodeJS.WriteStream = process.stderr): Log {
  const options: pino.LoggerOptions = { level, base: { name: 'trailwatch' }, timestamp: pino.stdTimeFunctions.isoTime };
  if (!stream.isTTY) return pino(options, pino.destination({ fd: (stream as { fd?: number }).fd ?? 2, sync: true }));
  return pino(options, { write: (line: string) => stream.write(readable(line)) });
}

/** What a problem is in a log line: `formatProblem` for people, the code for machines. */
export function ofProblem(problem: Problem): { readonly code: string; readonly problem: string } {
  return { code: problem.code, problem: formatProblem(problem) };
}

const OWN = new Set(['level', 'time', 'name', 'msg', 'problem']);
const words: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

function readable(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(entry)
    .filter(([key]) => !OWN.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const problem = entry.problem === undefined ? [] : [`(${String(entry.problem)})`];
  const time = String(entry.time).slice(11, 19);
  const level = (words[Number(entry.level)] ?? '').padEnd(5);
  return `${forTerminal([time, level, String(entry.msg ?? ''), ...rest, ...problem].join(' '))}\n`;
}
