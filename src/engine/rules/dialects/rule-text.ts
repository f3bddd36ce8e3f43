import { parseJsonSource } from '../../../base/json-source.ts';
import { readRuleFile } from './rule-file.ts';
import type { RuleReader } from './rule-reader.ts';
import type { PlaceholderLists } from './sigma/placeholder-lists.ts';
import { isSigma, readSigmaFile } from './sigma/sigma-file.ts';
import type { SigmaParts } from './sigma/sigma-parts.ts';
import { readYaml } from './sigma/yaml-source.ts';

/**
 * Reads the text of a rule file of any dialect. JSON that is no Sigma document is of the other dialects, YAML is Sigma. Sigma's
 * documents go into the parts: they may name one another across files.
 *
 * @throws {Problem} RULE_JSON
 */
export function readRuleText(text: string, file: string, lists: PlaceholderLists, parts: SigmaParts, reader: RuleReader): void {
  if (!isYaml(text, file)) {
    const root = parseJsonSource(text, { file });
    if (!isSigma(root)) {
      readRuleFile(root, nameOf(file), reader);
      return;
    }
  }
  const documents = readYaml(text, reader);
  if (documents.length === 0 && reader.problems.length === 0)
    reader.report('RULE_SHAPE', 'a rule file that is empty', { line: 1, column: 1 }, 'Write a rule, or remove the file');
  readSigmaFile(documents, nameOf(file), lists, parts, reader);
}

/** Every JSON text begins with a bracket, a quote, a digit or a word; a rule in YAML with a word too, but with a colon behind it. */
function isYaml(text: string, file: string): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  return !/\.json$/i.test(file) && /^\ufeff?(?:\s|#[^\n]*\n)*(?:---|%YAML|[A-Za-z_-]+\s*:)/.test(text);
}

/** `rules/root.json` is called `root`. */
export function nameOf(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}
