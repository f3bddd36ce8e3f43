import { hash128 } from '../../base/hash.ts';
import { type EpochMs, HOUR } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { Match, MatchRecord } from '../../model/match.ts';
import { severityRank } from '../../model/severity.ts';
import { RAW_LIMIT, type TriageItem } from '../../model/triage-item.ts';
import { createFindingBuilder } from './finding-builder.ts';
import { toMatchRecord } from './match-record.ts';
import { resourcesOf } from './resources.ts';

export type { TriageItem } from '../../model/triage-item.ts';

/**
 * A match, made ready to be sorted into its finding.
 * @param raw the record's JSON, where the output will show it; kept to `RAW_LIMIT` characters
 */
export function toTriageItem(match: Match, raw?: string): TriageItem {
  const record = toMatchRecord(match);
  const item = {
    findingId: findingId(record.ruleId, record.account, record.actor, match.event.at),
    at: match.event.at,
    record,
    resources: resourcesOf(match.event.envelope),
  };
  if (raw === undefined) return item;
  if (raw.length <= RAW_LIMIT) return { ...item, raw };
  // Through bytes: a slice of a string keeps the whole of it in memory.
  return { ...item, raw: Buffer.from(raw.slice(0, RAW_LIMIT), 'utf16le').toString('utf16le'), rawLength: raw.length };
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
export function* toFindings(sorted: Iterable<TriageItem>): Generator<Triaged> {
  let builder: ReturnType<typeof createFindingBuilder> | undefined;
  for (const item of sorted) {
    if (builder !== undefined && builder.id !== item.findingId) {
      yield builder.build();
      builder = undefined;
    }
    builder ??= createFindingBuilder(item);
    builder.add(item);
  }
  if (builder !== undefined) yield builder.build();
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
