import { relative } from 'node:path';
import { loadRules } from '../../engine/rules/load.ts';
import type { RuleHead } from '../../model/rule.ts';
import type { CompiledPack } from './compiled-pack.ts';
import { packKey, readRuleFiles, shippedFolder, shippedPaths } from './rule-files.ts';

/** What `tools/build.mjs` writes beside the compiled sources. Undefined for rules with mistakes, or which aren't all run. */
export function compilePack(): string | undefined {
  const pack = loadRules(readRuleFiles(shippedPaths('pack')));
  const monitored = loadRules(readRuleFiles(shippedPaths('monitored')));
  const ids = [pack, monitored].flatMap(({ rules, series }) => [...rules, ...series].map(({ id }) => id));
  if ([pack, monitored].some(({ skipped, problems }) => skipped.length + problems.length > 0)) return undefined;
  if (monitored.series.length > 0 || new Set(ids).size < ids.length) return undefined;
  const compiled: CompiledPack = {
    key: packKey(),
    pack: { rules: pack.rules.map(anywhere), series: pack.series.map(anywhere) },
    monitored: monitored.rules.map(anywhere),
  };
  return JSON.stringify(compiled);
}

/** Where the package will lie isn't known. */
function anywhere<T extends RuleHead>(rule: T): T {
  return { ...rule, place: { ...rule.place, file: relative(shippedFolder, rule.place.file ?? '') } };
}
