import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RuleSet } from '../../engine/rules/select.ts';
import type { EventRule, RuleHead } from '../../model/rule.ts';
import { packKey, shippedFolder } from './rule-files.ts';

/**
 * The shipped rules as they were understood when trailwatch was built (`compile-pack.ts`): reading their texts takes longer than a small
 * scan. Loading this must not load what reads texts.
 */
export interface CompiledPack {
  /** Of the texts: a pack that was changed since is read anew. */
  readonly key: string;
  /** It was packed together with its texts, where nobody changes them. */
  readonly sealed?: true;
  /** The Sigma pack. */
  readonly pack: RuleSet;
  /** The classic categories. */
  readonly monitored: readonly EventRule[];
}

const place = new URL('../../rules-compiled.json', import.meta.url);

/** Of the texts as they are now; undefined if there is none that fits them. */
export function compiledPack(): Pick<CompiledPack, 'pack' | 'monitored'> | undefined {
  let compiled: CompiledPack;
  try {
    compiled = JSON.parse(readFileSync(place, 'utf8')) as CompiledPack;
  } catch {
    // Run from its sources, or built without: nothing is lost but time.
    return undefined;
  }
  if (compiled.sealed !== true && compiled.key !== packKey()) return undefined;
  const { pack, monitored } = compiled;
  return { pack: { rules: pack.rules.map(here), series: pack.series.map(here) }, monitored: monitored.map(here) };
}

/** Where the package lies isn't known when it is built. */
function here<T extends RuleHead>(rule: T): T {
  return { ...rule, place: { ...rule.place, file: resolve(shippedFolder, rule.place.file ?? '') } };
}
