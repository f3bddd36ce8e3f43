import type { EpochMs } from '../base/units.ts';
import type { SeriesValue } from '../model/series.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { type DecidingValue, unusualValue, type WaitingRecord, type WaitingTaker } from '../model/selection.ts';
import { type CredentialIssue, ISSUE, waitingIssue } from './findings/role-chain.ts';
import { type AlikeInputs, MOST_PLACE_NUMBERS, type Places, type Reach } from './state/reach.ts';
import { waitingPaths } from './waiting-paths.ts';

/** The groups that waiting records of a content are in. */
export interface WaitingPlaces {
  /** Records of the content in all. */
  readonly records: number;
  /** First and last second of some records, how many numbers their places are, and these; and so on. */
  readonly numbers: Int32Array;
}

/** Counts waiting records, a content at a time. */
export interface WaitingCounter extends WaitingTaker {
  /** What was taken since the last call are records of a content that has so many in all. Undefined if that is nothing. */
  keep(records: number): WaitingPlaces | undefined;
  /** What was taken since the last call isn't right. */
  drop(): void;
  /** The places that a record counts in, once more. @throws unusualValue */
  placesOf(rule: string, record: Pick<WaitingRecord, 'value'>): Places;
}

type Values = (path: string) => DecidingValue;

/** Records that are alike, as far as the current content goes. */
interface Touched {
  readonly inputs: AlikeInputs;
  first: EpochMs;
  last: EpochMs;
}

export const SECOND = 1000;
const LATEST = 2 ** 31 * SECOND;
/** In numbers. */
const GROWS = 64 * 1024;
export const NUMBERS_OF_ENTRY = 3;

/**
 * @param reach what is counted is counted here
 * @param issued told of credentials that records of a waiting kind have handed out
 */
export function createWaitingCounter(
  series: readonly SeriesRule[],
  reach: Reach,
  issued: (issue: CredentialIssue) => void,
): WaitingCounter {
  // One input for each rule, filled anew for each record.
  const inputs = new Map([...waitingPaths(series)].map(([id, of]) => [id, inputOf(id, of)]));
  let numbers = new Int32Array(GROWS);
  let used = 0;
  let touched: Touched[] = [];

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
  const endContent = (isRight: boolean) => {
    for (const each of touched) {
      if (isRight) note(each.inputs.places, each.first, each.last);
      each.inputs.flush();
      each.first = Number.POSITIVE_INFINITY;
      each.last = Number.NEGATIVE_INFINITY;
    }
    touched = [];
  };

  return {
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
      const all = rules.map(
        (rule): Touched => ({
          inputs: reach.countAlike(fill(rule, value)),
          first: Number.POSITIVE_INFINITY,
          last: Number.NEGATIVE_INFINITY,
        }),
      );
      return {
        add(at) {
          for (let i = 0; i < all.length; i++) touch(all[i]!, at);
        },
      };
    },
    keep(records) {
      endContent(true);
      const places = used === 0 ? undefined : { records, numbers: numbers.slice(0, used) };
      used = 0;
      return places;
    },
    drop() {
      endContent(false);
      used = 0;
    },
    placesOf: (rule, { value }) => reach.placesOf(fill(rule, value)),
  };
}

/** Of others it isn't kept when they were. */
export function isOfThisAge({ at }: Pick<WaitingRecord, 'at'>): boolean {
  return at >= 0 && at < LATEST;
}

function inputOf(ruleId: string, paths: readonly { readonly path: string; readonly asked: string }[]) {
  const leaves = paths.map((): SeriesValue[] => []);
  const values = Object.fromEntries(paths.map(({ path }, i) => [path, leaves[i]!]));
  return { input: { ruleId, at: 0, values }, asked: paths.map(({ asked }) => asked), leaves };
}
