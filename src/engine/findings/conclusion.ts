import type { EpochMs } from '../../base/units.ts';
import type { Change } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import type { Note, StoredFinding } from '../../model/stored-finding.ts';
import { isHidden, isToldOpen, toldOf, whatIsSaid } from './what-is-said.ts';

/** What becomes of a stored finding, and what is to be told of it. */
export interface FindingConclusion {
  /** One version higher than the one before. */
  readonly finding: StoredFinding;
  readonly change?: Change;
  /** What is to be told before it: an alarm may come and go between two looks. */
  readonly first?: Change;
}

const MOST_NOTES = 100;
/** Who notes what happens by itself. */
const SELF = 'trailwatch';

/**
 * A finding as its events now make it, in place of what was stored: what operators said of it stays. One that was closed and goes
 * on is open again, unless nobody is told of it.
 * @param goesOn events have come that weren't there when it was stored
 */
export function keepFinding(
  made: Finding,
  before: StoredFinding | undefined,
  goesOn: boolean,
  now: EpochMs,
  memory?: unknown,
): FindingConclusion {
  const status = before?.finding.status ?? 'open';
  const reopened = status === 'closed' && goesOn && !isHidden(made);
  const finding: Finding = { ...made, status: reopened ? 'open' : status };
  const change = status === 'closed' && !reopened ? undefined : whatIsSaid(finding, before, reopened);
  const note = reopened ? { at: now, by: SELF, text: 'It goes on: open again.' } : undefined;
  return conclude(finding, before, { change, note, memory }, now);
}

/** A finding that is over by itself. `resolved` is told only if it was told that there is one. */
export function endFinding(finding: Finding, before: StoredFinding, text: string, now: EpochMs): FindingConclusion {
  const change = isToldOpen(before) ? 'resolved' : undefined;
  return conclude(finding, before, { change, note: { at: now, by: SELF, text }, memory: before.memory }, now);
}

export function conclude(
  finding: Finding,
  before: StoredFinding | undefined,
  { change, note, memory }: { change: Change | undefined; note: Note | undefined; memory: unknown },
  now: EpochMs,
): FindingConclusion {
  const told = change === undefined ? before?.told : toldOf(change, finding);
  const notes = note === undefined ? before?.notes : [...(before?.notes ?? []), note].slice(-MOST_NOTES);
  return {
    finding: {
      finding,
      version: (before?.version ?? 0) + 1,
      ...(memory !== undefined && { memory }),
      ...(told !== undefined && { told }),
      ...(notes !== undefined && { notes }),
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    },
    ...(change !== undefined && { change }),
  };
}
