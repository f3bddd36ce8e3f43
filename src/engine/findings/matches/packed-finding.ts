import { type EpochMs, HOUR } from '../../../base/units.ts';
import { hexOf } from '../../../base/uuid.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import { readMatch, type ScannedMatch } from './match-words.ts';
import type { RuleParts } from './rule-parts.ts';

/** Matches of one finding, all or some, as numbers: read one after the other, once, and before the next finding is asked for. */
export interface PackedFinding {
  /** Of event time, since 1970. */
  readonly hour: number;
  /** The finding's id, in four numbers. */
  readonly id: Int32Array;
  readonly account: string;
  readonly actor: string;
  /** Goes on to the first match, then to the next one; false behind the last. */
  next(): boolean;
  /** Where the match is, and what the numbers of its texts mean. */
  readonly words: Int32Array;
  readonly at: number;
  readonly texts: readonly string[];
}

/** By hour, in the order of a timeline, and by id: a finding lies within an hour. */
export function comparePacked(a: PackedFinding, b: PackedFinding): number {
  return compareHours(a.hour, b.hour) || compareIds(a.id, 0, b.id, 0);
}

export function compareHours(a: number, b: number): number {
  return a === b ? 0 : timelinePlace(a * HOUR) - timelinePlace(b * HOUR);
}

/** Four numbers each. */
export function compareIds(a: Int32Array, atA: number, b: Int32Array, atB: number): number {
  for (let i = 0; i < 4; i++) {
    const difference = a[atA + i]! - b[atB + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Orders times as their texts are ordered: `+010000-01-01T00:00:00` comes before all others. */
export function timelinePlace(at: EpochMs): number {
  return at >= YEAR_10000 ? at - LONG : at;
}

const YEAR_10000: EpochMs = Date.UTC(10_000, 0, 1);
const LONG: EpochMs = 2 ** 50;

/** The matches behind the one where the finding is now. */
export function* itemsOf(finding: PackedFinding, rules: RuleParts): Generator<TriageItem, void> {
  const findingId = hexOf(finding.id, 0);
  while (finding.next()) yield itemAt(finding, findingId, rules);
}

/** The match where the finding is now. */
export function itemAt(finding: PackedFinding, findingId: string, rules: RuleParts): TriageItem {
  const item: ScannedMatch & { findingId?: string } = readMatch(finding.words, finding.at, finding.texts, rules, finding);
  item.findingId = findingId;
  return item as TriageItem;
}
