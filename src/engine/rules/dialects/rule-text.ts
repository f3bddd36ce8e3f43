import { parseJsonSource } from '../../../base/json-source.ts';
import { readRuleFile } from './rule-file.ts';
import { isTemplate, isTemplateText, readTemplate } from './cloudwatch/cloudformation.ts';
import { isDescribed, readDescribed } from './cloudwatch/described.ts';
import type { HclBody } from './cloudwatch/hcl-syntax.ts';
import { isTerraform } from './cloudwatch/terraform.ts';
import { parseHcl } from './cloudwatch/hcl.ts';
import type { CloudWatchParts } from './cloudwatch/cloudwatch-parts.ts';
import type { RuleReader } from './rule-reader.ts';
import type { PlaceholderLists } from './sigma/placeholder-lists.ts';
import { isSigma, readSigmaFile } from './sigma/sigma-file.ts';
import type { SigmaParts } from './sigma/sigma-parts.ts';
import { readYaml } from './sigma/yaml-source.ts';

/** What files hold that name one another: put together when all are read. */
export interface TextParts {
  readonly sigma: SigmaParts;
  readonly cloudwatch: CloudWatchParts;
  /** Terraform's: what a file says depends on those beside it. */
  readonly terraform: HclBody[];
}

/**
 * Reads the text of a rule file of any dialect. JSON that is no Sigma document is of the other dialects, YAML is Sigma or a
 * CloudFormation template, and there are Terraform's files. What may name something in another file goes into the parts.
 *
 * @throws {Problem} RULE_JSON, RULE_HCL
 */
export function readRuleText(text: string, file: string, lists: PlaceholderLists, parts: TextParts, reader: RuleReader): void {
  if (isTerraform(text, file)) {
    parts.terraform.push(parseHcl(text, { file }));
    return;
  }
  if (!isYaml(text, file)) {
    const root = parseJsonSource(text, { file });
    if (!isSigma(root)) {
      if (isTemplate(root)) readTemplate(root, parts.cloudwatch, reader);
      else if (isDescribed(root)) readDescribed(root, nameOf(file), parts.cloudwatch, reader);
      else readRuleFile(root, nameOf(file), reader);
      return;
    }
  }
  if (isTemplateText(text)) {
    for (const { root } of readYaml(text, reader, { cloudFormationTags: true })) readTemplate(root, parts.cloudwatch, reader);
    return;
  }
  const documents = readYaml(text, reader);
  if (documents.length === 0 && reader.problems.length === 0)
    reader.report('RULE_SHAPE', 'a rule file that is empty', { line: 1, column: 1 }, 'Write a rule, or remove the file');
  readSigmaFile(documents, nameOf(file), lists, parts.sigma, reader);
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
