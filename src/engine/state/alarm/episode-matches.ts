import { type EpochMs, type Milliseconds, MINUTE, SECOND } from '../../../base/units.ts';
import type { MetricAlarm } from '../../../model/alarm.ts';
import type { SeriesEvent, SeriesMatch, SeriesUpdate } from '../../../model/series.ts';
import type { More } from '../conclusion.ts';
import { findingIdOf } from '../conclude-window.ts';
import type { Unit } from '../units.ts';
import { compareText } from '../window-cell.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { Slot } from './alarm-slots.ts';
import { DAY_SHOWN } from './alarm-status.ts';
import { type Evaluation, evaluateAlarm } from './evaluate-alarm.ts';
import { type Episode, episodesOf, type Timeline, transitionsOf } from './timeline.ts';

/** What an alarm has seen, as far as it is loaded. */
export interface Evidence {
  slotsIn(from: EpochMs, to: EpochMs): readonly Slot[];
  eventsIn(from: EpochMs, to: EpochMs): readonly SeriesEvent[];
  /** Keys of cells that must be loaded first. */
  missing(from: EpochMs, to: EpochMs): readonly string[];
}

interface Changes {
  readonly zones: readonly (readonly [from: EpochMs, to: EpochMs])[];
  readonly newest: EpochMs | null;
  /** The last evaluation. */
  readonly through: EpochMs;
}

const SHOWN = 20;

/** What the findings of an alarm have become: one for each stretch in ALARM. */
export function updatesOf(
  unit: Unit,
  alarm: MetricAlarm,
  clock: AlarmClock,
  before: Timeline,
  after: Timeline,
  { zones, newest, through }: Changes,
  evidence: Evidence,
): SeriesUpdate[] | More {
  const from = zones[0]?.[0] ?? Number.POSITIVE_INFINITY;
  const to = zones.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY;
  const window = ({ since, until = Number.POSITIVE_INFINITY }: Episode): readonly [EpochMs, EpochMs] => {
    const last = newest === null ? since : newest + clock.slot;
    // What ended it was seen by the evaluation that did so, and by none before.
    return [since - clock.reach, Math.max(since, Math.min(until - clock.step, since + DAY_SHOWN, last, through))];
  };
  const missing = new Set<string>();
  const updates = episodeUpdates(unit, clock.reach, before, after, (episode, isSame) => {
    const [begin, end] = window(episode);
    // Neither its ends nor its events have changed.
    if (isSame && (begin > to || end < from - clock.reach)) return undefined;
    const lacking = evidence.missing(begin, end);
    for (const key of lacking) missing.add(key);
    if (lacking.length > 0) return undefined;
    const slots = evidence.slotsIn(begin, end).filter(({ at, count }) => at >= begin && at < end && count > 0);
    const seen = evaluateAlarm(alarm, evidence.slotsIn(episode.since - clock.reach, episode.since), episode.since, clock);
    return {
      firstAt: slots.reduce((least, { first }) => Math.min(least, first), slots[0]?.first ?? episode.since),
      lastAt: slots.reduce((most, { last }) => Math.max(most, last), slots[0]?.last ?? episode.since),
      count: slots.reduce((sum, { count }) => sum + count, 0),
      events: shownEvents(evidence.eventsIn(begin, end).filter(({ at }) => at >= begin && at < end)),
      reason: reasonOf(alarm, seen),
    };
  });
  return missing.size > 0 ? { more: [...missing] } : updates;
}

/** The earliest, each once. */
export function shownEvents(events: readonly SeriesEvent[]): SeriesEvent[] {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  return [...byId.values()].sort((a, b) => a.at - b.at || compareText(a.eventId, b.eventId)).slice(0, SHOWN);
}

type Details = Pick<SeriesMatch, 'firstAt' | 'lastAt' | 'count' | 'events'> & { readonly reason: string };

/**
 * Compares the stretches in ALARM of two timelines. One is known by the stretch of event time that it began in, and by its place among
 * those: late events that move its beginning a little leave its id.
 * @param detail what is told of one; nothing: it is as it was, where it has the same ends
 */
export function episodeUpdates(
  unit: Unit,
  stretch: Milliseconds,
  before: Timeline,
  after: Timeline,
  detail: (episode: Episode, isSame: boolean) => Details | undefined,
): SeriesUpdate[] {
  const { id: ruleId } = unit.rule;
  const were = namedEpisodes(unit, stretch, before);
  const are = namedEpisodes(unit, stretch, after);
  const updates: SeriesUpdate[] = [];
  const transitions = transitionsOf(after);
  for (const [id, episode] of are) {
    const was = were.get(id);
    const isSame = was !== undefined && was.since === episode.since && was.until === episode.until;
    const details = detail(episode, isSame);
    if (details === undefined) continue;
    const { reason, ...rest } = details;
    const end = episode.until === undefined ? undefined : transitions.find(({ at }) => at === episode.until);
    updates.push({
      kind: 'stands',
      match: {
        ruleId,
        id,
        group: unit.groupValues,
        at: episode.since,
        ...rest,
        alarm: { reason, ...(end !== undefined && { ended: { at: end.at, state: end.to } }) },
      },
    });
  }
  for (const [id, was] of were) {
    if (are.has(id)) continue;
    // What memory has let go of has ended long before.
    if (was.until !== undefined && was.until <= after.base[0]) continue;
    const into = [...are].find(([, is]) => (is.until ?? Infinity) >= was.since && is.since <= (was.until ?? Infinity))?.[0];
    updates.push(into === undefined ? { kind: 'withdrawn', ruleId, id } : { kind: 'merged', ruleId, id, into });
  }
  return updates;
}

function namedEpisodes({ rule, group }: Unit, stretch: Milliseconds, timeline: Timeline): Map<string, Episode> {
  const named = new Map<string, Episode>();
  const counts = new Map<number, number>();
  for (const episode of episodesOf(timeline)) {
    const bucket = Math.floor(episode.since / stretch);
    const place = counts.get(bucket) ?? 0;
    counts.set(bucket, place + 1);
    named.set(findingIdOf(rule.id, group, `alarm ${bucket} ${place}`), episode);
  }
  return named;
}

const signs = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
} as const;

/** Why an evaluation says ALARM, in one sentence. */
function reasonOf({ metrics, comparison, threshold, period, evaluationPeriods }: MetricAlarm, { values }: Evaluation): string {
  const what = metrics.map(({ label }) => label).join(', ');
  const real = values.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const limit = `${signs[comparison]} ${threshold}`;
  const each = spoken(period);
  if (real.length === 0) return `${what}: no data for ${evaluationPeriods} × ${each}, which counts as ${limit}`;
  const list = real.slice(-10).map((value) => Number(value.toPrecision(6)));
  return `${what}: ${list.join(', ')} in ${each}, and the limit is ${limit}`;
}

function spoken(period: Milliseconds): string {
  if (period % MINUTE !== 0) return `${period / SECOND} seconds`;
  return period === MINUTE ? 'a minute' : `${period / MINUTE} minutes`;
}
