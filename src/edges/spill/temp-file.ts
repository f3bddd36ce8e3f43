import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../base/problem.ts';
import type { Bytes } from '../../base/units.ts';

/**
 * A private file for temporary data, written at its end and read anywhere. Its name is taken away as soon as it is open, so that
 * nothing is left behind however the process ends; where the system refuses that (Windows), it is removed on close and on exit.
 */
export interface TempFile {
  readonly size: Bytes;
  /** Returns where the bytes begin. @throws {Problem} SPILL_FAILED */
  append(bytes: Uint8Array): Bytes;
  /** Exactly `into.length` bytes. @throws {Problem} SPILL_FAILED */
  read(at: Bytes, into: Uint8Array): void;
  close(): void;
}

/** Folders that still have a name. */
const named = new Set<string>();
let watching = false;

/** @throws {Problem} SPILL_FAILED */
export function openTempFile(parent: string = tmpdir()): TempFile {
  const { fd, folder } = attempt(parent, 'create', () => {
    // mkdtemp makes the folder for its owner alone (0700).
    const folder = mkdtempSync(join(parent, 'trailwatch-'));
    try {
      return { folder, fd: openSync(join(folder, 'spill'), 'wx+', 0o600) };
    } catch (error) {
      remove(folder);
      throw error;
    }
  });
  if (!remove(folder)) {
    named.add(folder);
    if (!watching) process.once('exit', () => named.forEach(remove));
    watching = true;
  }
  let size = 0;
  let open = true;
  return {
    get size() {
      return size;
    },
    append(bytes) {
      const at = size;
      attempt(parent, 'write', () => {
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
      });
      size += bytes.length;
      return at;
    },
    read(at, into) {
      attempt(parent, 'read', () => {
        for (let done = 0; done < into.length; ) {
          const count = readSync(fd, into, done, into.length - done, at + done);
          if (count === 0) throw new Error(`ended ${into.length - done} bytes early`);
          done += count;
        }
      });
    },
    close() {
      if (!open) return;
      open = false;
      closeSync(fd);
      if (named.has(folder) && remove(folder)) named.delete(folder);
    },
  };
}

function remove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

function attempt<T>(parent: string, what: 'create' | 'write' | 'read', action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new Problem('SPILL_FAILED', `can't ${what} a temporary file${full ? ': no space left' : `: ${code ?? message}`}`, {
      at: { file: parent },
      hint: 'Set TMPDIR to a folder with enough free space that you may write to',
      cause,
    });
  }
}
