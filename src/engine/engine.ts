import type { TrailEvent } from '../model/event.ts';
import type { Match } from '../model/match.ts';
import type { EventRule } from '../model/rule.ts';
import { isReadOnlyManagementEvent } from './rules/dialects/eventbridge/read-only.ts';
import { buildMatcher } from './rules/matcher.ts';

/** What the rules say to one event. */
export interface Verdict {
  readonly matches: readonly Match[];
  /** Rules in EventBridge's state `ENABLED` that matched a read-only management event and therefore keep silent. */
  readonly withheld: number;
}

/** The pure middle of trailwatch: the same in a scan, in a process and in a function. Holds rules, no state. */
export interface Engine {
  readonly rules: readonly EventRule[];
  /** Cost follows the event and the rules that match it, not the number of rules. */
  match(event: TrailEvent): Verdict;
}

const silence: Verdict = { matches: [], withheld: 0 };

/** Joins the parts of the engine over a set of rules, which must have distinct ids. */
export function createEngine(rules: readonly EventRule[]): Engine {
  const matcher = buildMatcher(rules.map((rule) => rule.when));
  return {
    rules,
    match(event) {
      const hits = matcher.match(event.envelope);
      if (hits.length === 0) return silence;
      const matches: Match[] = [];
      let withheld = 0;
      for (const hit of hits) {
        const rule = rules[hit]!;
        if (rule.withholdsReadOnly === true && isReadOnlyManagementEvent(event.envelope)) withheld++;
        else matches.push({ rule, event });
      }
      return { matches, withheld };
    },
  };
}
