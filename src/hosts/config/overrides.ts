import type { JsonSource } from '../../base/json-source.ts';
import type { Problem } from '../../base/problem.ts';
import { type ConfigTree, type Path, plainOf, type Said } from './config-tree.ts';
import { configSchema } from './schema.ts';
import { partAt, type SchemaPart, schemaPart } from './schema-walk.ts';
import { parseYamlText } from './yaml-file.ts';

/** A flag that stands for a value of the configuration. */
export interface FlagValue {
  /** `--store` */
  readonly name: string;
  readonly path: Path;
  /** As it was typed. A list may be separated by commas. */
  readonly text: string;
}

export interface Overridden {
  readonly tree: ConfigTree;
  readonly problems: readonly Problem[];
  /** Environment variables that look like ours and stand for nothing. */
  readonly unknown: readonly string[];
}

const PREFIX = 'TRAILWATCH_';
/** Ours, and no value of the configuration. */
const OTHERS: ReadonlySet<string> = new Set(['TRAILWATCH_CONFIG']);

/**
 * What the environment and then the flags say instead of the file. `TRAILWATCH_STORE_PATH` stands for `store.path`,
 * `TRAILWATCH_SINKS_TEAM_CHAT_WEBHOOK_URL` for `webhook_url` of a sink `team-chat`, `TRAILWATCH_SOURCES_0_QUEUE_URL` for the first source's.
 * An empty variable is none.
 */
export function applyOverrides(tree: ConfigTree, environment: NodeJS.ProcessEnv, flags: readonly FlagValue[]): Overridden {
  const problems: Problem[] = [];
  const unknown: string[] = [];
  let result = tree;
  const put = (path: Path, text: string, name: string, origin: Said['origin']) => {
    const read = readValue(text, name, partAt(configSchema, path, plainOf(result.root)));
    problems.push(...read.problems);
    if (read.node !== undefined) result = result.with(path, read.node, { origin, name, lines: read.lines });
  };
  for (const [name, text] of ofEnvironment(environment)) {
    const path = pathOf(name.slice(PREFIX.length), schemaPart(configSchema), plainOf(result.root));
    if (path === undefined) unknown.push(name);
    else put(path, text, name, 'environment');
  }
  for (const { name, path, text } of flags) put(path, text, name, 'flag');
  return { tree: result, problems, unknown };
}

/** Types first: they say which other keys there are. Wholes before their parts. */
function ofEnvironment(environment: NodeJS.ProcessEnv): [string, string][] {
  return Object.entries(environment)
    .filter((entry): entry is [string, string] => entry[0].startsWith(PREFIX) && !OTHERS.has(entry[0]) && !!entry[1])
    .sort(([a], [b]) => Number(b.endsWith('_TYPE')) - Number(a.endsWith('_TYPE')) || (a < b ? -1 : 1));
}

/** The path that the rest of a variable's name means. */
function pathOf(rest: string, part: SchemaPart, written: unknown): (string | number)[] | undefined {
  if (part.kind === 'scalar') return undefined;
  for (const step of stepsOf(rest, part, written)) {
    const within = (written as Record<string | number, unknown> | undefined)?.[step];
    const child = part.child(step, within);
    if (child === undefined) continue;
    const left = rest.slice(String(step).length + 1);
    if (left === '') return [step];
    const path = pathOf(left, child, within);
    if (path !== undefined) return [step, ...path];
  }
  return undefined;
}

/** Keys and indexes that the rest may begin with, the longest first. */
function stepsOf(rest: string, part: SchemaPart, written: unknown): (string | number)[] {
  if (part.kind === 'array') {
    const index = /^\d{1,3}(?=_|$)/.exec(rest)?.[0];
    const length = Array.isArray(written) ? written.length : 0;
    return index !== undefined && String(Number(index)) === index && Number(index) <= length ? [Number(index)] : [];
  }
  const known = part.kind === 'object' ? part.keys : Object.keys(written ?? {});
  const begins = known.filter((key) => {
    const upper = key.toUpperCase().replaceAll('-', '_');
    return rest === upper || rest.startsWith(`${upper}_`);
  });
  if (begins.length > 0 || part.kind === 'object') return begins.sort((a, b) => b.length - a.length);
  const fresh = /^[A-Z0-9]+(?=_|$)/.exec(rest)?.[0];
  return fresh === undefined ? [] : [fresh.toLowerCase()];
}

const nowhere = { line: 1, column: 1, offset: 0 };

interface ReadValue {
  readonly node: JsonSource | undefined;
  readonly lines: boolean;
  readonly problems: readonly Problem[];
}

/** A text as what its field takes: lists and maps are YAML (hence also JSON). */
function readValue(text: string, name: string, part: SchemaPart | undefined): ReadValue {
  if (part !== undefined && part.kind !== 'scalar') {
    const { root, problems } = parseYamlText(text, name);
    if (part.kind !== 'array' || root === undefined || root.kind === 'array' || root.kind === 'object') {
      return { node: root, lines: true, problems };
    }
    const elements = text.split(',').map((each) => ({ kind: 'string' as const, ...nowhere, value: each.trim() }));
    return { node: { kind: 'array', ...nowhere, elements }, lines: false, problems };
  }
  return { node: scalarOf(text, part?.scalar), lines: false, problems: [] };
}

/** What isn't of the type stays a text, for the schema to refuse. */
function scalarOf(text: string, type: SchemaPart['scalar'] | undefined): JsonSource {
  if (type === 'number' && /^-?\d+$/.test(text.trim()))
    return { kind: 'number', ...nowhere, value: Number(text), text: text.trim() };
  if (type === 'boolean' && /^(true|false)$/i.test(text.trim())) {
    return { kind: 'boolean', ...nowhere, value: text.trim().toLowerCase() === 'true' };
  }
  return { kind: 'string', ...nowhere, value: text };
}
