import { statSync } from 'node:fs';
import { sep } from 'node:path';
import { Problem } from '../../base/problem.ts';
import { fileDelivery, pipeDelivery } from './file-delivery.ts';
import { readProblem } from './read-problem.ts';
import type { Listed, Source, SourceOptions, Totals } from './source.ts';
import { isExcepted, ownOutput, walk } from './walk.ts';

/** Between two turns of the event loop while measuring. */
const FILES_AT_ONCE = 256;

/**
 * A file, a folder with all below it, or a glob. What exists under that very name is taken literally, so a file called `[1].json`
 * needs no escaping.
 */
export function filesSource(path: string, options: SourceOptions = {}): Source {
  // Names of regular files only: a pipe is empty when it was read.
  const folder = path.endsWith(sep) ? path : `${path}${sep}`;
  return {
    async *list() {
      yield* find(path, await globOf(path), options);
    },
    reopen(file) {
      const ours = file === path || file.startsWith(folder) || mayBePattern(path);
      const stat = ours ? statSync(file, { throwIfNoEntry: false }) : undefined;
      return stat?.isFile() === true ? fileDelivery(file, stat.size, options) : undefined;
    },
    async measure(): Promise<Totals> {
      let files = 0;
      let bytes = 0;
      for (const listed of find(path, await globOf(path), options)) {
        if (listed.kind !== 'delivery') continue;
        files++;
        bytes += listed.delivery.size ?? 0;
        if (files % FILES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return { files, bytes };
    },
  };
}

type Glob = typeof import('./expand-glob.ts');

/** Loaded for those who write a pattern. */
async function globOf(path: string): Promise<Glob | undefined> {
  if (!mayBePattern(path)) return undefined;
  const glob = await import('./expand-glob.ts');
  return glob.isPattern(path) ? glob : undefined;
}

/** Without any of these it is none. */
function mayBePattern(path: string): boolean {
  return /[!()*+?@[\]{}\\]/.test(path);
}

function* find(path: string, glob: Glob | undefined, options: SourceOptions): Generator<Listed, void> {
  if (options.signal?.aborted === true) return;
  try {
    yield* named(path, options);
    return;
  } catch (error) {
    const problem = readProblem(error, path);
    if (problem.code !== 'READ_NOT_FOUND' || glob === undefined) {
      yield { kind: 'problem', problem };
      return;
    }
  }
  const { paths, problems } = glob.expandGlob(path);
  for (const problem of problems) yield { kind: 'problem', problem };
  if (paths.length === 0 && problems.length === 0) {
    const hint = 'Check the pattern; quote it if the shell should not expand it';
    yield {
      kind: 'problem',
      problem: new Problem('READ_NOT_FOUND', 'nothing matches this pattern', { at: { file: path }, hint }),
    };
  }
  for (const found of paths) {
    try {
      yield* named(found, options);
    } catch (error) {
      yield { kind: 'problem', problem: readProblem(error, found) };
    }
  }
}

/** Whatever has this very name. @throws the file system's error if nothing has */
function* named(path: string, options: SourceOptions): Generator<Listed, void> {
  const stat = statSync(path);
  if (stat.isDirectory()) yield* walk(path, options);
  else if (isExcepted(stat, options)) yield ownOutput(path);
  else if (stat.isFile()) yield { kind: 'delivery', delivery: fileDelivery(path, stat.size, options) };
  else yield { kind: 'delivery', delivery: pipeDelivery(path, stat.isFIFO(), options) };
}
