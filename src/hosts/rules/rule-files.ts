import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../base/problem.ts';
import { fileId } from '../../edges/sources/file-id.ts';
import { isListFile } from '../../engine/rules/dialects/sigma/placeholder-lists.ts';
import type { RuleText } from '../../engine/rules/load.ts';

/** Which of the rules that come with trailwatch. */
export type RulesSet = 'both' | 'pack' | 'monitored' | 'cis';

/** The folder of the rules that come with trailwatch. */
export const shippedFolder = fileURLToPath(new URL('../../../rules/', import.meta.url));

/** Places of the shipped rules: the Sigma pack, the values for its placeholders, and the classic categories; or CIS's filters. */
export function shippedPaths(set: RulesSet | 'lists'): string[] {
  if (set === 'cis') return [join(shippedFolder, 'cis-metric-filters.json')];
  const lists = [join(shippedFolder, 'lists')].filter((folder) => isThere(folder));
  if (set === 'lists') return lists;
  const pack = [...[join(shippedFolder, 'aws')].filter((folder) => isThere(folder)), ...lists];
  const monitored = [join(shippedFolder, 'monitored_events.json')];
  return set === 'pack' ? pack : set === 'monitored' ? monitored : [...pack, ...monitored];
}

/** Of the names and bytes of all shipped rules, wherever they lie: the same key, the same rules. */
export function packKey(): string {
  const files = shippedPaths('both').flatMap((path) => ruleFilesOf(path, '--rules'));
  const texts = files.map((file) => readFileSync(file));
  const names = files.map((file, i) => [file.slice(shippedFolder.length), texts[i]!.length]);
  const hash = createHash('sha256').update(JSON.stringify(names));
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}

/**
 * The texts of rule files: a file as it is, a folder with all `.json`, `.yml`, `.yaml` and `.tf` files below it, sorted. A file that is
 * named twice is read once; what lies in a folder `records` is what tests begin with, and no rule.
 * @throws {Problem} READ_NOT_FOUND, READ_DENIED, READ_FAILED, CLI_USAGE for a folder without a rule file
 */
export function readRuleFiles(paths: readonly string[], flag = '--rules'): RuleText[] {
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const files = ruleFilesOf(path, flag);
    if (files.length === 0) {
      throw new Problem('CLI_USAGE', `${flag} ${path} holds no .json, .yml, .yaml or .tf file`, {
        hint: 'Name a rule file, or a folder that has some.',
      });
    }
    return files.flatMap((file) => {
      const id = reading(file, flag, () => fileId(statSync(file)));
      if (seen.has(id)) return [];
      seen.add(id);
      return [textOf(file, flag)];
    });
  });
}

/**
 * The texts of lists of values for placeholders, in a folder or file of any name. They come as if they lay in a folder `lists`,
 * which is how rules are told from values.
 * @throws {Problem} as `readRuleFiles` does
 */
export function readListFiles(paths: readonly string[]): RuleText[] {
  return readRuleFiles(paths, '--lists').map(({ file, text }) => ({
    file: isListFile(file) ? file : join(file, '..', 'lists', basename(file)),
    text,
  }));
}

function textOf(file: string, flag: string): RuleText {
  return { file, text: reading(file, flag, () => readFileSync(file, 'utf8')) };
}

function ruleFilesOf(path: string, flag: string): string[] {
  if (!reading(path, flag, () => statSync(path)).isDirectory()) return [path];
  return reading(path, flag, () => readdirSync(path, { recursive: true, withFileTypes: true }))
    .map((entry) => ({ entry, file: join(entry.parentPath, entry.name) }))
    .filter(({ entry, file }) => /\.(?:json|ya?ml|tf)$/i.test(entry.name) && isFile(entry, file, flag))
    .map(({ file }) => file)
    .filter((file) => !/[\\/]records[\\/]/.test(file) || !/(?:^|[\\/])records[\\/][^\\/]+$/.test(relative(path, file)))
    .sort();
}

/** Rules that are mounted from a configuration store are links. */
function isFile(entry: Dirent, file: string, flag: string): boolean {
  return entry.isFile() || (entry.isSymbolicLink() && reading(file, flag, () => statSync(file)).isFile());
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function reading<T>(path: string, flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new Problem('READ_NOT_FOUND', `no such file or folder: ${path}`, {
        hint: `Check the path after ${flag}.`,
        cause: error,
      });
    if (code === 'EACCES' || code === 'EPERM')
      throw new Problem('READ_DENIED', `no permission to read ${path}`, {
        hint: 'Give the user who runs trailwatch the right to read it.',
        cause: error,
      });
    throw new Problem('READ_FAILED', `${path} cannot be read: ${code ?? (error as Error).message}`, { cause: error });
  }
}
