import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bytes, Milliseconds } from '../../base/units.ts';

export interface Appender {
  /** Whole lines; they are on the disk when it returns, or not in the file. One after the other. @throws {Error} of the system */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

export interface AppenderOptions {
  readonly path: string;
  readonly maxBytes: Bytes;
  /** Files put aside that are kept. */
  readonly keep: number;
  /** Those last written longer ago are removed. */
  readonly maxAge: Milliseconds;
}

/** A file that is appended to, put aside when it is full, and begun anew when somebody else has moved it away. */
export function createAppender({ path, maxBytes, keep, maxAge }: AppenderOptions): Appender {
  let handle: FileHandle | undefined;
  /** One at a time: rotating must not come between. */
  let last: Promise<void> = Promise.resolve();

  async function close(): Promise<void> {
    const open = handle;
    handle = undefined;
    await open?.close();
  }

  /** The file that the path names now, and its size. */
  async function current(): Promise<{ readonly file: FileHandle; readonly size: Bytes }> {
    if (handle !== undefined) {
      const [ours, theirs] = await Promise.all([handle.stat(), stat(path).catch(() => undefined)]);
      if (theirs?.ino === ours.ino && theirs.dev === ours.dev) return { file: handle, size: ours.size };
      await close();
    }
    await mkdir(dirname(path), { recursive: true });
    // Findings tell an attacker what is known of him: not for everybody to read.
    handle = await open(path, 'a+', 0o600);
    return { file: handle, size: (await handle.stat()).size };
  }

  async function append(lines: string): Promise<void> {
    let { file, size } = await current();
    const bytes = Buffer.from(lines);
    if (size > 0 && size + bytes.length > maxBytes) {
      await close();
      await putAside(path, keep, maxAge);
      ({ file, size } = await current());
    }
    // A line that a crash cut off must not swallow the next one.
    const whole = size === 0 || (await endsLine(file, size)) ? bytes : Buffer.concat([Buffer.from('\n'), bytes]);
    let written = 0;
    try {
      ({ bytesWritten: written } = await file.write(whole));
      if (written < whole.length) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
      await file.sync();
    } catch (error) {
      await takeBack(file, size, written);
      throw error;
    }
  }

  return {
    append(lines) {
      const turn = last.then(() => append(lines));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await last;
      await close();
    },
  };
}

async function endsLine(file: FileHandle, size: Bytes): Promise<boolean> {
  const end = Buffer.alloc(1);
  const { bytesRead } = await file.read(end, 0, 1, size - 1);
  return bytesRead === 0 || end[0] === 0x0a;
}

/** Removes what was written of lines that failed, unless others have written behind it: they are sent again. */
async function takeBack(file: FileHandle, size: Bytes, written: Bytes): Promise<void> {
  try {
    if (written > 0 && (await file.stat()).size === size + written) await file.truncate(size);
  } catch {
    // The cut line stays; the next one begins on a line of its own.
  }
}

/** `<path>` becomes `<path>.1`, that `<path>.2`, and so on; what is too many or too old is removed. */
async function putAside(path: string, keep: number, maxAge: Milliseconds): Promise<void> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  const numbers = (await readdir(folder))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d{0,8}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => b - a);
  const now = Date.now();
  for (const number of numbers) {
    const name = join(folder, `${prefix}${number}`);
    const { mtimeMs } = await stat(name);
    if (number >= keep || now - mtimeMs > maxAge) await rm(name, { force: true });
    else await rename(name, join(folder, `${prefix}${number + 1}`));
  }
  if (keep === 0) await rm(path, { force: true });
  else await rename(path, join(folder, `${prefix}1`));
}
