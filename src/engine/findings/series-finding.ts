import { DAY, HOUR, MINUTE, type Milliseconds, SECOND } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { RuleHead } from '../../model/rule.ts';
import type { SeriesMatch } from '../../model/series.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { createAccumulator } from './accumulator.ts';
import { isoTime } from './iso-time.ts';
import { noPolicy, type Policy } from './policy.ts';
import { summarize } from './summary.ts';
import type { Triaged } from './triage.ts';
import { valueText } from './value-text.ts';

/**
 * A burst as a finding: id, times and count are the burst's, context and resources those of the events that were kept of it. Who
 * it was is what all these events agree on, else what the group shares.
 */
export function toSeriesFinding(rule: RuleHead, match: SeriesMatch, policy: Policy = noPolicy): Triaged {
  if (match.events.length === 0) return toEventlessFinding(rule, match, policy);
  const { id: ruleId, title, severity, attack } = rule;
  const events: TriageItem[] = match.events.map(({ at, record, resources }) => ({
    findingId: match.id,
    at,
    record: { ...record, ruleId, title, severity, attack },
    resources,
  }));
  const accumulator = createAccumulator(match.id);
  for (const event of events) accumulator.add(event);
  const { finding } = accumulator.build(noPolicy);

  const group = match.group.map(({ value }) => (typeof value === 'object' ? value.literal : valueText(value))).join(', ');
  const actors = new Set(events.map(({ record }) => record.actor));
  const actor = actors.size === 1 || group === '' ? finding.actor : group;
  const { count } = match;
  // Of a burst that wasn't kept whole, nobody knows how many failed.
  const failed = events.length === count ? events.filter(({ record }) => record.errorCode !== '').length : 0;
  const sentence = summarize({ actor, title, count, failed, context: finding.context });
  const seconds = Math.round((match.lastAt - match.firstAt) / SECOND);
  const whole: Finding = {
    ...finding,
    summary: withReason(
      seconds === 0 ? sentence : `${sentence.slice(0, -1)}, in ${spoken(match.lastAt - match.firstAt)})`,
      match,
    ),
    firstAt: isoTime(match.firstAt),
    lastAt: isoTime(match.lastAt),
    count,
    actor,
    eventIds: events.map(({ record }) => record.eventId),
    ...(rule.status === 'experimental' && { shadow: true }),
  };
  return { finding: policy.apply(whole, { lastAt: match.lastAt, excepted: new Map() }), events };
}

/** An alarm may be about what does not happen: there is nobody to name then. */
function toEventlessFinding({ id, title, severity, attack, status }: RuleHead, match: SeriesMatch, policy: Policy): Triaged {
  const since = isoTime(match.at);
  const finding: Finding = {
    id: match.id,
    ruleId: id,
    severity,
    title,
    summary: withReason(`${title} since ${since}`, match),
    status: 'open',
    firstAt: isoTime(match.firstAt),
    lastAt: isoTime(match.lastAt),
    count: match.count,
    actor: '',
    account: '',
    region: '',
    resources: [],
    eventIds: [],
    attack,
    context: { eventNames: [], eventSources: [], regions: [], sourceIPAddresses: [], userAgents: [], errorCodes: [] },
    ...(status === 'experimental' && { shadow: true }),
  };
  return { finding: policy.apply(finding, { lastAt: match.lastAt, excepted: new Map() }), events: [] };
}

/** Why an alarm is in ALARM, and until when it was. */
function withReason(summary: string, { at, alarm }: SeriesMatch): string {
  if (alarm === undefined) return summary;
  const until = alarm.ended === undefined ? `since ${isoTime(at)}` : `from ${isoTime(at)} to ${isoTime(alarm.ended.at)}`;
  return `${summary}. In ALARM ${until}: ${alarm.reason}`;
}

/** `4 minutes`, rounded up to one unit. */
function spoken(time: Milliseconds): string {
  for (const [unit, name] of [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
  ] as const) {
    if (time >= unit) return counted(Math.ceil(time / unit), name);
  }
  return counted(Math.ceil(time / SECOND), 'second');
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
