import type { EpochMs } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { RuleHead } from '../../model/rule.ts';
import type { AlarmMatch, SeriesUpdate } from '../../model/series.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import { endFinding, type FindingConclusion, keepFinding } from './conclusion.ts';
import { isoTime } from './iso-time.ts';
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
    if (update.match.alarm !== undefined) return concludeAlarm(finding, update.match.alarm, stored, now);
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

const ENDED = 'It has left ALARM';

/** An alarm opens its finding, and closes it when it leaves ALARM: who heard of the one hears of the other. */
function concludeAlarm(
  finding: Finding,
  { ended }: AlarmMatch,
  stored: StoredFinding | undefined,
  now: EpochMs,
): FindingConclusion | undefined {
  const isClosed = stored?.finding.status === 'closed';
  const hasEnded = stored?.notes?.at(-1)?.text.startsWith(ENDED) === true && isClosed;
  const isSame =
    stored !== undefined && JSON.stringify({ ...finding, status: stored.finding.status }) === JSON.stringify(stored.finding);
  if (ended === undefined) {
    const goesOn = stored === undefined || hasEnded || isOver(stored);
    const concluded = keepFinding(finding, stored, goesOn, now);
    return isSame && concluded.change === undefined && !goesOn ? undefined : concluded;
  }
  if (stored !== undefined && (hasEnded || isClosed)) return isSame ? undefined : keepFinding(finding, stored, false, now);
  const text = `${ENDED} at ${isoTime(ended.at)}, and is ${ended.state}.`;
  const opened = stored === undefined ? keepFinding(finding, undefined, true, now) : undefined;
  const over = endFinding({ ...finding, status: 'closed' }, opened?.finding ?? stored!, text, now);
  // Both at once: one version, and two things to say.
  if (opened === undefined) return over;
  return {
    ...over,
    finding: { ...over.finding, version: opened.finding.version },
    ...(opened.change && { first: opened.change }),
  };
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
