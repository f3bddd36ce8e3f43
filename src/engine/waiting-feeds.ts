import type { EpochMs } from '../base/units.ts';
import type { SeriesInput, SeriesValue } from '../model/series.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { type DecidingValue, unusualValue, type WaitingRecord, type WaitingTaker } from '../model/selection.ts';
import { type CredentialIssue, ISSUE, waitingIssue } from './findings/role-chain.ts';
import type { SorterMaker } from './state/input-sorter.ts';
import { type AlikeInputs, createReach, MOST_PLACE_NUMBERS, type Places } from './state/reach.ts';
import { eachPacked, type WaitingPack } from './waiting-pack.ts';
import { waitingPaths } from './waiting-paths.ts';

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
  /** What another thread has taken of a file. */
  keepPack(file: string, pack: WaitingPack): void;
  /** What was taken since the last call isn't right. */
  drop(): void;
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

/** The groups of a file, as 32-bit numbers in Base64: first and last second of an entry, how many numbers its places are, and these. */
interface Kept {
  readonly file: string;
  readonly records: number;
  readonly numbers: string;
}

type Values = (path: string) => DecidingValue;

/** Records that are alike, as far as the current file goes. */
interface Touched {
  readonly inputs: AlikeInputs;
  first: EpochMs;
  last: EpochMs;
}

const SECOND = 1000;
const LATEST = 2 ** 31 * SECOND;
/** In numbers. */
const GROWS = 64 * 1024;
const NUMBERS_OF_ENTRY = 3;

/** @param issued told of credentials that records of a waiting kind have handed out */
export function createWaitingFeeds(
  series: readonly SeriesRule[],
  spill: SorterMaker,
  issued: (issue: CredentialIssue) => void,
): WaitingFeeds {
  const kept = spill.sorter<Kept>({ name: 'waiting', compare: () => 0 });
  const paths = waitingPaths(series);
  const reach = createReach(series);
  let numbers = new Int32Array(GROWS);
  let used = 0;
  let touched: Touched[] = [];

  // One input for each rule, filled anew for each record.
  const inputs = new Map([...paths].map(([id, of]) => [id, inputOf(id, of)]));

  const fill = (ruleId: string, value: Values) => {
    const { input, asked, leaves } = inputs.get(ruleId)!;
    for (let i = 0; i < asked.length; i++) {
      const found = value(asked[i]!);
      const all = leaves[i]!;
      if (found === undefined || found === null) all.length = 0;
      else all[0] = found;
    }
    return input;
  };
  const note = (places: Places, first: EpochMs, last: EpochMs) => {
    if (places.length === 0) return;
    if (used + MOST_PLACE_NUMBERS + NUMBERS_OF_ENTRY > numbers.length) {
      const grown = new Int32Array(numbers.length * 2);
      grown.set(numbers);
      numbers = grown;
    }
    numbers[used++] = first / SECOND;
    numbers[used++] = last / SECOND;
    numbers[used++] = places.length;
    for (let i = 0; i < places.length; i++) numbers[used++] = places[i]!;
  };
  const touch = (each: Touched, at: EpochMs) => {
    if (each.first > each.last) touched.push(each);
    each.inputs.add(at);
    if (at < each.first) each.first = at;
    if (at > each.last) each.last = at;
  };
  const alike = (ruleId: string, value: Values): Touched => ({
    inputs: reach.countAlike(fill(ruleId, value)),
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
  });
  const endFile = (isRight: boolean) => {
    for (const each of touched) {
      if (isRight) note(each.inputs.places, each.first, each.last);
      each.inputs.flush();
      each.first = Number.POSITIVE_INFINITY;
      each.last = Number.NEGATIVE_INFINITY;
    }
    touched = [];
  };
  const keep = (file: string, records: number) => {
    endFile(true);
    if (used > 0) kept.add({ file, records, numbers: Buffer.from(numbers.buffer, 0, used * 4).toString('base64') });
    used = 0;
  };

  return {
    count(input) {
      reach.count(input);
    },
    take(record) {
      if (!isOfThisAge(record)) return false;
      const before = used;
      try {
        for (let i = 0; i < record.rules.length; i++) {
          const rule = record.rules[i]!;
          if (rule !== ISSUE) {
            const input = fill(rule, record.value);
            input.at = record.at;
            note(reach.count(input), record.at, record.at);
          } else {
            const issue = waitingIssue(record);
            if (issue !== undefined) issued(issue);
          }
        }
      } catch (error) {
        if (error !== unusualValue) throw error;
        used = before;
        return false;
      }
      return true;
    },
    alike({ rules, value }) {
      if (rules.includes(ISSUE)) return undefined;
      const all = rules.map((rule) => alike(rule, value));
      return {
        add(at) {
          for (let i = 0; i < all.length; i++) touch(all[i]!, at);
        },
      };
    },
    keep,
    keepPack(file, pack) {
      for (const { ruleId, value, seconds } of eachPacked(pack, paths)) {
        const one = alike(ruleId, value);
        for (const second of seconds) touch(one, second * SECOND);
      }
      keep(file, pack.records);
    },
    drop() {
      endFile(false);
      used = 0;
    },
    *wanted() {
      const isWanted = (record: WaitingRecord) => {
        if (!isOfThisAge(record)) return false;
        try {
          return record.rules.some((rule) => {
            if (rule === ISSUE) return false;
            const places = reach.placesOf(fill(rule, record.value));
            return places.length > 0 && matters(places, 0, places.length, record.at, record.at);
          });
        } catch (error) {
          if (error !== unusualValue) throw error;
          return false;
        }
      };
      const matters = (of: ArrayLike<number>, from: number, to: number, first: EpochMs, last: EpochMs) => {
        const listeners = reach.listeners(of, from, to, first, last);
        return listeners === undefined || listeners.length > 0;
      };
      for (const { file, records, numbers: base64 } of kept.sorted()) {
        const bytes = Buffer.from(base64, 'base64');
        const entries = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
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

function isOfThisAge({ at }: Pick<WaitingRecord, 'at'>): boolean {
  return at >= 0 && at < LATEST;
}

function inputOf(ruleId: string, paths: readonly { readonly path: string; readonly asked: string }[]) {
  const leaves = paths.map((): SeriesValue[] => []);
  const values = Object.fromEntries(paths.map(({ path }, i) => [path, leaves[i]!]));
  return { input: { ruleId, at: 0, values }, asked: paths.map(({ asked }) => asked), leaves };
}
