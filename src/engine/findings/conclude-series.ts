import type { EpochMs } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { RuleHead } from '../../model/rule.ts';
import type { SeriesUpdate } from '../../model/series.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import { endFinding, type FindingConclusion, keepFinding } from './conclusion.ts';
import type { Policy } from './policy.ts';
import { toSeriesFinding } from './series-finding.ts';

/**
 * What an update of a series rule makes of the finding that it names.
 * @param now wall clock
 * @returns nothing if nothing changes: the finding is as it was, or one that was never stored is over
 */
export function concludeSeries(
  rule: RuleHead,
  update: SeriesUpdate,
  stored: StoredFinding | undefined,
  policy: Policy,
  now: EpochMs,
): FindingConclusion | undefined {
  if (update.kind === 'stands') {
    const { finding } = toSeriesFinding(rule, update.match, policy);
    const goesOn = stored === undefined || eventsOf(finding) !== eventsOf(stored.finding) || isOver(stored);
    const concluded = keepFinding(finding, stored, goesOn, now);
    const same = stored !== undefined && JSON.stringify(concluded.finding.finding) === JSON.stringify(stored.finding);
    return same && concluded.change === undefined ? undefined : concluded;
  }
  if (stored === undefined) return undefined;
  const { finding } = stored;
  if (update.kind === 'merged') {
    if (finding.mergedInto === update.into) return undefined;
    return endFinding(
      { ...finding, mergedInto: update.into },
      stored,
      `Taken over by ${update.into}: late events joined the two.`,
      now,
    );
  }
  if (isOver(stored)) return undefined;
  return endFinding({ ...finding, status: 'closed' }, stored, WITHDRAWN, now);
}

const WITHDRAWN = 'Withdrawn: with late events, its condition does not hold.';

/** It was withdrawn, and nobody has opened it again: that it stands nevertheless is news. */
function isOver({ finding, notes }: StoredFinding): boolean {
  return finding.status === 'closed' && notes?.at(-1)?.text === WITHDRAWN;
}

/** What changes when events come. */
function eventsOf({ count, firstAt, lastAt, eventIds }: Finding): string {
  return JSON.stringify([count, firstAt, lastAt, eventIds]);
}
