import { createHash } from 'node:crypto';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../../base/problem.ts';
import type { RuleSet } from '../../engine/rules/select.ts';
import type { EventRuleFile } from '../event-rules/event-rule.ts';
import { loadEventRules } from '../event-rules/load-event-rules.ts';
import { unknownTargets } from '../event-rules/unknown-targets.ts';
import { type ConfigRules, loadConfigRules } from './config-rules.ts';
import { plainOf } from './config-tree.ts';
import { loadExceptions, type PlacedException } from './exceptions.ts';
import { type ConfigInput, type LoadedConfig, loadConfig } from './load-config.ts';
import type { Config } from './schema.ts';

/** A whole configuration: what it says itself, and the rules and exceptions that it names. */
export interface ConfigSet {
  readonly loaded: LoadedConfig;
  readonly rules: ConfigRules;
  readonly exceptions: readonly PlacedException[];
  readonly eventRules: readonly EventRuleFile[];
  /** The same for the same meaning, wherever the files lie; secrets left out. 32 hex digits. */
  readonly configHash: string;
  /** The same for the same files, secrets included: not to be shown. */
  readonly contentHash: string;
}

export interface ConfigSetResult {
  /** Undefined if there is any problem. */
  readonly set: ConfigSet | undefined;
  readonly problems: readonly Problem[];
  /** Files and folders that it was read from, or would be if they were there. */
  readonly paths: readonly string[];
}

/** Reads and checks everything but the values of secrets. Never throws for what the files hold. */
export async function loadConfigSet(input: ConfigInput): Promise<ConfigSetResult> {
  const { loaded, problems } = await loadConfig(input);
  const own = input.file === undefined ? [] : [input.file, join(dirname(input.file), 'exceptions.yaml')];
  if (loaded === undefined) return { set: undefined, problems, paths: own.map((path) => resolve(path)) };
  const rules = loadConfigRules(loaded);
  const exceptions = loaded.exceptions === undefined ? undefined : await loadExceptions(loaded.exceptions);
  const { config } = loaded;
  const events = loadEventRules(config.event_rules);
  const named = [
    ...config.rules.paths,
    ...config.rules.lists,
    ...config.event_rules,
    ...(loaded.exceptions === undefined ? [] : [loaded.exceptions]),
  ];
  const paths = [...new Set([...own, ...named].map((path) => resolve(path)))];
  const all = [...rules.problems, ...(exceptions?.problems ?? []), ...events.problems, ...unknownTargets(events.rules, config)];
  if (all.length > 0) return { set: undefined, problems: all, paths };
  const meaning = [withoutPlaces(rules.selected), exceptions?.written, events.rules.map(({ place: _place, ...rule }) => rule)];
  const set = {
    loaded,
    rules,
    exceptions: exceptions?.exceptions ?? [],
    configHash: hashOf([withoutFolder(config, dirname(resolve(input.file ?? 'trailwatch.yaml'))), ...meaning]),
    eventRules: events.rules,
    contentHash: hashOf([plainOf(loaded.tree.root), ...meaning]),
  };
  return { set, problems: [], paths };
}

/** The same configuration in another folder is the same. */
function withoutFolder(config: Config, folder: string): unknown {
  const moved = (_key: string, value: unknown) =>
    typeof value === 'string' && value.startsWith(`${folder}${sep}`) ? relative(folder, value) : value;
  return JSON.parse(JSON.stringify(config, moved));
}

function withoutPlaces({ rules, series }: RuleSet): unknown {
  return [...rules, ...series].map(({ place: _place, ...rule }) => rule);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
