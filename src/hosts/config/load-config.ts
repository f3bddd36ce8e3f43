import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../../base/problem.ts';
import { byPlace } from '../../engine/rules/load.ts';
import { checkReferences } from './check-references.ts';
import { type ConfigTree, configTree, plainOf } from './config-tree.ts';
import { applyOverrides, type FlagValue } from './overrides.ts';
import { resolvePaths } from './resolve-paths.ts';
import { type Route, routeProblems, routesOf } from './routes.ts';
import { type Config, configSchema } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';
import { parseYamlText, readConfigText } from './yaml-file.ts';

export interface ConfigInput {
  /** Undefined: only environment and flags say something. */
  readonly file: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly flags?: readonly FlagValue[];
}

/** A configuration without a mistake in itself. What it refers to (rules, exceptions, secrets) is not read yet. */
export interface LoadedConfig {
  /** As it was named. */
  readonly file: string | undefined;
  readonly config: Config;
  readonly routes: readonly Route[];
  /** The path of the exceptions, if there are any. */
  readonly exceptions: string | undefined;
  /** For places and origins of its values. */
  readonly tree: ConfigTree;
  /** Environment variables that look like ours and stand for nothing. */
  readonly unknownVariables: readonly string[];
}

export type ConfigResult =
  | { readonly loaded: LoadedConfig; readonly problems: readonly [] }
  /** All of them, in the order of the file. */
  | { readonly loaded: undefined; readonly problems: readonly Problem[] };

/** The file that is meant where none is named: `TRAILWATCH_CONFIG`, or `trailwatch.yaml` here if there is one. */
export function defaultConfigFile(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.TRAILWATCH_CONFIG) return environment.TRAILWATCH_CONFIG;
  return ['trailwatch.yaml', 'trailwatch.yml'].find((file) => existsSync(file));
}

/** File, then environment, then flags. Never throws for what they say: CONFIG_READ, CONFIG_YAML, CONFIG_FIELD, RULE_PATTERN. */
export async function loadConfig(input: ConfigInput): Promise<ConfigResult> {
  try {
    const text = input.file === undefined ? '' : await readConfigText(input.file);
    return parseConfig(text, input);
  } catch (error) {
    if (error instanceof Problem) return { loaded: undefined, problems: [error] };
    throw error;
  }
}

/** @param text of `input.file` */
export function parseConfig(text: string, { file, environment, flags = [] }: ConfigInput): ConfigResult {
  const yaml = parseYamlText(text, file ?? '');
  if (yaml.problems.length > 0) return { loaded: undefined, problems: yaml.problems };
  const root = yaml.root ?? { kind: 'object', line: 1, column: 1, offset: 0, members: [] };
  const written = configTree(root, { origin: 'file', name: file ?? '', lines: file !== undefined });
  const { tree, problems: unreadable, unknown } = applyOverrides(written, environment, flags);
  const plain = plainOf(tree.root);
  const parsed = configSchema.safeParse(plain);
  const problems = [
    ...unreadable,
    ...(parsed.success ? [] : schemaProblems(configSchema, parsed.error.issues, tree, plain)),
    ...checkReferences(tree, plain),
    ...routeProblems(tree),
  ];
  if (!parsed.success || problems.length > 0) return { loaded: undefined, problems: problems.sort(byPlace) };
  const config = resolvePaths(parsed.data, tree, file);
  const loaded = {
    file,
    config,
    routes: routesOf(config, tree),
    exceptions: exceptionsOf(config, file),
    tree,
    unknownVariables: unknown,
  };
  return { loaded, problems: [] };
}

function exceptionsOf(config: Config, file: string | undefined): string | undefined {
  if (config.exceptions !== undefined || file === undefined) return config.exceptions;
  const beside = join(dirname(file), 'exceptions.yaml');
  return existsSync(beside) ? beside : undefined;
}
