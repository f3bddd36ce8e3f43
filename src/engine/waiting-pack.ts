import type { EpochMs } from '../base/units.ts';
import type { DecidingValue, WaitingTaker } from '../model/selection.ts';
import { unusualValue } from '../model/selection.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { type CredentialIssue, ISSUE, waitingIssue } from './findings/role-chain.ts';
import { waitingPaths } from './waiting-paths.ts';

/**
 * The waiting records of one file, to be counted in another thread. Of those that are alike, for each rule that they may feed: the rule as
 * a text, how many they are, the values at the rule's paths, in their order, and the second of each. Texts by number; below 0 are values
 * that are no text.
 */
export interface WaitingPack {
  /** Records of the file in all. */
  readonly records: number;
  readonly texts: readonly string[];
  readonly numbers: Int32Array;
}

export interface WaitingPacker extends WaitingTaker {
  keep(file: string, records: number): void;
  drop(): void;
  /** What was kept since the last call. */
  taken(): WaitingPack | undefined;
}

/** Seconds of records that are alike, of the current file. */
interface Alike {
  readonly rules: readonly { readonly ruleId: string; readonly values: readonly DecidingValue[] }[];
  seconds: number[];
}

const SECOND = 1000;
const LATEST = 2 ** 31 * SECOND;
const WORDS: readonly DecidingValue[] = [undefined, null, true, false];

/** @param series false: nothing is made of series */
export function createWaitingPacker(
  rules: readonly SeriesRule[],
  issued: (issue: CredentialIssue) => void,
  series: boolean,
): WaitingPacker {
  const paths = waitingPaths(rules);
  let touched: Alike[] = [];
  let records = 0;

  const alikeOf = (ruleIds: readonly string[], value: (path: string) => DecidingValue): Alike => ({
    rules: ruleIds.map((ruleId) => ({ ruleId, values: paths.get(ruleId)!.map(({ asked }) => value(asked)) })),
    seconds: [],
  });
  const touch = (each: Alike, at: EpochMs) => {
    if (each.seconds.push(at / SECOND) === 1) touched.push(each);
  };
  const reset = () => {
    for (const each of touched) each.seconds = [];
    touched = [];
  };
  return {
    take({ rules, at, value }) {
      if (at >= LATEST || at < 0) return false;
      try {
        const fed = rules.filter((rule) => rule !== ISSUE);
        const one = series && fed.length > 0 ? alikeOf(fed, value) : undefined;
        if (rules.includes(ISSUE)) {
          const issue = waitingIssue({ at, value });
          if (issue !== undefined) issued(issue);
        }
        if (one !== undefined) touch(one, at);
      } catch (error) {
        if (error !== unusualValue) throw error;
        return false;
      }
      return true;
    },
    alike({ rules, value }) {
      if (rules.includes(ISSUE)) return undefined;
      const one = series ? alikeOf(rules, value) : undefined;
      return { add: (at) => one && touch(one, at) };
    },
    keep(_file, count) {
      records = count;
    },
    drop: reset,
    taken() {
      if (touched.length === 0) return undefined;
      const pack = packed(touched, records);
      reset();
      return pack;
    },
  };
}

function packed(all: readonly Alike[], records: number): WaitingPack {
  const known = new Map<string, number>();
  const texts: string[] = [];
  const numberOf = (text: string) => {
    let number = known.get(text);
    if (number === undefined) {
      number = texts.push(text) - 1;
      known.set(text, number);
    }
    return number;
  };
  const numbers: number[] = [];
  for (const { rules, seconds } of all) {
    for (const { ruleId, values } of rules) {
      numbers.push(numberOf(ruleId), seconds.length);
      for (const value of values) numbers.push(typeof value === 'string' ? numberOf(value) : -1 - WORDS.indexOf(value));
      for (const second of seconds) numbers.push(second);
    }
  }
  return { records, texts, numbers: Int32Array.from(numbers) };
}

/** What a pack holds. The values are good until the next one. @param paths of `waitingPaths`, by rule */
export function* eachPacked({ texts, numbers }: WaitingPack, paths: ReturnType<typeof waitingPaths>) {
  for (let at = 0; at < numbers.length; ) {
    const ruleId = texts[numbers[at]!]!;
    const count = numbers[at + 1]!;
    const asked = paths.get(ruleId)!;
    let next = at + 2;
    const from = next + asked.length;
    const value = (): DecidingValue => {
      const number = numbers[next++]!;
      return number < 0 ? WORDS[-1 - number] : texts[number];
    };
    yield { ruleId, value, seconds: numbers.subarray(from, from + count) };
    at = from + count;
  }
}
