import { formatPlace, Problem } from '../../base/problem.ts';
import type { EventRule, RuleHead } from '../../model/rule.ts';
import type { RuleTest } from '../../model/rule-test.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { noCloudWatchParts } from './dialects/cloudwatch/cloudwatch-parts.ts';
import { joinAlarms } from './dialects/cloudwatch/join-alarms.ts';
import { readTerraform } from './dialects/cloudwatch/terraform.ts';
import { nameOf, readRuleText, type TextParts } from './dialects/rule-text.ts';
import { createRuleReader, type RuleReader, type SkippedRule } from './dialects/rule-reader.ts';
import { type FileParts, joinSigma } from './dialects/sigma/join.ts';
import { isListFile, type PlaceholderLists, readLists } from './dialects/sigma/placeholder-lists.ts';
import { emptyParts } from './dialects/sigma/sigma-parts.ts';
import { readYaml } from './dialects/sigma/yaml-source.ts';

export type { SkippedRule } from './dialects/rule-reader.ts';

export interface RuleText {
  /** What a person would open. Its name without folder and extension is the id of a pattern that has none. */
  readonly file: string;
  readonly text: string;
}

export interface LoadOptions {
  /** Values for the placeholders of Sigma rules, by name. They replace a list of the same name in a file. */
  readonly lists?: PlaceholderLists;
}

export interface LoadedRules {
  /** In the order of the files and of their text. Ids are distinct, those of `series` included. */
  readonly rules: readonly EventRule[];
  /** Rules over many events; one that feeds another comes before it. */
  readonly series: readonly SeriesRule[];
  /** What rules are tried on, by the rule's id, if they bring tests of their own. */
  readonly tests: ReadonlyMap<string, readonly RuleTest[]>;
  /** Held by the files, and rightly not run. */
  readonly skipped: readonly SkippedRule[];
  /**
   * Every mistake of every file, each with its place: RULE_JSON, RULE_YAML, RULE_SHAPE, RULE_FIELD, RULE_PATTERN, RULE_TOO_LARGE,
   * RULE_DUPLICATE_ID, RULE_CONDITION, RULE_MODIFIER, RULE_PLACEHOLDER, RULE_REFERENCE, RULE_HCL.
   */
  readonly problems: readonly Problem[];
}

/**
 * Reads rule files of all dialects, told by content: JSON, YAML, and Terraform's. YAML files in a folder called `lists` hold values for
 * placeholders. Never throws for what a file holds: rules without problems are returned.
 */
export function loadRules(files: readonly RuleText[], options: LoadOptions = {}): LoadedRules {
  const fromFiles = files.filter(({ file }) => isListFile(file)).map(readListFile);
  const lists = { ...Object.fromEntries(fromFiles.flatMap(({ values }) => [...values])), ...options.lists };
  const read = files.filter(({ file }) => !isListFile(file)).map((file) => readFile(file, lists));
  readTerraform(
    read.flatMap(({ terraform, cloudwatch, reader }) => terraform.map((body) => ({ body, parts: cloudwatch, reader }))),
  );
  const alarms = joinAlarms(read.map(({ cloudwatch, reader }) => ({ parts: cloudwatch, reader })));
  for (const { reader } of read) reader.rules.push(...(alarms.rules.get(reader) ?? []));
  const joined = joinSigma(
    read,
    read.flatMap(({ reader }) => reader.rules),
  );
  for (const { reader } of read) reader.rules.push(...(joined.rules.get(reader) ?? []));
  const readers = [...fromFiles, ...read].map(({ reader }) => reader);
  const rules = distinctRules(readers);
  const series = distinctSeries([...joined.series, ...alarms.series], rules, readers);
  return {
    rules,
    series,
    tests: joined.tests,
    skipped: readers.flatMap((reader) => reader.skipped),
    problems: readers.flatMap((reader) => reader.problems.sort(byPlace)),
  };
}

function readListFile({ file, text }: RuleText) {
  const reader = createRuleReader(file);
  return { reader, values: readLists(readYaml(text, reader), nameOf(file), reader) };
}

type ReadFile = FileParts & Pick<TextParts, 'cloudwatch' | 'terraform'>;

function readFile({ file, text }: RuleText, lists: PlaceholderLists): ReadFile {
  const reader = createRuleReader(file);
  const parts = emptyParts();
  const cloudwatch = noCloudWatchParts();
  const terraform: TextParts['terraform'] = [];
  try {
    readRuleText(text, file, lists, { sigma: parts, cloudwatch, terraform }, reader);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reader.problems.push(error);
  }
  return { parts, cloudwatch, terraform, reader };
}

function distinctSeries(
  series: readonly SeriesRule[],
  rules: readonly EventRule[],
  readers: readonly RuleReader[],
): SeriesRule[] {
  const byId = new Map<string, RuleHead>(rules.map((rule) => [rule.id, rule]));
  return series.filter((rule) => {
    const first = byId.get(rule.id);
    if (first === undefined) byId.set(rule.id, rule);
    else readers.find(({ file }) => file === rule.place.file)?.report(...taken(rule, first));
    return first === undefined;
  });
}

function taken(rule: RuleHead, first: RuleHead): Parameters<RuleReader['report']> {
  const message = `the id ${JSON.stringify(rule.id)} is taken already: ${formatPlace(first.place)} has it`;
  return ['RULE_DUPLICATE_ID', message, rule.place, 'Rename one of the two'];
}

/** The first rule of each id; the others are reported. */
export function distinctRules(readers: readonly RuleReader[]): EventRule[] {
  const byId = new Map<string, EventRule>();
  for (const { rules, report } of readers) {
    for (const rule of rules) {
      const first = byId.get(rule.id);
      if (first === undefined) byId.set(rule.id, rule);
      else report(...taken(rule, first));
    }
  }
  return [...byId.values()];
}

/** Places as they follow one another in a file. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
}
