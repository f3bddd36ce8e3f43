import type { Writable } from 'node:stream';
import { createColors } from 'picocolors';
import { toJsonLine } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import type { Severity } from '../../model/severity.ts';
import { throwIfStopped } from './http-post.ts';
import { worstSeverity } from './notice-severity.ts';
import type { Notice, Sink, Wording } from './sink.ts';
import { headline } from './wording/headline.ts';
import { noticeData } from './wording/notice-json.ts';

export interface StdoutOptions {
  readonly name: string;
  /** A line for people, or one of JSON. @default text */
  readonly format?: 'text' | 'json';
  readonly wording?: Wording;
  /** @default standard output */
  readonly stream?: Writable & { readonly isTTY?: boolean };
  readonly environment?: NodeJS.ProcessEnv;
}

type Colors = ReturnType<typeof createColors>;
const paint: Readonly<Record<Severity, (colors: Colors, text: string) => string>> = {
  critical: (colors, text) => colors.bold(colors.red(text)),
  high: (colors, text) => colors.red(text),
  medium: (colors, text) => colors.yellow(text),
  low: (colors, text) => colors.cyan(text),
  informational: (_, text) => text,
};

/**
 * One line for each notice. In colour on a terminal, unless NO_COLOR says no (no-color.org). Waits for a slow reader.
 */
export function createStdoutSink(options: StdoutOptions): Sink {
  const { name, format = 'text', wording, stream = process.stdout, environment = process.env } = options;
  const colors = createColors(stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb');
  const lineOf = (notice: Notice) =>
    format === 'json' ? toJsonLine(noticeData(notice, wording)) : paint[worstSeverity(notice)](colors, headline(notice));
  // Whoever writes learns of a failure; without a listener the stream would end the process besides.
  const ignore = () => undefined;
  stream.on('error', ignore);
  return {
    name,
    type: 'stdout',
    async send(notice, signal) {
      throwIfStopped(signal, 'standard output');
      await write(stream, `${lineOf(notice)}\n`, signal);
      return {};
    },
    async close() {
      stream.removeListener('error', ignore);
    },
  };
}

/** @throws {Problem} SINK_FAILED */
function write(stream: Writable, text: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopping = AbortSignal.any([signal]);
    const stop = () => end(new Error('stopped before it was read'));
    const end = (error?: Error | null) => {
      stopping.removeEventListener('abort', stop);
      if (!error) return resolve();
      const code = (error as NodeJS.ErrnoException).code ?? error.message;
      reject(new Problem('SINK_FAILED', `standard output can not be written (${code})`, { hint: 'It is tried again' }));
    };
    stopping.addEventListener('abort', stop, { once: true });
    stream.write(text, end);
  });
}
