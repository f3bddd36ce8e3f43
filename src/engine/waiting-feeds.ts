import { packNumbers, unpackNumbers } from '../base/packed-numbers.ts';
import type { SeriesInput } from '../model/series.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { unusualValue, type WaitingRecord, type WaitingTaker } from '../model/selection.ts';
import { type CredentialIssue, ISSUE } from './findings/role-chain.ts';
import type { SorterMaker } from './state/input-sorter.ts';
import type { Counted } from './state/counted.ts';
import { createReach } from './state/reach.ts';
import { createWaitingCounter, isOfThisAge, NUMBERS_OF_ENTRY, SECOND, type WaitingPlaces } from './waiting-counter.ts';

/**
 * Records of which a scan knows, without having parsed them, that they can matter to nothing but series, and what they would feed these.
 * Of each file it is kept which groups they were in, and when. When all has been read, it is known which groups can reach their condition
 * at all: files that have records in these are read again.
 */
export interface WaitingFeeds extends WaitingTaker {
  /** What was fed by an event that has been read whole: it counts as well. */
  count(input: SeriesInput): void;
  /** What was taken since the last call are records of this file, which has so many in all. */
  keep(file: string, records: number): void;
  /** What somebody else has taken of a file; it is counted when that is merged. */
  keepPlaces(file: string, places: WaitingPlaces): void;
  /** What was taken since the last call isn't right. */
  drop(): void;
  /** What somebody else has counted; undefined: that is lost. */
  merge(counted: Counted | undefined): void;
  /** The files with records that matter, in the order of keeping. May be called once, when all is counted. */
  wanted(): Generator<WantedFile, void>;
}

export interface WantedFile {
  readonly file: string;
  /** So many records it had. */
  readonly records: number;
  /** Of a record that may wait: does it matter? False if it was read whole the first time. @throws unusualValue never */
  isWanted(record: WaitingRecord): boolean;
}

/** `WaitingPlaces`, packed. */
interface Kept {
  readonly file: string;
  readonly records: number;
  readonly numbers: string;
}

/** @param issued told of credentials that records of a waiting kind have handed out */
export function createWaitingFeeds(
  series: readonly SeriesRule[],
  spill: SorterMaker,
  issued: (issue: CredentialIssue) => void,
): WaitingFeeds {
  const kept = spill.sorter<Kept>({ name: 'waiting', compare: () => 0 });
  const reach = createReach(series);
  const counter = createWaitingCounter(series, reach, issued);

  const keepPlaces = (file: string, { records, numbers }: WaitingPlaces) => {
    kept.add({ file, records, numbers: packNumbers(numbers) });
  };
  return {
    take: counter.take,
    ...(counter.alike && { alike: counter.alike }),
    drop: counter.drop,
    count(input) {
      reach.count(input);
    },
    keep(file, records) {
      const places = counter.keep(records);
      if (places !== undefined) keepPlaces(file, places);
    },
    keepPlaces,
    merge: reach.merge,
    *wanted() {
      const matters = (of: ArrayLike<number>, from: number, to: number, first: number, last: number) => {
        const listeners = reach.listeners(of, from, to, first, last);
        return listeners === undefined || listeners.length > 0;
      };
      const isWanted = (record: WaitingRecord) => {
        if (!isOfThisAge(record)) return false;
        try {
          return record.rules.some((rule) => {
            if (rule === ISSUE) return false;
            const places = counter.placesOf(rule, record);
            return places.length > 0 && matters(places, 0, places.length, record.at, record.at);
          });
        } catch (error) {
          if (error !== unusualValue) throw error;
          return false;
        }
      };
      for (const { file, records, numbers } of kept.sorted()) {
        const entries = unpackNumbers(numbers);
        let matter = false;
        for (let at = 0; at < entries.length && !matter; ) {
          const from = at + NUMBERS_OF_ENTRY;
          const to = from + entries[at + 2]!;
          matter = matters(entries, from, to, entries[at]! * SECOND, entries[at + 1]! * SECOND);
          at = to;
        }
        if (matter) yield { file, records, isWanted };
      }
      kept.close();
    },
  };
}
