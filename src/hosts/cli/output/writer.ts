import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  fchmodSync,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { Problem } from '../../../base/problem.ts';
import { fileId } from '../../../edges/sources/file-id.ts';

/** Text on its way out. `write` returns a promise only when the reader is slower than we are. */
export interface Writer {
  write(text: string): void | Promise<void>;
  /** All is written: a file appears under its name only now. @throws {Problem} CLI_OUTPUT */
  close(): Promise<void>;
  /** The reader went away (`| head`): nothing more needs to be written. */
  readonly gone: boolean;
  /** The files behind it, as `fileId` names them: a scan of the folder that they are in must not read them. */
  readonly own: readonly string[];
}

/** Small writes are joined: one system call a line would cost more than the scan. */
const BATCH = 64 * 1024;

/** To the file of this name, or to standard output for `-`. @throws {Problem} CLI_OUTPUT, at once where that can be known */
export function openWriter(file: string): Writer {
  if (file === '-' || file === '/dev/stdout' || file === '/dev/fd/1') return stdoutWriter();
  // Opened anew and renamed, what the shell redirected to a file would lose what was written to it so far.
  if (file === '/dev/stderr' || file === '/dev/fd/2')
    return streamWriter(process.stderr, 'standard error', regularFileBehind(2), false);
  return fileWriter(file);
}

/**
 * To a file, written beside it first and renamed at the end, so that a half-written report is never taken for a whole one. What is
 * no regular file (a named pipe, a device) is written to as it is: a rename would put a file in its place.
 */
function fileWriter(file: string): Writer {
  try {
    const before = statSync(file, { throwIfNoEntry: false });
    if (before?.isDirectory() === true) throw new Error('it is a folder');
    if (before !== undefined && !before.isFile()) return streamWriter(createWriteStream(file), file, [fileId(before)]);
    // Through a link to what it leads to: the link stays a link.
    return regularWriter(file, before === undefined ? file : realpathSync(file), before);
  } catch (error) {
    throw outputProblem(file, error);
  }
}

function regularWriter(name: string, file: string, before: Stats | undefined): Writer {
  if (file === '') throw new Error('its name is empty');
  const partial = `${file}.partial-${randomBytes(4).toString('hex')}`;
  const fd = openSync(partial, 'wx', 0o600);
  unfinished(partial);
  if (before !== undefined) fchmodSync(fd, before.mode & 0o777);
  const own = [fileId(fstatSync(fd)), ...(before === undefined ? [] : [fileId(before)])];
  const writer = streamWriter(createWriteStream(partial, { fd }), name, own);
  return {
    write: writer.write,
    own,
    get gone() {
      return writer.gone;
    },
    async close() {
      await writer.close();
      try {
        renameSync(partial, file);
      } catch (error) {
        throw outputProblem(name, error);
      }
      partials.delete(partial);
    },
  };
}

/** Files that have not got their name yet. Whatever ends the process first (a full disk, a second Ctrl-C) takes them with it. */
const partials = new Set<string>();
let watching = false;

function unfinished(partial: string): void {
  partials.add(partial);
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const left of partials) {
      try {
        rmSync(left, { force: true });
      } catch {
        // Its folder went away, or is read-only by now.
      }
    }
  });
}

/** To standard output. A reader that goes away ends the writing, not the program. */
export function stdoutWriter(): Writer {
  return streamWriter(process.stdout, 'standard output', regularFileBehind(1), false);
}

/** `trailwatch scan . > found.jsonl`: the shell made a file of it. */
export function regularFileBehind(fd: number): string[] {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() ? [fileId(stat)] : [];
  } catch {
    return [];
  }
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

const reasons: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `there is no folder ${dirname(file)}`,
  ENOTDIR: (file) => `${dirname(file)} is no folder`,
  EACCES: () => 'no permission',
  EPERM: () => 'no permission',
  EROFS: () => 'it is on a read-only file system',
  ENOSPC: () => 'no space is left',
  EDQUOT: () => 'no space is left',
};

function outputProblem(name: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = reasons[code ?? '']?.(name) ?? (code === undefined ? message : code);
  return new Problem('CLI_OUTPUT', `${name === '' ? 'the output' : name} cannot be written: ${reason}`, {
    hint: 'Name a file in a folder that exists, may be written to and has room.',
    cause,
  });
}

function streamWriter(stream: Writable, name: string, own: readonly string[], ends = true): Writer {
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
    own,
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
