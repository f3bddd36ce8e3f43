import { InvalidArgumentError, Option } from 'commander';
import type { RuleProfile } from '../../model/rule.ts';
import { parseSeverity, type Severity, severities } from '../../model/severity.ts';
import type { RulesSet } from '../rules/rule-files.ts';

const sets: readonly RulesSet[] = ['both', 'pack', 'monitored', 'cis'];
const profiles: readonly RuleProfile[] = ['default', 'all'];

/** The flags that choose rules, the same for each verb that takes them. */
export const ruleOptions = {
  rules: () =>
    new Option(
      '--rules <path>',
      'rules to add to the shipped ones: a file, or a folder of .json, .yml, .yaml and .tf files (repeatable)',
    )
      .argParser(collect)
      .default([], 'none'),
  lists: () =>
    new Option('--lists <path>', 'values for the placeholders of Sigma rules: a YAML file or a folder of them (repeatable)')
      .argParser(collect)
      .default([], 'the folders called lists'),
  rulesSet: () =>
    new Option('--rules-set <which>', "the shipped rules: the Sigma pack, the classic categories, or CIS's metric filters")
      .choices(sets)
      .default('both'),
  rulesProfile: () =>
    new Option('--rules-profile <which>', 'all: with the rules that are noisy or for few').choices(profiles).default('default'),
  noPack: () => new Option('--no-pack', 'leave the shipped rules out'),
} as const;

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** @throws {InvalidArgumentError} which commander shows with the flag's name */
export function severityArgument(text: string): Severity {
  const severity = parseSeverity(text);
  if (severity === undefined) throw new InvalidArgumentError(`Allowed: ${severities.join(', ')}.`);
  return severity;
}
