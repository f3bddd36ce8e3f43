import { canonicalTechnique, renumberedTechniques } from '../../model/attack-ids.ts';
import type { RuleHead } from '../../model/rule.ts';
import { type Tactic, tacticAliases, tactics, techniques } from './lint/attack-techniques.ts';

/** How many rules are about each technique. */
export interface Coverage {
  readonly rules: number;
  /** Rules that name no technique. */
  readonly untagged: number;
  /** In the order of the matrix, those with rules. */
  readonly tactics: readonly TacticCoverage[];
}

export interface TacticCoverage {
  readonly tactic: Tactic;
  /** Distinct rules. */
  readonly rules: number;
  readonly techniques: readonly { readonly id: string; readonly name: string; readonly rules: readonly string[] }[];
}

/** Techniques that have two ids are counted under the one that published matrices have had for years. */
const formerIds: ReadonlyMap<string, string> = new Map(Object.entries(renumberedTechniques).map(([old, fresh]) => [fresh, old]));

/**
 * Rules by ATT&CK tactic and technique. A technique of several tactics counts under those that the rule is tagged with, or under
 * all of its own if the rule names none of them.
 */
export function coverageOf(rules: readonly RuleHead[]): Coverage {
  const cells = new Map<Tactic, Map<string, string[]>>();
  for (const rule of rules) {
    const own = tacticsOf(rule);
    for (const given of rule.attack) {
      const id = formerIds.get(canonicalTechnique(given)) ?? given;
      const possible = techniques.get(id)?.tactics ?? own;
      const named = possible.filter((tactic) => own.includes(tactic));
      for (const tactic of named.length > 0 ? named : possible) add(cells, tactic, id, rule.id);
    }
  }
  return {
    rules: rules.length,
    untagged: rules.filter(({ attack }) => attack.length === 0).length,
    tactics: tactics.flatMap((tactic) => {
      const found = [...(cells.get(tactic) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      if (found.length === 0) return [];
      const ids = new Set(found.flatMap(([, named]) => named));
      const of = found.map(([id, named]) => ({ id, name: techniques.get(id)?.name ?? id, rules: named.sort() }));
      return [{ tactic, rules: ids.size, techniques: of }];
    }),
  };
}

function tacticsOf({ tags }: RuleHead): Tactic[] {
  return (tags ?? []).flatMap((tag) => {
    const name = /^attack\.([a-z_-]+)$/i.exec(tag)?.[1]?.toLowerCase().replaceAll('_', '-') ?? '';
    return tactics.find((tactic) => tactic === name) ?? tacticAliases[name] ?? [];
  });
}

function add(cells: Map<Tactic, Map<string, string[]>>, tactic: Tactic, id: string, rule: string): void {
  const ofTactic = cells.get(tactic) ?? new Map<string, string[]>();
  cells.set(tactic, ofTactic.set(id, [...(ofTactic.get(id) ?? []), rule]));
}
