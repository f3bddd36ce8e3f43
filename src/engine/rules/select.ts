import type { EventRule, RuleHead } from '../../model/rule.ts';
import type { SeriesRule } from '../../model/series-rule.ts';

export interface RuleSet {
  readonly rules: readonly EventRule[];
  readonly series: readonly SeriesRule[];
}

/**
 * The rules that are to alert, and those that feed one of them: these stay, and keep silent if they aren't wanted themselves. What
 * an unwanted rule `replaces` says the same, and goes with it.
 */
export function selectRules<T extends RuleSet>(loaded: T, wanted: (rule: RuleHead) => boolean): RuleSet {
  const all: readonly RuleHead[] = [...loaded.rules, ...loaded.series];
  const gone = new Set(all.flatMap((rule) => (rule.silent === true || wanted(rule) ? [] : (rule.replaces ?? []))));
  const alerts = (rule: RuleHead) => rule.silent !== true && wanted(rule) && !gone.has(rule.id);
  const needed = new Set<string>();
  // Backwards: a series comes after those that feed it.
  const series = loaded.series.filter(alerts);
  const kept = new Set<SeriesRule>(series);
  for (const rule of [...loaded.series].reverse()) {
    if (!kept.has(rule) && !needed.has(rule.id)) continue;
    kept.add(rule);
    for (const id of rule.of) needed.add(id);
  }
  return {
    rules: loaded.rules.flatMap((rule) => (alerts(rule) ? rule : needed.has(rule.id) ? silenced(rule) : [])),
    series: loaded.series.flatMap((rule) => (alerts(rule) ? rule : kept.has(rule) ? silenced(rule) : [])),
  };
}

function silenced<T extends RuleHead>(rule: T): T {
  return rule.silent === true ? rule : { ...rule, silent: true };
}
