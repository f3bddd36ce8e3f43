import { hexOf } from '../../../base/uuid.ts';
import { createAccumulator } from '../accumulator.ts';
import type { Policy } from '../policy.ts';
import { type IssueLookup, withOrigin } from '../role-chain.ts';
import { compareFindings, type Triaged } from '../triage.ts';
import type { MatchLog } from './match-log.ts';
import { itemAt, type PackedFinding } from './packed-finding.ts';
import type { RuleParts } from './rule-parts.ts';

/** What findings are made with. */
export interface Making {
  readonly rules: RuleParts;
  readonly lookup: IssueLookup;
  readonly policy: Policy;
}

/** Findings that begin at one moment: so many are held at a time. */
const FEW = 256;

/** The findings of a log in the order of a timeline, each made when it is asked for: what `toFindings` makes of the same items. */
export function* loggedFindings(log: MatchLog, making: Making): Generator<Triaged, void> {
  const groups = log.inOrder();
  for (let start = 0; start < groups.length; ) {
    const at = log.firstAt(groups[start]!);
    let end = start + 1;
    while (end < groups.length && log.firstAt(groups[end]!) === at) end++;
    yield* ofOneMoment(groups.slice(start, end), (group) => makeFinding(log.finding(group), making));
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

function makeFinding(finding: PackedFinding, { rules, lookup, policy }: Making): Triaged {
  const id = hexOf(finding.id, 0);
  const accumulator = createAccumulator(id);
  while (finding.next()) accumulator.add(withOrigin(itemAt(finding, id, rules), lookup));
  return accumulator.build(policy);
}
