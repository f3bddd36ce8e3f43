import type { JsonObject } from '../base/json.ts';
import type { TrailEvent } from '../model/event.ts';
import type { Match } from '../model/match.ts';
import type { EventRule } from '../model/rule.ts';
import type { SeriesInput } from '../model/series.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import type { SelectedPlaces, Selection } from '../model/selection.ts';
import { detailTypeOf, sourceOf } from './events/cloudtrail-envelope.ts';
import { createFeeder, pathsByRule } from './feeding.ts';
import { ISSUE, issuePaths, issuesCredentials } from './findings/role-chain.ts';
import { isReadOnlyManagementEvent } from './rules/dialects/eventbridge/read-only.ts';
import { buildMatcher } from './rules/matcher.ts';
import { createSelection, everywhere } from './rules/selection/create-selection.ts';
import { mayNotMatter } from './state/reach.ts';

/** What the rules say to one event. */
export interface Verdict {
  /** Of rules that alert by themselves. A rule that another matching rule `replaces` is left out. */
  readonly matches: readonly Match[];
  /** For the series rules: what feeds them, silent rules included. */
  readonly feeds: readonly SeriesInput[];
  /** Rules in EventBridge's state `ENABLED` that matched a read-only management event and therefore keep silent. */
  readonly withheld: number;
}

/** The pure middle of trailwatch: the same in a scan, in a process and in a function. Holds rules, no state. */
export interface Engine {
  readonly rules: readonly EventRule[];
  readonly series: readonly SeriesRule[];
  /** Cost follows the event and the rules that match it, not the number of rules. */
  match(event: TrailEvent): Verdict;
  /** A selection has been made before: another takes no time. */
  readonly isPrepared: boolean;
  /** The records in these places (default: all) that a rule may say something to, or that hand out credentials. */
  selection(places?: SelectedPlaces): Selection;
}

const silence: Verdict = { matches: [], feeds: [], withheld: 0 };

/** Joins the parts of the engine over a set of rules, which must have distinct ids. */
export function createEngine(rules: readonly EventRule[], series: readonly SeriesRule[] = []): Engine {
  const matcher = buildMatcher(rules.map((rule) => rule.when));
  const feed = createFeeder(series);
  let whole: Selection | undefined;
  return {
    rules,
    series,
    get isPrepared() {
      return whole !== undefined;
    },
    selection(places = everywhere) {
      const isEverywhere = places.accounts.size + places.regions.size === 0 && places.located !== true;
      if (isEverywhere && whole !== undefined) return whole;
      const feeding = feedingRules(rules, series);
      const selecting = rules.map((rule) => ({ when: rule.when, feeds: feeding.get(rule.id) }));
      const made = createSelection(
        [...selecting, { when: issuesCredentials, feeds: { id: ISSUE, paths: issuePaths } }],
        envelopeAround,
        places,
      );
      if (isEverywhere) whole = made;
      return made;
    },
    match(event) {
      const hits = matcher.match(event.envelope);
      if (hits.length === 0) return silence;
      const matches: Match[] = [];
      const feeds: SeriesInput[] = [];
      let withheld = 0;
      let replaced: Set<string> | undefined;
      for (const hit of hits) {
        const rule = rules[hit]!;
        if (rule.withholdsReadOnly === true && isReadOnlyManagementEvent(event.envelope)) {
          withheld++;
          continue;
        }
        const match = { rule, event };
        const input = feed(match);
        if (input !== undefined) feeds.push(input);
        if (rule.silent === true) continue;
        matches.push(match);
        if (rule.replaces !== undefined) replaced = new Set([...(replaced ?? []), ...rule.replaces]);
      }
      const left = replaced === undefined ? matches : matches.filter(({ rule }) => !replaced.has(rule.id));
      return { matches: left, feeds, withheld };
    },
  };
}

const DETAIL = 'detail.';

/** Silent rules whose matches may turn out not to matter, with what decides that, as paths within the record. */
function feedingRules(rules: readonly EventRule[], series: readonly SeriesRule[]) {
  const light = mayNotMatter(series);
  const paths = pathsByRule(series);
  const feeding = new Map<string, { id: string; paths: string[] }>();
  for (const { id, silent, withholdsReadOnly } of rules) {
    const asked = [...(paths.get(id) ?? [])];
    if (silent !== true || withholdsReadOnly === true || !light.has(id) || !asked.every((path) => path.startsWith(DETAIL)))
      continue;
    feeding.set(id, { id, paths: asked.map((path) => path.slice(DETAIL.length)) });
  }
  return feeding;
}

/** As much of it as rules over CloudTrail records ask for. */
function envelopeAround(detail: JsonObject): object {
  return { source: sourceOf(detail), 'detail-type': detailTypeOf(detail), detail };
}
