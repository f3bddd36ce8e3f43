import { createAccumulator } from './accumulator.ts';
import type { MatchLog } from './match-log.ts';
import type { Policy } from './policy.ts';
import { type IssueLookup, withOrigin } from './role-chain.ts';
import { compareFindings, type Triaged } from './triage.ts';

/** Findings that begin at one moment: so many are held at a time. */
const FEW = 256;

/** The findings of a log in the order of a timeline, each made when it is asked for: what `toFindings` makes of the same items. */
export function* loggedFindings(log: MatchLog, lookup: IssueLookup, policy: Policy): Generator<Triaged> {
  const groups = log.inOrder();
  for (let start = 0; start < groups.length; ) {
    const at = log.firstAt(groups[start]!);
    let end = start + 1;
    while (end < groups.length && log.firstAt(groups[end]!) === at) end++;
    yield* ofOneMoment(groups.slice(start, end), (group) => makeFinding(log, group, lookup, policy));
    start = end;
  }
}

function* ofOneMoment(groups: readonly number[], make: (group: number) => Triaged): Generator<Triaged> {
  if (groups.length <= FEW) {
    yield* groups.map(make).sort((a, b) => compareFindings(a.finding, b.finding));
    return;
  }
  const places = groups.map((group) => {
    const { id, firstAt, severity, ruleId } = make(group).finding;
    return { group, place: { id, firstAt, severity, ruleId } };
  });
  places.sort((a, b) => compareFindings(a.place, b.place));
  for (const { group } of places) yield make(group);
}

function makeFinding(log: MatchLog, group: number, lookup: IssueLookup, policy: Policy): Triaged {
  const accumulator = createAccumulator(log.idOf(group));
  log.each(group, (item) => accumulator.add(withOrigin(item, lookup)));
  return accumulator.build(policy);
}
