import { dirname, resolve } from 'node:path';
import type { ConfigTree, Path } from './config-tree.ts';
import type { Config } from './schema.ts';

/**
 * Relative paths in a file begin at the file's folder, wherever trailwatch was started; those of the environment and of flags, and
 * where there is no file, in the working folder.
 */
export function resolvePaths(config: Config, tree: ConfigTree, file: string | undefined): Config {
  const folder = file === undefined ? process.cwd() : dirname(resolve(file));
  const from = (path: Path, value: string) =>
    resolve(['file', 'default'].includes(tree.originOf(path)) ? folder : process.cwd(), value);
  const all = (path: Path, values: readonly string[]) => values.map((value, index) => from([...path, index], value));
  return {
    ...config,
    store: { ...config.store, path: from(['store', 'path'], config.store.path) },
    rules: {
      ...config.rules,
      paths: all(['rules', 'paths'], config.rules.paths),
      lists: all(['rules', 'lists'], config.rules.lists),
    },
    event_rules: all(['event_rules'], config.event_rules),
    ...(config.exceptions !== undefined && { exceptions: from(['exceptions'], config.exceptions) }),
    sources: config.sources.map((source, index) =>
      source.type === 'folder' ? { ...source, path: from(['sources', index, 'path'], source.path) } : source,
    ),
    sinks: Object.fromEntries(
      Object.entries(config.sinks).map(([name, sink]) => [
        name,
        sink.type === 'file' ? { ...sink, path: from(['sinks', name, 'path'], sink.path) } : sink,
      ]),
    ),
  };
}
