import { hash128 } from '../../base/hash.ts';
import { DAY, type EpochMs, HOUR, type Milliseconds } from '../../base/units.ts';
import type { AlertRule } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import { endFinding, type FindingConclusion, keepFinding } from './conclusion.ts';
import { isoTime } from './iso-time.ts';
import type { Policy } from './policy.ts';

/** When events of one account and region happened: plain data, for a cell. */
export interface Activity {
  readonly account: string;
  readonly region: string;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** Hours (since 1970) with events, ascending: of the 48 that end with the latest. */
  readonly hours: readonly number[];
}

export interface SilenceOptions {
  /** How long nothing has to come. @default 6 hours */
  readonly threshold?: Milliseconds;
  /**
   * Since when all sources have been read without a break and are caught up: what was not read was not silent. Wall clock.
   */
  readonly watchingSince: EpochMs;
}

export const SILENT_SOURCE = 'trailwatch-silent-source';
const TITLE = 'An account and region stopped sending events';
const THRESHOLD: Milliseconds = 6 * HOUR;
/** Hours that are remembered, and how many of them must have had events. */
const REMEMBERED = 48;
const BUSY = 12;
/** A silence that began longer ago is no news: old logs that are read again end somewhere too. */
const OLDEST: Milliseconds = 7 * DAY;

export const silentSourceRule: AlertRule = {
  description:
    'Events used to come from this account and region, and none have come for longer than any pause before. Either nothing happens there any more, or somebody or something keeps its events from being logged or delivered.',
  response:
    'Check that the trail logs (`aws cloudtrail get-trail-status`), that its bucket, topic and queue still deliver, and that trailwatch may read them. Look for StopLogging, DeleteTrail, UpdateTrail and PutEventSelectors shortly before.',
  falsePositives: ['A workload that was moved or shut down', 'A weekend in an account that only people use'],
};

/** The activity with one more event. The order of events makes no difference. The same object if it says nothing new. */
export function withEvent(activity: Activity | undefined, account: string, region: string, at: EpochMs): Activity {
  const hour = Math.floor(at / HOUR);
  if (activity === undefined) return { account, region, firstAt: at, lastAt: at, hours: [hour] };
  const { firstAt, lastAt, hours } = activity;
  const first = Math.max(hour, hours.at(-1)!) - REMEMBERED + 1;
  const isNew = hour >= first && !hours.includes(hour);
  if (!isNew && at <= lastAt && at >= firstAt) return activity;
  const known = isNew ? [...hours, hour].sort((a, b) => a - b) : hours;
  return {
    account,
    region,
    firstAt: Math.min(at, firstAt),
    lastAt: Math.max(at, lastAt),
    hours: known.filter((one) => one >= first),
  };
}

/**
 * Has it fallen silent: events in at least 12 of the 48 hours before, and then none for the threshold and for twice as long as the
 * longest pause in these hours? So a region that rests each night isn't called silent each night.
 * @param now wall clock
 */
export function isSilent({ lastAt, hours }: Activity, now: EpochMs, options: SilenceOptions): boolean {
  if (hours.length < BUSY || now - lastAt > OLDEST) return false;
  let longest = 0;
  for (let i = 1; i < hours.length; i++) longest = Math.max(longest, (hours[i]! - hours[i - 1]! - 1) * HOUR);
  return now - Math.max(lastAt, options.watchingSince) >= Math.max(options.threshold ?? THRESHOLD, 2 * longest);
}

/** The id of the finding that this activity becomes if nothing more comes. */
export function silenceId({ account, region, lastAt }: Activity): string {
  return hash128(JSON.stringify([SILENT_SOURCE, account, region, lastAt]));
}

/** The finding of a silence: of which only its beginning is known. */
function toSilenceFinding(activity: Activity, policy: Policy): Finding {
  const { account, region, lastAt, hours } = activity;
  const since = isoTime(lastAt);
  const finding: Finding = {
    id: silenceId(activity),
    ruleId: SILENT_SOURCE,
    severity: 'medium',
    title: TITLE,
    summary: `No events from ${account} in ${region} since ${since}; in the 48 hours before, ${hours.length} had some`,
    status: 'open',
    firstAt: since,
    lastAt: since,
    count: 1,
    actor: '',
    account,
    region,
    resources: [],
    eventIds: [],
    attack: ['T1562.008'],
    context: {
      eventNames: [],
      eventSources: [],
      regions: [region],
      sourceIPAddresses: [],
      userAgents: [],
      errorCodes: [],
    },
  };
  return policy.apply(finding, { lastAt, excepted: new Map() });
}

/** It is silent: opens the finding named by `silenceId`; nothing if that is stored already. */
export function concludeSilence(
  activity: Activity,
  stored: StoredFinding | undefined,
  policy: Policy,
  now: EpochMs,
): FindingConclusion | undefined {
  return stored === undefined ? keepFinding(toSilenceFinding(activity, policy), undefined, true, now) : undefined;
}

/** Events have come again: closes it; nothing if it is closed. */
export function endSilence(stored: StoredFinding, heardAt: EpochMs, now: EpochMs): FindingConclusion | undefined {
  if (stored.finding.status === 'closed') return undefined;
  return endFinding({ ...stored.finding, status: 'closed' }, stored, `Events come again: one of ${isoTime(heardAt)}.`, now);
}
