import type { Test } from '../../../model/predicate.ts';
import { isPlain, type PlainTest, TestNumbers } from './test-index.ts';

/** What rules ask of one path, and the bits in which the answers go. A bit belongs to one condition. */
export interface SlotCondition {
  readonly any: readonly Test[];
  readonly negate: boolean;
  readonly bits: readonly number[];
}

/** Changes to an answer's bits, as `bit * 2 + value`. */
export type Changes = readonly number[];

export interface SlotPlan {
  readonly path: number;
  /** Of an answer. The first `summarized` have a summary. */
  readonly words: number;
  readonly summarized: number;
  readonly tests: readonly PlainTest[];
  /** Per test: what its success changes, of what holds for an unlisted value: first what `anything-but` excludes, then the rest. */
  readonly first: readonly Changes[];
  readonly second: readonly Changes[];
  /** The words of the answer if there is no leaf; and if there is one that passes no plain test. */
  readonly absent: Int32Array;
  readonly unlisted: Int32Array;
  /** The bits of conditions that are turned around, if any are. */
  readonly negated: Int32Array | undefined;
  /** Conditions that are none of the usual: asked one by one. */
  readonly oneByOne: readonly SlotCondition[];
}

export function summaryWordsOf(plan: { readonly summarized: number }): number {
  return Math.ceil(plan.summarized / 32);
}

export function planSlot(path: number, words: number, summarized: number, conditions: readonly SlotCondition[]): SlotPlan {
  const numbers = new TestNumbers();
  const first: number[][] = [];
  const second: number[][] = [];
  const absent = new Int32Array(words);
  const unlisted = new Int32Array(words);
  const negated = new Int32Array(words);
  const oneByOne: SlotCondition[] = [];

  const note = (list: number[][], test: PlainTest, bits: readonly number[], value: number) => {
    const number = numbers.numberOf(test);
    while (first.length <= number) {
      first.push([]);
      second.push([]);
    }
    for (const bit of bits) list[number]!.push(bit * 2 + value);
  };

  for (const condition of conditions) {
    const { any, negate, bits } = condition;
    const yes = negate ? 0 : 1;
    if (negate) setAll(negated, bits);
    if (any.some(({ is }) => is === 'absent') !== negate) setAll(absent, bits);
    const parts = partsOf(any);
    if (parts === undefined) {
      oneByOne.push(condition);
      continue;
    }
    const holdsUnlisted = parts === 'any leaf' || parts.excluded !== undefined;
    if (holdsUnlisted !== negate) setAll(unlisted, bits);
    if (parts === 'any leaf') continue;
    for (const test of parts.excluded ?? []) note(first, test, bits, 1 - yes);
    for (const test of parts.plain) note(second, test, bits, yes);
  }
  return {
    path,
    words,
    summarized,
    tests: numbers.tests,
    first,
    second,
    absent,
    unlisted,
    negated: negated.some((word) => word !== 0) ? negated : undefined,
    oneByOne,
  };
}

/**
 * Nearly all conditions are some plain tests, or one `anything-but` of plain tests, or both: then a value that no test lists
 * has the same answer as all others that none lists, and each success changes it. Undefined for any other form.
 */
function partsOf(
  any: readonly Test[],
): 'any leaf' | undefined | { excluded: readonly PlainTest[] | undefined; plain: readonly PlainTest[] } {
  if (any.some(({ is }) => is === 'exists')) return 'any leaf';
  const plain = any.filter(isPlain);
  const excepts = any
    .filter((test) => test.is === 'except')
    .map(({ of }) => of.filter(({ is }) => is !== 'absent'))
    .filter((of) => !of.some(({ is }) => is === 'exists'));
  if (excepts.length > 1) return undefined;
  const excluded = excepts[0];
  if (excluded === undefined) return { excluded, plain };
  return excluded.every(isPlain) ? { excluded, plain } : undefined;
}

function setAll(words: Int32Array, bits: readonly number[]): void {
  for (const bit of bits) words[bit >>> 5]! |= 1 << (bit & 31);
}
