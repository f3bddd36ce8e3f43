import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { Problem } from '../../../base/problem.ts';

/** Text on its way out. `write` returns a promise only when the reader is slower than we are. */
export interface Writer {
  write(text: string): void | Promise<void>;
  /** All is written: a file appears under its name only now. @throws {Problem} CLI_OUTPUT */
  close(): Promise<void>;
  /** The reader went away (`| head`): nothing more needs to be written. */
  readonly gone: boolean;
}

/** Small writes are joined: one system call a line would cost more than the scan. */
const BATCH = 64 * 1024;

/** To a file, written beside it first and renamed at the end, so that a half-written report is never taken for a whole one. */
export function fileWriter(file: string): Writer {
  const partial = `${file}.partial-${process.pid}`;
  const writer = streamWriter(createWriteStream(partial, { mode: 0o600 }), file);
  return {
    write: writer.write,
    get gone() {
      return writer.gone;
    },
    async close() {
      try {
        await writer.close();
        renameSync(partial, file);
      } catch (error) {
        rmSync(partial, { force: true });
        throw error instanceof Problem ? error : outputProblem(file, error);
      }
    },
  };
}

/** To standard output. A reader that goes away ends the writing, not the program. */
export function stdoutWriter(): Writer {
  return streamWriter(process.stdout, 'standard output', false);
}

/** Until the stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stream.once(event, done);
  });
}

function outputProblem(name: string, cause: unknown): Problem {
  return new Problem('CLI_OUTPUT', `${name} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
    hint: 'Check that the folder exists, may be written to and has room.',
    cause,
  });
}

function streamWriter(stream: Writable, name: string, ends = true): Writer {
  let pending = '';
  let failure: unknown;
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') gone = true;
    else failure = error;
  });
  const flush = async () => {
    const text = pending;
    pending = '';
    if (failure !== undefined) throw outputProblem(name, failure);
    if (!gone && text !== '' && !stream.write(text)) {
      await drained(stream);
    }
    if (failure !== undefined) throw outputProblem(name, failure);
  };
  return {
    write(text) {
      pending += text;
      return pending.length >= BATCH ? flush() : undefined;
    },
    get gone() {
      return gone;
    },
    async close() {
      await flush();
      if (gone) return;
      await new Promise<void>((resolve) => {
        if (stream.destroyed) resolve();
        else if (ends) stream.once('error', () => resolve()).end(() => resolve());
        else stream.write('', () => resolve());
      });
      if (failure !== undefined) throw outputProblem(name, failure);
    },
  };
}
