import { statSync } from 'node:fs';
import type { Problem } from '../../../base/problem.ts';
import type { Bytes, EpochMs } from '../../../base/units.ts';
import type { SourceOptions } from '../source.ts';
import { walk } from '../walk.ts';
import { isTemporary } from './temporary-name.ts';

/** A file as it is now. */
export interface FoundFile {
  /** Below the folder that is watched. */
  readonly name: string;
  readonly path: string;
  readonly size: Bytes;
  readonly modifiedAt: EpochMs;
  /** Changes whenever the content does: size and time of change. */
  readonly version: string;
}

/** Between two turns of the event loop. */
const FILES_AT_ONCE = 256;

/**
 * Every file below a folder that isn't being written under a temporary name, and what can't be had. Gives way to the rest of the
 * process often: a folder may hold 100,000 files.
 */
export async function* listFolder(root: string, options: SourceOptions): AsyncGenerator<FoundFile | Problem, void> {
  let seen = 0;
  for (const listed of walk(root, options)) {
    if (++seen % FILES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    if (listed.kind === 'problem') yield listed.problem;
    else if (listed.kind === 'delivery') {
      const name = listed.delivery.file.slice(root.endsWith('/') ? root.length : root.length + 1);
      const found = isTemporary(name) ? undefined : statFile(name, listed.delivery.file);
      if (found !== undefined) yield found;
    }
  }
}

/** Undefined if it is gone, or may not be looked at: the next listing says so. */
export function statFile(name: string, path: string): FoundFile | undefined {
  try {
    const { size, mtimeMs } = statSync(path);
    return { name, path, size, modifiedAt: mtimeMs, version: `${size}:${mtimeMs}` };
  } catch {
    return undefined;
  }
}
