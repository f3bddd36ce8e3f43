import type { Spill } from '../edges/spill/spill.ts';
import { loggedFindings } from '../engine/findings/logged-findings.ts';
import type { MatchLog } from '../engine/findings/match-log.ts';
import type { Policy } from '../engine/findings/policy.ts';
import { type IssueLookup, withOrigin } from '../engine/findings/role-chain.ts';
import { compareFindings, compareTriageItems, type Triaged, toFindings, toSort } from '../engine/findings/triage.ts';
import type { MatchItem, TriageItem } from '../model/triage-item.ts';

/** Matches on their way to their findings, in whatever order they come. */
export interface Gathering {
  /** @throws {Problem} SPILL_FAILED */
  add(item: MatchItem): void;
  readonly size: number;
  /** Findings in no order in particular: those for which memory was too small. To be read first. */
  unordered(lookup: IssueLookup, policy: Policy): Iterable<Triaged>;
  /** Findings in the order of `compareTriaged`, and how many they are: either these or the unordered ones are none. */
  ordered(lookup: IssueLookup, policy: Policy): Iterable<Triaged>;
  readonly inOrder: number;
  close(): void;
}

export const compareTriaged = (a: Triaged, b: Triaged): number => compareFindings(a.finding, b.finding);

/**
 * As long as matches fit there they are kept in a log in memory. Past it all of them are sorted by finding, in runs on disk.
 * @param empty the log; undefined where items carry too much for one
 */
export function createGathering(spill: Spill, empty: MatchLog | undefined): Gathering {
  let log = empty;
  const sorter = spill.sorter<TriageItem>({ name: 'matches', compare: compareTriageItems });
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(item) {
      size++;
      if (log?.add(item) === true) return;
      if (log !== undefined) {
        const full = log;
        log = undefined;
        for (let group = 0; group < full.groups; group++) full.each(group, sorter.add);
      }
      sorter.add(toSort(item));
    },
    *unordered(lookup, policy) {
      yield* toFindings(traced(sorter.sorted(), lookup), policy);
      sorter.close();
    },
    *ordered(lookup, policy) {
      if (log !== undefined) yield* loggedFindings(log, lookup, policy);
    },
    get inOrder() {
      return log?.groups ?? 0;
    },
    close() {
      log = undefined;
      sorter.close();
    },
  };
}

function* traced(items: Iterable<TriageItem>, lookup: IssueLookup): Generator<TriageItem> {
  for (const item of items) yield withOrigin(item, lookup);
}
