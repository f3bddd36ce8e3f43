import { createInterface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';
import type { DeployConsole } from './deployment.ts';
import { cutEnd } from '../output/in-columns.ts';

const CLEAR = '\r\x1b[K';

type Out = Pick<WriteStream, 'isTTY' | 'columns' | 'write'>;

export interface Streams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: Out;
  readonly error: Out & NodeJS.WritableStream;
}

const own: Streams = { input: process.stdin, output: process.stdout, error: process.stderr };

export function deployConsole(signal: AbortSignal, { input, output, error }: Streams = own): DeployConsole {
  const isLive = error.isTTY === true && process.env.TERM !== 'dumb';
  let hasStatus = false;
  const clear = () => {
    if (hasStatus) error.write(CLEAR);
    hasStatus = false;
  };
  return {
    print(text) {
      clear();
      output.write(text);
    },
    say(text) {
      clear();
      error.write(text);
    },
    status(text) {
      if (!isLive) return;
      clear();
      // A line that wraps can't be taken away.
      error.write(cutEnd(text, (error.columns || 80) - 1));
      hasStatus = true;
    },
    asks: input.isTTY === true && error.isTTY === true,
    async ask(question) {
      clear();
      // Not `terminal`: Ctrl-C stays a signal of the process, and ends the question by way of `signal`.
      const reader = createInterface({ input, output: error, terminal: false });
      const ended = new Promise<undefined>((resolve) => reader.once('close', () => resolve(undefined)));
      try {
        return await Promise.race([reader.question(question, { signal }).catch(() => undefined), ended]);
      } finally {
        reader.close();
      }
    },
  };
}
