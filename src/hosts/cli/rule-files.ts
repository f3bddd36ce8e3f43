import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../base/problem.ts';
import type { RuleText } from '../../engine/rules/load.ts';

/** The rules that come with trailwatch. */
export const shippedRules = fileURLToPath(new URL('../../../rules/monitored_events.json', import.meta.url));

/**
 * The texts of rule files: a file as it is, a folder with all `.json` files below it, sorted.
 * @throws {Problem} READ_NOT_FOUND, READ_DENIED, READ_FAILED, CLI_USAGE for a folder without a rule file
 */
export function readRuleFiles(paths: readonly string[]): RuleText[] {
  return paths.flatMap((path) => {
    const files = ruleFilesOf(path);
    if (files.length === 0) {
      throw new Problem('CLI_USAGE', `--rules ${path} holds no .json file`, {
        hint: 'Name a rule file, or a folder that has some.',
      });
    }
    return files.map((file) => ({ file, text: reading(file, () => readFileSync(file, 'utf8')) }));
  });
}

function ruleFilesOf(path: string): string[] {
  if (!reading(path, () => statSync(path)).isDirectory()) return [path];
  return reading(path, () => readdirSync(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new Problem('READ_NOT_FOUND', `no such file or folder: ${path}`, {
        hint: 'Check the path after --rules.',
        cause: error,
      });
    if (code === 'EACCES' || code === 'EPERM')
      throw new Problem('READ_DENIED', `no permission to read ${path}`, { cause: error });
    throw new Problem('READ_FAILED', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
