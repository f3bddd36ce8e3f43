import { NumberLiteral } from '../../../base/json.ts';
import { passes } from '../evaluate.ts';
import type { LeafValue } from '../fields.ts';
import type { LeafTable } from './leaf-table.ts';
import { type SlotCondition, type SlotPlan, summaryWordsOf } from './slot-plan.ts';
import { TestIndex } from './test-index.ts';

/** The first answers of a slot's row in the arena; then come the remembered ones. */
const ABSENT = 0;
const UNLISTED = 1;
const SCRATCH = 2;
const SEVERAL = 3;
const FIRST_REMEMBERED = 4;

/** What a slot takes of the arena. */
export function arenaWordsOf(plan: SlotPlan, remembered: number): number {
  return (FIRST_REMEMBERED + remembered) * (summaryWordsOf(plan) + plan.words);
}

/** Longer values are answered anew each time: attackers choose them. */
const longestKey = 256;

/**
 * The answers of all conditions on one path, as bits: an **answer** is a summary (one bit for each of the first words that isn't
 * 0) and then the words. All answers lie in one arena, and are named by where they begin in it.
 *
 * Two are made in advance: there is no leaf; and there is one that passes no test (where `anything-but` and `exists` hold). The
 * answer for a value is the second with a few bits changed. Those of values that were met are remembered; what wasn't used of
 * late is replaced.
 */
export class Slot {
  readonly path: number;
  private readonly arena: Int32Array;
  private readonly start: number;
  private readonly words: number;
  private readonly summaryWords: number;
  private readonly summarized: number;
  private readonly index: TestIndex;
  /** Per test: what its success does to bits, as `bit * 2 + value`; first what `anything-but` excludes, then the rest. */
  private readonly first: readonly (readonly number[])[];
  private readonly second: readonly (readonly number[])[];
  private readonly hasFirst: boolean;
  private readonly negated: Int32Array | undefined;
  private readonly oneByOne: readonly SlotCondition[];

  private readonly remembered = new Map<LeafValue, number>();
  private readonly keys: (LeafValue | undefined)[];
  private readonly used: Uint8Array;
  private readonly answers: Int32Array;
  private hand = 0;
  /** The value that was asked for last, and its answer, which is overwritten by the next at the earliest. */
  private last: LeafValue | undefined = undefined;
  private lastAnswer = 0;
  private readonly hits: number[] = [];

  /** The slot's part of the arena begins at `start`; `remembered` values are kept. */
  constructor(plan: SlotPlan, arena: Int32Array, start: number, remembered: number) {
    this.path = plan.path;
    this.arena = arena;
    this.start = start;
    this.words = plan.words;
    this.summarized = plan.summarized;
    this.summaryWords = summaryWordsOf(plan);
    this.index = new TestIndex(plan.tests);
    this.first = plan.first;
    this.second = plan.second;
    this.hasFirst = plan.first.some((changes) => changes.length > 0);
    this.negated = plan.negated;
    this.oneByOne = plan.oneByOne;
    this.keys = new Array<LeafValue | undefined>(remembered).fill(undefined);
    this.used = new Uint8Array(remembered);
    this.answers = new Int32Array(remembered);
    arena.set(plan.absent, this.at(ABSENT) + this.summaryWords);
    arena.set(plan.unlisted, this.at(UNLISTED) + this.summaryWords);
    this.summarize(this.at(ABSENT));
    this.summarize(this.at(UNLISTED));
  }

  get absent(): number {
    return this.start;
  }

  /** Where the words of an answer begin, from the answer's own beginning. */
  get wordsAt(): number {
    return this.summaryWords;
  }

  /** The answer for the leaves that were read. Valid until the next call. */
  answer(leaves: LeafTable): number {
    const path = this.path;
    const count = leaves.count[path]!;
    if (count === 1) return this.answerFor(leaves.value[path]!);
    if (count === 0) return this.absent;
    const several = this.at(SEVERAL);
    this.copy(this.answerFor(leaves.value[path]!), several);
    for (const leaf of leaves.others(path)) this.merge(this.answerFor(leaf.value), several);
    this.summarize(several);
    return several;
  }

  private answerFor(value: LeafValue): number {
    // Neighbours in a log are alike, and comparing costs less than looking up.
    if (value === this.last) return this.lastAnswer;
    const known = this.remembered.get(value);
    if (known !== undefined) {
      this.used[known] = 1;
      return this.keep(value, this.answers[known]!);
    }
    if (value instanceof NumberLiteral || (typeof value === 'string' && value.length > longestKey)) {
      this.last = undefined;
      return this.compute(value, this.at(SCRATCH));
    }
    const place = this.leastUsed();
    const answer = this.compute(value, this.at(FIRST_REMEMBERED + place));
    // A look-up in the index is as cheap as one here: only what has an answer of its own is kept.
    if (answer === this.at(UNLISTED) && this.index.onlyEquality) return this.keep(value, answer);
    const old = this.keys[place];
    if (old !== undefined) this.remembered.delete(old);
    this.keys[place] = value;
    this.answers[place] = answer;
    this.remembered.set(value, place);
    this.hand = place + 1 === this.keys.length ? 0 : place + 1;
    return this.keep(value, answer);
  }

  private keep(value: LeafValue, answer: number): number {
    this.last = value;
    this.lastAnswer = answer;
    return answer;
  }

  /** "Clock" replacement: what was used since the hand came by last stays. So a flood of new values can't drive out the usual ones. */
  private leastUsed(): number {
    const used = this.used;
    let hand = this.hand;
    while (used[hand] === 1) {
      used[hand] = 0;
      hand = hand + 1 === used.length ? 0 : hand + 1;
    }
    this.hand = hand;
    return hand;
  }

  /** Writes the answer to `target`, unless it is that of all unlisted values; returns where it is. */
  private compute(value: LeafValue, target: number): number {
    const hits = this.hits;
    hits.length = 0;
    this.index.find(value, hits);
    if (hits.length === 0 && this.oneByOne.length === 0) return this.at(UNLISTED);
    this.copy(this.at(UNLISTED), target);
    const words = target + this.summaryWords;
    if (this.hasFirst) for (let i = 0; i < hits.length; i++) this.change(words, this.first[hits[i]!]!);
    for (let i = 0; i < hits.length; i++) this.change(words, this.second[hits[i]!]!);
    for (const { any, negate, bits } of this.oneByOne) {
      const holds = any.some((test) => passes(test, value)) !== negate ? 1 : 0;
      this.change(
        words,
        bits.map((bit) => bit * 2 + holds),
      );
    }
    this.summarize(target);
    return target;
  }

  private change(words: number, changes: readonly number[]): void {
    const arena = this.arena;
    for (let i = 0; i < changes.length; i++) {
      const change = changes[i]!;
      const word = words + (change >>> 6);
      const bit = 1 << ((change >>> 1) & 31);
      if ((change & 1) === 1) arena[word]! |= bit;
      else arena[word]! &= ~bit;
    }
  }

  private copy(from: number, to: number): void {
    if (from !== to) this.arena.copyWithin(to, from, from + this.summaryWords + this.words);
  }

  /** Any of several leaves will do; where a rule wants none that passes, all of them must be others. */
  private merge(from: number, into: number): void {
    const { arena, negated, summaryWords } = this;
    for (let i = 0; i < this.words; i++) {
      const one = arena[from + summaryWords + i]!;
      const other = arena[into + summaryWords + i]!;
      const turned = negated === undefined ? 0 : negated[i]!;
      arena[into + summaryWords + i] = ((one | other) & ~turned) | (one & other & turned);
    }
  }

  private summarize(answer: number): void {
    const { arena, summaryWords } = this;
    const words = answer + summaryWords;
    for (let s = 0; s < summaryWords; s++) {
      let summary = 0;
      const end = Math.min(32, this.summarized - s * 32);
      for (let i = 0; i < end; i++) if (arena[words + s * 32 + i] !== 0) summary |= 1 << i;
      arena[answer + s] = summary;
    }
  }

  private at(number: number): number {
    return this.start + number * (this.summaryWords + this.words);
  }
}
