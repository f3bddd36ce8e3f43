import type { Spill } from '../edges/spill/spill.ts';
import { loggedFindings } from '../engine/findings/matches/logged-findings.ts';
import { packFindings, unpackFindings } from '../engine/findings/matches/match-blocks.ts';
import { createMatchLog, type LogRoom } from '../engine/findings/matches/match-log.ts';
import type { ScannedMatch } from '../engine/findings/matches/match-words.ts';
import { mergedFindings } from '../engine/findings/matches/merged-findings.ts';
import { comparePacked } from '../engine/findings/matches/packed-finding.ts';
import { createRuleParts } from '../engine/findings/matches/rule-parts.ts';
import type { Policy } from '../engine/findings/policy.ts';
import type { IssueLookup } from '../engine/findings/role-chain.ts';
import { compareFindings, type Triaged } from '../engine/findings/triage.ts';

/** Matches on their way to their findings, in whatever order they come. */
export interface Gathering {
  /** @throws {Problem} SPILL_FAILED */
  add(match: ScannedMatch): void;
  readonly size: number;
  /** Their findings in the order of `compareTriaged`. May be called once, after the last `add`. @throws {Problem} SPILL_FAILED */
  findings(lookup: IssueLookup, policy: Policy): Iterable<Triaged>;
  close(): void;
}

export const compareTriaged = (a: Triaged, b: Triaged): number => compareFindings(a.finding, b.finding);

/**
 * Matches are kept in a log in memory. Whenever it is full it goes to disk, sorted by hour and finding.
 * @param room of the log
 */
export function createGathering(spill: Spill, room?: LogRoom): Gathering {
  const rules = createRuleParts();
  const log = createMatchLog(rules, room);
  const runs = spill.runs({ compare: comparePacked, pack: packFindings, unpack: unpackFindings });
  let size = 0;

  const putAside = () => {
    runs.add(log.packed());
    log.clear();
  };
  function* sort(findings: Iterable<Triaged>): Generator<Triaged, void> {
    const sorter = spill.sorter<Triaged>({ name: 'findings', compare: compareTriaged });
    for (const finding of findings) sorter.add(finding);
    yield* sorter.sorted();
    sorter.close();
  }
  return {
    get size() {
      return size;
    },
    add(match) {
      size++;
      if (log.add(match)) return;
      putAside();
      log.add(match);
    },
    *findings(lookup, policy) {
      const making = { rules, lookup, policy };
      if (runs.count === 0) yield* loggedFindings(log, making);
      else {
        putAside();
        yield* mergedFindings(runs.merged(), log, sort, making);
      }
    },
    close() {
      log.clear();
      runs.close();
    },
  };
}
