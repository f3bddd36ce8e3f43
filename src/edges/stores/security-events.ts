import { hash128 } from '../../base/hash.ts';
import type { EpochMs, Milliseconds } from '../../base/units.ts';
import { shortActor } from '../../engine/findings/formats/short-actor.ts';
import type { MatchRecord } from '../../model/match.ts';
import { severities, severityRank } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import type { ItemUpdate, ItemValue, MergedTable } from '../aws/use/security-events.ts';

/** The table `SecurityEvents`: one item for each event that a rule matched, for whoever looks with the tools of AWS. */
export interface SecurityEvents {
  /**
   * An event that is there already gets the rules that are new, and keeps its highest severity.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  write(items: readonly TriageItem[], now: EpochMs): Promise<void>;
}

export interface SecurityEventsOptions {
  readonly table: MergedTable;
  /** How long an item is kept. */
  readonly retention: Milliseconds;
}

/** Items are merged one by one, since a batch could only replace them: so many at a time. */
const SIDE_BY_SIDE = 25;
/** An item is at most 400 KB, its keys 2,048 and 1,024 bytes. */
const LONGEST_TEXT = 2_000;
const LONGEST_KEY = 500;
const MOST_RESOURCES = 50;

export function createSecurityEvents({ table, retention }: SecurityEventsOptions): SecurityEvents {
  return {
    async write(items, now) {
      const expiresAt = Math.ceil((now + retention) / 1000);
      const updates = [...byEvent(items).values()].map((same) => updateOf(same, expiresAt));
      const next = updates.values();
      await Promise.all(
        Array.from({ length: Math.min(SIDE_BY_SIDE, updates.length) }, async () => {
          for (const update of next) await table.merge(update);
        }),
      );
    },
  };
}

function byEvent(items: readonly TriageItem[]): Map<string, TriageItem[]> {
  const events = new Map<string, TriageItem[]>();
  for (const item of items) {
    const key = JSON.stringify([item.record.eventId, item.record.eventTime]);
    const same = events.get(key);
    if (same === undefined) events.set(key, [item]);
    else same.push(item);
  }
  return events;
}

/** @param same matches of one event, at least one */
function updateOf(same: readonly TriageItem[], expiresAt: number): ItemUpdate {
  const highest = same.reduce((best, item) =>
    severityRank(item.record.severity) > severityRank(best.record.severity) ? item : best,
  );
  const { record, resources } = highest;
  const { severity, title } = record;
  return {
    key: { EventId: keyOf(record.eventId), Timestamp: keyOf(record.eventTime) },
    set: {
      ...present({
        EventName: record.eventName,
        EventSource: record.eventSource,
        Actor: record.actor,
        Account: record.account,
        Region: record.awsRegion,
        SourceIPAddress: record.sourceIPAddress,
        UserAgent: record.userAgent,
        ErrorCode: record.errorCode,
        Description: describe(record),
      }),
      ...(resources.length > 0 && { Resources: resources.slice(0, MOST_RESOURCES).map(clipped) }),
      ExpiresAt: expiresAt,
    },
    join: { name: 'Rules', values: [...new Set(same.map((item) => clipped(item.record.ruleId)))] },
    unlessHigher: {
      name: 'Severity',
      atMost: severities.filter((one) => severityRank(one) <= severityRank(severity)),
      set: { Severity: severity, Title: clipped(title) },
    },
  };
}

/** What was done, as one sentence. Its values are the event's own: whoever shows it escapes it. */
function describe({ actor, account, eventName, eventSource, awsRegion, sourceIPAddress, errorCode }: MatchRecord): string {
  const who = actor === '' ? 'Somebody' : shortActor(actor, account);
  const where = [awsRegion && ` in ${awsRegion}`, sourceIPAddress && ` from ${sourceIPAddress}`].filter(Boolean).join('');
  const refused = errorCode === '' ? '' : `, refused: ${errorCode}`;
  return `${who} ${errorCode === '' ? 'called' : 'tried'} ${eventName} of ${eventSource}${where}${refused}`;
}

function present(values: Readonly<Record<string, string>>): Record<string, ItemValue> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, clipped(value)]),
  );
}

/** Halves of surrogate pairs are no UTF-8, and DynamoDB takes nothing else. */
function clipped(text: string): string {
  const short = text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
  return short.replace(/\p{Cs}/gu, '\ufffd');
}

/** A key can't be cut (two events would be one), nor be empty. */
function keyOf(text: string): string {
  return text !== '' && text.length <= LONGEST_KEY && !/\p{Cs}/u.test(text) ? text : hash128(text);
}
