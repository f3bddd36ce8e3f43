import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { formatPlace } from '../../../base/problem.ts';
import { type ConfigTree, formatPath, type Path } from '../../config/config-tree.ts';
import { formatDuration } from '../../config/duration.ts';
import { loadConfig } from '../../config/load-config.ts';
import { describeReference, HIDDEN, isSecret } from '../../config/secret.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnsOf } from '../output/in-columns.ts';
import { sayProblems } from '../rules/open-rules.ts';
import { namedFile } from './named-file.ts';

export interface ShowFlags {
  readonly format: 'text' | 'json';
}

/** One value that is in force. */
interface Value {
  readonly path: string;
  readonly value: unknown;
  readonly from: string;
}

/** Prints what is in force, each value with who said it. */
export async function showConfig(named: string | undefined, flags: ShowFlags): Promise<number> {
  const file = namedFile(named);
  const { loaded, problems } = await loadConfig({ file, environment: process.env });
  if (loaded === undefined) {
    sayProblems(problems);
    return exitCodes.USAGE;
  }
  const values = valuesOf(loaded.config, [], loaded.tree);
  if (flags.format === 'json') process.stdout.write(`[${values.map((value) => `\n  ${toJsonLine(value)}`).join(',')}\n]\n`);
  else process.stdout.write(asText(values));
  return exitCodes.OK;
}

function valuesOf(value: unknown, path: Path, tree: ConfigTree): Value[] {
  const isLeaf = typeof value !== 'object' || value === null || isSecret(value) || path.at(-1) === 'when';
  const entries = isLeaf ? [] : Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  if (!isLeaf && (entries.length > 0 || path.length === 0)) {
    return entries.flatMap(([key, each]: [string | number, unknown]) => valuesOf(each, [...path, key], tree));
  }
  return [{ path: formatPath(path), value: shown(value, path, tree), from: saidBy(path, tree) }];
}

/** Durations as they are written. A reference to a secret is no secret. */
function shown(value: unknown, path: Path, tree: ConfigTree): unknown {
  if (isSecret(value)) {
    return value.reference.kind === 'literal' ? HIDDEN : `${HIDDEN} (${describeReference(value.reference)})`;
  }
  const isDuration = ['every', 'start', 'digest', 'silent_after', 'lateness'].includes(String(path.at(-1)));
  if (typeof value !== 'number' || !isDuration) return value;
  const node = tree.nodeAt(path);
  return node?.kind === 'string' ? node.value : formatDuration(value);
}

function saidBy(path: Path, tree: ConfigTree): string {
  // The one thing that stands for a list of one.
  const written = tree.nodeAt(path) === undefined && typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
  return tree.originOf(written) === 'default' ? 'default' : formatPlace(tree.placeOf(written));
}

function asText(values: readonly Value[]): string {
  const rows = values.map(({ path, value, from }) => [
    `${path}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    from,
  ]);
  const width = Math.min(72, Math.max(0, ...rows.map(([text]) => columnsOf(forTerminal(text!)))));
  return rows.map(([text, from]) => `${forTerminal(text!).padEnd(width)}  # ${forTerminal(from!)}\n`).join('');
}
