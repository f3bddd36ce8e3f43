import type { Change } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import { severityRank } from '../../model/severity.ts';
import type { StoredFinding, Told } from '../../model/stored-finding.ts';

/** Recorded, and nobody is told. */
export function isHidden(finding: Finding): boolean {
  return finding.shadow === true || finding.suppressedBy !== undefined || finding.mergedInto !== undefined;
}

/**
 * What is worth telling about a finding that its events have brought to this point: `model/alert.ts` says what each change means.
 * @param reopened it was closed and goes on
 */
export function whatIsSaid(finding: Finding, before: StoredFinding | undefined, reopened: boolean): Change | undefined {
  if (isHidden(finding)) return undefined;
  const told = before?.told;
  if (told === undefined || isHidden(before!.finding)) return 'opened';
  if (reopened) return 'repeated';
  if (severityRank(finding.severity) > severityRank(told.severity)) return 'escalated';
  return magnitude(finding.count) > magnitude(told.count) ? 'repeated' : undefined;
}

/** People have heard of it, and not yet that it is over. */
export function isToldOpen({ told }: StoredFinding): boolean {
  return told !== undefined && told.change !== 'resolved';
}

export function toldOf(change: Change, { severity, count }: Finding): Told {
  return { change, severity, count };
}

/** The power of ten that a count has reached: 0 for 1 to 9, 1 for 10 to 99. */
function magnitude(count: number): number {
  return String(Math.max(1, count)).length;
}
