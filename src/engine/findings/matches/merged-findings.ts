import { withOrigin } from '../role-chain.ts';
import { type Triaged, toFindings } from '../triage.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import { loggedFindings, type Making } from './logged-findings.ts';
import type { MatchLog } from './match-log.ts';
import { itemsOf, type PackedFinding } from './packed-finding.ts';

/** A log that has this much is told before the next hour. */
const ENOUGH = 0.25;

/**
 * Findings in the order of a timeline, of more matches than there is memory for: hour by hour, each in a log. The findings of an hour
 * that one log can't hold are made one after the other, and sorted.
 * @param merged ascending by `comparePacked`
 * @param log an empty one, which is used again and again
 * @param sort in the order of a timeline
 */
export function* mergedFindings(
  merged: Iterable<PackedFinding>,
  log: MatchLog,
  sort: (findings: Iterable<Triaged>) => Iterable<Triaged>,
  making: Making,
): Generator<Triaged, void> {
  const packed = merged[Symbol.iterator]();
  let next = packed.next();

  function* restOf(hour: number): Generator<TriageItem, void> {
    for (let group = 0; group < log.groups; group++) yield* itemsOf(log.finding(group), making.rules);
    log.clear();
    for (; next.done !== true && next.value.hour === hour; next = packed.next()) yield* itemsOf(next.value, making.rules);
  }
  function* traced(items: Iterable<TriageItem>): Generator<TriageItem, void> {
    for (const item of items) yield withOrigin(item, making.lookup);
  }

  while (next.done !== true) {
    const { hour } = next.value;
    let fits = true;
    while (next.done !== true && next.value.hour === hour) {
      fits = log.take(next.value);
      if (!fits) break;
      next = packed.next();
    }
    if (!fits) yield* sort(toFindings(traced(restOf(hour)), making.policy));
    else if (log.filled >= ENOUGH || next.done === true) {
      yield* loggedFindings(log, making);
      log.clear();
    }
  }
}
