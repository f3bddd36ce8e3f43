import type { DecidingValue, WaitingTaker } from '../model/selection.ts';
import { unusualValue } from '../model/selection.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { type CredentialIssue, ISSUE, waitingIssue } from './findings/role-chain.ts';
import { waitingPaths } from './waiting-paths.ts';

/**
 * The waiting records of one file, to be counted in another thread. Of each and each rule that it may feed: the rule as a text, the record's
 * number, the second of its time, and its values at the rule's paths, in their order. Texts by number; below 0 are values that are no text.
 */
export interface WaitingPack {
  readonly texts: readonly string[];
  readonly numbers: Int32Array;
}

export interface WaitingPacker {
  readonly take: WaitingTaker;
  keep(): void;
  drop(): void;
  /** What was kept since the last call. */
  taken(): WaitingPack | undefined;
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
  let texts: string[] = [];
  let known = new Map<string, number>();
  let numbers: number[] = [];
  const numberOf = (text: string) => {
    let number = known.get(text);
    if (number === undefined) {
      number = texts.push(text) - 1;
      known.set(text, number);
    }
    return number;
  };
  const reset = () => {
    texts = [];
    known = new Map();
    numbers = [];
  };
  return {
    take({ rules, record, at, value }) {
      if (at >= LATEST || at < 0) return false;
      const before = numbers.length;
      try {
        for (const rule of rules) {
          if (rule === ISSUE) {
            const issue = waitingIssue({ at, value });
            if (issue !== undefined) issued(issue);
          } else if (series) {
            numbers.push(numberOf(rule), record, at / SECOND);
            for (const { asked } of paths.get(rule)!) {
              const found = value(asked);
              numbers.push(typeof found === 'string' ? numberOf(found) : -1 - WORDS.indexOf(found));
            }
          }
        }
      } catch (error) {
        if (error !== unusualValue) throw error;
        numbers.length = before;
        return false;
      }
      return true;
    },
    keep() {},
    drop: reset,
    taken() {
      if (numbers.length === 0) return undefined;
      const pack = { texts, numbers: Int32Array.from(numbers) };
      reset();
      return pack;
    },
  };
}

/** @param value of a text's number, or below 0 */
export function packedValue({ texts }: WaitingPack, value: number): DecidingValue {
  return value < 0 ? WORDS[-1 - value] : texts[value];
}
