import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { loadRules, type RuleText } from '../../engine/rules/load.ts';
import type { RuleSet } from '../../engine/rules/select.ts';
import type { EventRule, RuleHead } from '../../model/rule.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { readRuleFiles, shippedFolder, shippedPaths } from './rule-files.ts';

/** The Sigma pack as it was understood when trailwatch was built: reading its YAML takes longer than a small scan. */
interface CompiledPack {
  /** Of the texts: a pack that was changed since is read anew. */
  readonly key: string;
  /** It was packed together with its texts, where nobody changes them. */
  readonly sealed?: true;
  readonly rules: readonly EventRule[];
  readonly series: readonly SeriesRule[];
}

const place = new URL('../../rules-compiled.json', import.meta.url);

/** Undefined if there is none that fits the texts. */
export function compiledPack(texts: () => readonly RuleText[]): RuleSet | undefined {
  let pack: CompiledPack;
  try {
    pack = JSON.parse(readFileSync(place, 'utf8')) as CompiledPack;
  } catch {
    // Run from its sources, or built without: nothing is lost but time.
    return undefined;
  }
  return pack.sealed === true || pack.key === keyOf(texts())
    ? { rules: pack.rules.map(here), series: pack.series.map(here) }
    : undefined;
}

/** What `tools/build.mjs` writes beside the compiled sources. Undefined for a pack with mistakes, or whose rules aren't all run. */
export function compilePack(): string | undefined {
  const texts = readRuleFiles(shippedPaths('pack'));
  const { rules, series, skipped, problems } = loadRules(texts);
  if (problems.length + skipped.length > 0) return undefined;
  const pack: CompiledPack = { key: keyOf(texts), rules: rules.map(anywhere), series: series.map(anywhere) };
  return JSON.stringify(pack);
}

function keyOf(texts: readonly RuleText[]): string {
  const hash = createHash('sha256');
  for (const { file, text } of texts) hash.update(`${relative(shippedFolder, file)}\0${text.length}\0`).update(text);
  return hash.digest('hex');
}

/** Where the package will lie isn't known when it is built. */
function anywhere<T extends RuleHead>(rule: T): T {
  return { ...rule, place: { ...rule.place, file: relative(shippedFolder, rule.place.file ?? '') } };
}

function here<T extends RuleHead>(rule: T): T {
  return { ...rule, place: { ...rule.place, file: resolve(shippedFolder, rule.place.file ?? '') } };
}
