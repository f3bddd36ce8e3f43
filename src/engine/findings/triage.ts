import { hash128 } from '../../base/hash.ts';
import { type EpochMs, HOUR } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { Match, MatchRecord } from '../../model/match.ts';
import { severityRank } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { createAccumulator, type FindingAccumulator } from './accumulator.ts';
import { keptRaw } from './kept-raw.ts';
import { toMatchRecord } from './match-record.ts';
import { noPolicy, type Policy } from './policy.ts';
import { resourcesOf } from './resources.ts';
import { temporaryKeyOf } from './role-chain.ts';

export type { TriageItem } from '../../model/triage-item.ts';

/**
 * A match, made ready to be sorted into its finding.
 * @param raw the record's JSON, where the output will show it; kept to `RAW_LIMIT` characters
 * @param policy says which exception covers the event
 */
export function toTriageItem(match: Match, raw?: string, policy: Pick<Policy, 'exceptionOf'> = noPolicy): TriageItem {
  const { event, rule } = match;
  const record = toMatchRecord(match);
  const excepted = policy.exceptionOf(event);
  const accessKeyId = temporaryKeyOf(event.envelope);
  return {
    findingId: findingId(record.ruleId, record.account, record.actor, event.at),
    at: event.at,
    record,
    resources: resourcesOf(event.envelope),
    ...(raw !== undefined && keptRaw(raw)),
    ...(rule.status === 'experimental' && { shadow: true }),
    ...(excepted !== undefined && { excepted }),
    ...(accessKeyId !== undefined && { accessKeyId }),
  };
}

/**
 * The same for the same rule, account, actor and UTC hour of event time, whatever the order in which events arrive: 128 bits of
 * SHA-256, as hex. An attacker can't make two findings one.
 */
export function findingId(ruleId: string, account: string, actor: string, at: EpochMs): string {
  // As JSON: no value can pretend to be two, and lone surrogates stay distinct.
  const text = JSON.stringify([ruleId, account, actor, Math.floor(at / HOUR)]);
  let id = recentIds.get(text);
  if (id === undefined) {
    if (recentIds.size >= MOST_RECENT_IDS) recentIds.clear();
    id = hash128(text);
    recentIds.set(text, id);
  }
  return id;
}

/** Matches of one finding come close together, and hashing costs more than all else here. Only saves work: ids don't depend on it. */
const recentIds = new Map<string, string>();
const MOST_RECENT_IDS = 4096;

/** By finding, and in it by time: after sorting, the items of a finding lie together in the order of their events. */
export function compareTriageItems(a: TriageItem, b: TriageItem): number {
  return (
    compareText(a.findingId, b.findingId) ||
    a.at - b.at ||
    compareText(a.record.eventId, b.record.eventId) ||
    compareText(a.record.file, b.record.file)
  );
}

/** A finding with its earliest events, at most 20. */
export interface Triaged {
  readonly finding: Finding;
  readonly events: TriageItem[];
}

/**
 * Groups items into findings. Takes them sorted by `compareTriageItems` and without repeats; holds one finding at a time, in
 * memory that doesn't grow with its events.
 */
export function* toFindings(sorted: Iterable<TriageItem>, policy: Policy = noPolicy): Generator<Triaged> {
  let current: FindingAccumulator | undefined;
  for (const item of sorted) {
    if (current !== undefined && current.id !== item.findingId) {
      yield current.build(policy);
      current = undefined;
    }
    current ??= createAccumulator(item.findingId);
    current.add(item);
  }
  if (current !== undefined) yield current.build(policy);
}

/** The order of a timeline: by first event, at the same time the most severe first, then by rule and id. Total. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareTime(a.firstAt, b.firstAt) ||
    severityRank(b.severity) - severityRank(a.severity) ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.id, b.id)
  );
}

/** By time, event and rule: the order of `--emit matches`. */
export function compareMatchRecords(a: MatchRecord, b: MatchRecord): number {
  return (
    compareTime(a.eventTime, b.eventTime) ||
    compareText(a.eventId, b.eventId) ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.file, b.file)
  );
}

/** Times as `isoTime` writes them. Without the Z, or `…00.500Z` would come before `…00Z`. */
function compareTime(a: string, b: string): number {
  return a === b ? 0 : compareText(a.endsWith('Z') ? a.slice(0, -1) : a, b.endsWith('Z') ? b.slice(0, -1) : b);
}

/** By code units: the same on every machine, unlike `localeCompare`. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
