import type { Finding } from '../../model/finding.ts';
import type { Match, MatchRecord } from '../../model/match.ts';
import { severityRank } from '../../model/severity.ts';
import type { MatchItem, TriageItem } from '../../model/triage-item.ts';
import { createAccumulator, type FindingAccumulator } from './accumulator.ts';
import { findingId } from './finding-id.ts';
import { keptRaw } from './kept-raw.ts';
import { toMatchRecord } from './match-record.ts';
import { noPolicy, type Policy } from './policy.ts';
import { resourcesOf } from './resources.ts';
import { temporaryKeyOf } from './role-chain.ts';

export type { TriageItem } from '../../model/triage-item.ts';
export { findingId } from './finding-id.ts';

/**
 * What its finding takes of a match.
 * @param raw the record's JSON, where the output will show it; kept to `RAW_LIMIT` characters
 * @param policy says which exception covers the event
 */
export function toMatchItem(match: Match, raw?: string, policy: Pick<Policy, 'exceptionOf'> = noPolicy): MatchItem {
  const { event, rule } = match;
  const excepted = policy.exceptionOf(event);
  const accessKeyId = temporaryKeyOf(event.envelope);
  const item: Mutable<MatchItem> = { at: event.at, record: toMatchRecord(match), resources: resourcesOf(event.envelope) };
  if (raw !== undefined) Object.assign(item, keptRaw(raw));
  if (rule.status === 'experimental') item.shadow = true;
  if (excepted !== undefined) item.excepted = excepted;
  if (accessKeyId !== undefined) item.accessKeyId = accessKeyId;
  return item;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `toMatchItem`, made ready to be sorted into its finding. */
export function toTriageItem(match: Match, raw?: string, policy?: Pick<Policy, 'exceptionOf'>): TriageItem {
  return toSort(toMatchItem(match, raw, policy));
}

/** The item with its finding's id. */
export function toSort(item: MatchItem): TriageItem {
  const { ruleId, account, actor } = item.record;
  return { findingId: findingId(ruleId, account, actor, item.at), ...item };
}

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

/** What decides the place of a finding in a timeline. */
export type FindingPlace = Pick<Finding, 'firstAt' | 'severity' | 'ruleId' | 'id'>;

/** The order of a timeline: by first event, at the same time the most severe first, then by rule and id. Total. */
export function compareFindings(a: FindingPlace, b: FindingPlace): number {
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
