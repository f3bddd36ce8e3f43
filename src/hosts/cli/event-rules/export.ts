import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { eventRuleTemplate } from '../../event-rules/event-rule-template.ts';
import { exitCodes } from '../exit-codes.ts';
import { readEventRules } from './read-event-rules.ts';

export interface ExportFlags {
  readonly out?: string;
}

/** Writes the template; what it can't do goes to standard error. @throws {Problem} CLI_OUTPUT */
export function exportEventRules(paths: readonly string[], { out }: ExportFlags): number {
  const rules = readEventRules(paths);
  if (rules === undefined) return exitCodes.USAGE;
  const { template, notes } = eventRuleTemplate(rules);
  for (const note of notes) process.stderr.write(`${forTerminal(note)}\n`);
  if (Object.keys(template.Resources as object).length === 0) {
    process.stderr.write('There is nothing to deploy: no rule has a target on AWS.\n');
    return exitCodes.OK;
  }
  // CloudFormation reads YAML 1.1, where OFF is false unless it stands in quotes.
  const text = stringify(template, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
  if (out === undefined) process.stdout.write(text);
  else {
    try {
      writeFileSync(out, text);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Problem('CLI_OUTPUT', `${out} can't be written: ${code ?? message}`, { cause: error });
    }
  }
  return exitCodes.OK;
}
