import { type BigIntStats, type Dirent, promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../base/units.ts';
import type { ConfigSet, ConfigSetResult } from './config-set.ts';

export type ConfigChange =
  | { readonly kind: 'changed'; readonly set: ConfigSet }
  /** The new version is wrong: the old one stays in force. Told once for each new version. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export interface WatchOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Between two looks. A change counts when two looks in a row see the same. @default 2 s */
  readonly every?: Milliseconds;
}

/**
 * Tells when a configuration or anything that it names (rules, lists, exceptions) has another content. Looks at times and sizes of
 * the files: notices of the file system don't come for files that are mounted or linked from elsewhere. Resolves when the signal is
 * aborted.
 * @param current what is in force, as `load` gave it
 * @param load reads all of it anew
 */
export async function watchConfig(
  current: ConfigSetResult,
  load: () => Promise<ConfigSetResult>,
  onChange: (change: ConfigChange) => void | Promise<void>,
  { clock, signal, every = 2 * SECOND }: WatchOptions,
): Promise<void> {
  let { paths } = current;
  let inForce = current.set?.contentHash;
  let refused = false;
  // What was read before the first look may have been written to since: the second look reads it again, and compares.
  let known: string | undefined;
  let before = await stateOf(paths);
  while (!signal.aborted) {
    await clock.sleep(every, signal);
    if (signal.aborted) return;
    const now = await stateOf(paths);
    const settled = now === before;
    before = now;
    if (now === known || !settled) continue;
    const result = await load();
    if (signal.aborted) return;
    // What was written to while it was read is seen at the next look.
    known = samePaths(paths, result.paths) ? now : await stateOf(result.paths);
    before = known;
    paths = result.paths;
    if (result.set === undefined) {
      refused = true;
      await onChange({ kind: 'refused', problems: result.problems });
    } else if (result.set.contentHash !== inForce || refused) {
      refused = false;
      inForce = result.set.contentHash;
      await onChange({ kind: 'changed', set: result.set });
    }
  }
}

function samePaths(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((path, index) => path === b[index]);
}

/** Names, times and sizes of all that lies in the paths. */
async function stateOf(paths: readonly string[]): Promise<string> {
  return (await Promise.all(paths.map((path) => stateAt(path)))).join('\n');
}

async function stateAt(path: string): Promise<string> {
  let stat: BigIntStats;
  try {
    stat = await fs.stat(path, { bigint: true });
  } catch (error) {
    return `${path} ${(error as NodeJS.ErrnoException).code}`;
  }
  if (!stat.isDirectory()) return `${path} ${stat.mtimeNs} ${stat.size} ${stat.ino}`;
  let entries: Dirent[];
  try {
    entries = await fs.readdir(path, { withFileTypes: true });
  } catch (error) {
    return `${path} ${(error as NodeJS.ErrnoException).code}`;
  }
  const inside = entries.filter(({ name }) => name !== '.git' && name !== 'node_modules').map(({ name }) => join(path, name));
  return stateOf(inside.sort());
}
