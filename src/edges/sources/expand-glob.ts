import { type Dirent, readdir, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import type { Problem } from '../../base/problem.ts';
import { readProblem } from './read-problem.ts';
import { loop } from './walk.ts';

/** What a glob names, sorted by code units: files, and folders to be read whole (whose contents are not listed again). */
export interface Expanded {
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** Is it more than a plain name? */
export function isPattern(path: string): boolean {
  return isDynamicPattern(path);
}

/**
 * Hidden files are included. The library hides unreadable folders and leaves out links to folders, so it gets to see the file system
 * through `read`, which reports the first and shows links as what they lead to.
 */
export function expandGlob(pattern: string): Expanded {
  const problems: Problem[] = [];
  const read = (given: string, _options: { withFileTypes: true }): Dirent[] => {
    const folder = given === '/' ? given : given.replace(/\/$/, '');
    try {
      return readdirSync(folder, { withFileTypes: true }).filter((entry) => {
        if (!entry.isSymbolicLink()) return true;
        const path = `${folder === '/' ? '' : folder}/${entry.name}`;
        const target = statSync(path, { throwIfNoEntry: false });
        if (target === undefined || !target.isDirectory()) return showAs(entry, 'file');
        if (!isAbove(target, folder)) return showAs(entry, 'folder');
        problems.push(loop(path));
        return false;
      });
    } catch (error) {
      problems.push(readProblem(error, folder));
      return [];
    }
  };
  const matches = globSync(pattern, {
    absolute: pattern.startsWith('/'),
    dot: true,
    expandDirectories: false,
    onlyFiles: false,
    fs: { readdirSync: read as typeof readdirSync, readdir },
  });
  const tops: string[] = [];
  for (const match of matches.sort()) {
    const top = tops.at(-1);
    if (top === undefined || !top.endsWith('/') || !match.startsWith(top)) tops.push(match);
  }
  // Whoever reads a folder whole meets the problems in it again.
  const whole = tops.filter((top) => top.endsWith('/')).map((top) => resolve(top));
  const isInside = (path: string) => whole.some((top) => path === top || path.startsWith(`${top}/`));
  return {
    paths: tops.map((top) => (top.endsWith('/') && top !== '/' ? top.slice(0, -1) : top)),
    problems: problems.filter(({ at }) => !isInside(resolve(at?.file ?? ''))),
  };
}

/** Always true, for use as a filter. */
function showAs(entry: Dirent, kind: 'file' | 'folder'): true {
  entry.isSymbolicLink = () => false;
  entry.isDirectory = () => kind === 'folder';
  entry.isFile = () => kind === 'file';
  return true;
}

function isAbove(target: { dev: number; ino: number }, folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    const stat = statSync(path);
    if (stat.dev === target.dev && stat.ino === target.ino) return true;
    if (dirname(path) === path) return false;
  }
}
