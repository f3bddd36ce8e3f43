import { type Dirent, opendirSync, type Stats, statSync } from 'node:fs';
import { Problem } from '../../base/problem.ts';
import { fileDelivery } from './file-delivery.ts';
import { fileId } from './file-id.ts';
import { readProblem } from './read-problem.ts';
import type { Listed, SourceOptions } from './source.ts';

/** Folders and files that are never logs. */
const NEVER = new Set(['.git', '.hg', '.svn', '.DS_Store', 'Thumbs.db', 'desktop.ini']);

const ENTRIES_AT_ONCE = 512;

interface Level {
  readonly folder: string;
  readonly id: string;
  /** Sorted; folders end in `/`. */
  readonly names: readonly string[];
  next: number;
}

/**
 * Every file below a folder, in the order of the code units of their paths, whatever order the file system has. Links are followed;
 * a folder that is met again through a link is read once. Holds the names of one folder a level.
 */
export function* walk(root: string, options: SourceOptions): Generator<Listed, void> {
  const seen = new Set<string>();
  const levels: Level[] = [];

  const enter = (folder: string, stat: Stats): Listed | undefined => {
    const id = fileId(stat);
    if (levels.some((level) => level.id === id)) return { kind: 'problem', problem: loop(folder) };
    if (seen.has(id)) return { kind: 'ignored', file: folder, reason: 'a folder that was read already' };
    seen.add(id);
    try {
      levels.push({ folder, id, names: namesIn(folder), next: 0 });
      return undefined;
    } catch (error) {
      return { kind: 'problem', problem: readProblem(error, folder) };
    }
  };

  const start = tryStat(root);
  const failed = 'problem' in start ? start : enter(root, start.stat);
  if (failed !== undefined) yield failed;
  for (;;) {
    const level = levels.at(-1);
    if (level === undefined || options.signal?.aborted === true) return;
    const entry = level.names[level.next++];
    if (entry === undefined) {
      levels.pop();
      continue;
    }
    const name = entry.endsWith('/') ? entry.slice(0, -1) : entry;
    const path = level.folder.endsWith('/') ? `${level.folder}${name}` : `${level.folder}/${name}`;
    const listed = NEVER.has(name) ? ({ kind: 'ignored', file: path, reason: 'never a log' } as const) : look(path, options);
    if ('kind' in listed) yield listed;
    else {
      const problem = enter(path, listed);
      if (problem !== undefined) yield problem;
    }
  }
}

/** What a path inside a folder is: something listed, or the `Stats` of a folder to enter. */
function look(path: string, options: SourceOptions): Listed | Stats {
  const found = tryStat(path);
  if ('problem' in found) return found.problem.code === 'READ_NOT_FOUND' ? { kind: 'problem', problem: dangling(path) } : found;
  const { stat } = found;
  if (stat.isDirectory()) return stat;
  if (isExcepted(stat, options)) return ownOutput(path);
  if (stat.isFile()) return { kind: 'delivery', delivery: fileDelivery(path, stat.size, options) };
  const problem = new Problem('READ_FAILED', 'a pipe, socket or device inside a folder is not read', {
    at: { file: path },
    hint: 'Name it on the command line if it is meant',
  });
  return { kind: 'problem', problem };
}

export function isExcepted(stat: Stats, { except }: SourceOptions): boolean {
  return except?.has(fileId(stat)) === true;
}

/** `scan . --output found.jsonl`, or the second of two such scans. */
export function ownOutput(file: string): Listed {
  return { kind: 'ignored', file, reason: 'the output of this scan' };
}

type Found = { readonly stat: Stats } | { readonly kind: 'problem'; readonly problem: Problem };

function tryStat(path: string): Found {
  try {
    return { stat: statSync(path) };
  } catch (error) {
    return { kind: 'problem', problem: readProblem(error, path) };
  }
}

/**
 * Sorted so that whole paths come out sorted: a folder counts with its slash (`a.json` before `a/b.json`). Plain strings and no
 * `Dirent`s, because a folder may hold a million files.
 */
function namesIn(folder: string): string[] {
  const names: string[] = [];
  const open = opendirSync(folder, { bufferSize: ENTRIES_AT_ONCE });
  try {
    for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
      names.push(isFolder(entry, folder) ? `${entry.name}/` : entry.name);
    }
  } finally {
    open.closeSync();
  }
  return names.sort();
}

function isFolder(entry: Dirent, folder: string): boolean {
  if (entry.isDirectory()) return true;
  if (entry.isFile()) return false;
  // A link, or a file system that doesn't say.
  const found = tryStat(`${folder}/${entry.name}`);
  return 'stat' in found && found.stat.isDirectory();
}

/** It was listed a moment ago: hardly ever was it deleted since. */
function dangling(file: string): Problem {
  // Node gives names as text, and from U+FFFD no way leads back to the bytes.
  if (file.includes('\ufffd')) {
    return new Problem('READ_FAILED', 'a name that is not UTF-8', {
      at: { file },
      hint: 'Rename it, or pass its content to `-`',
    });
  }
  return new Problem('READ_NOT_FOUND', 'this link leads to nothing', { at: { file }, hint: 'Remove the link, or mend it' });
}

export function loop(file: string): Problem {
  return new Problem('READ_LOOP', 'this link leads to a folder that contains it', {
    at: { file },
    hint: 'Nothing is missed: the folder is read once; remove the link to silence this',
  });
}
