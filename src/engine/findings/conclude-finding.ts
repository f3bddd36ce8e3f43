import type { EpochMs } from '../../base/units.ts';
import { type Seen, seenKey } from '../../model/cell.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { createAccumulator, type FindingMemory } from './accumulator.ts';
import { type FindingConclusion, keepFinding } from './conclusion.ts';
import type { Policy } from './policy.ts';

export interface EventConclusion extends FindingConclusion {
  readonly ledger: readonly Seen[];
  /** What is new of the unit. */
  readonly fresh: readonly TriageItem[];
}

/** The ledger row of an item: its group is the finding. */
export function seenOf({ findingId, at, record }: TriageItem): Seen {
  return { ruleId: record.ruleId, group: findingId, eventId: record.eventId, at };
}

/**
 * What new matches of an event rule make of their finding. The same events give the same finding in whatever order, batches and
 * repeats they come.
 * @param unit items of one finding, repeats among them allowed
 * @param seen ledger rows that are there, by `seenKey`
 * @param now wall clock
 * @returns nothing if nothing is new
 */
export function concludeFinding(
  unit: readonly TriageItem[],
  stored: StoredFinding | undefined,
  seen: ReadonlySet<string>,
  policy: Policy,
  now: EpochMs,
): EventConclusion | undefined {
  const ledger = new Map<string, Seen>();
  const fresh = unit.filter((item) => {
    const row = seenOf(item);
    const key = seenKey(row);
    if (seen.has(key) || ledger.has(key)) return false;
    ledger.set(key, row);
    return true;
  });
  if (fresh.length === 0) return undefined;
  const accumulator = createAccumulator(fresh[0]!.findingId, stored?.memory as FindingMemory | undefined);
  for (const item of fresh) accumulator.add(item);
  const { finding } = accumulator.build(policy);
  return { ...keepFinding(finding, stored, true, now, accumulator.memory()), ledger: [...ledger.values()], fresh };
}
