import { packNumbers, unpackNumbers } from '../base/packed-numbers.ts';
import { HOUR } from '../base/units.ts';
import type { Packing } from '../edges/spill/spill.ts';
import { ACCOUNT, ACTOR, readMatch, wordsAt, wordsOf, writeMatch } from '../engine/findings/matches/match-words.ts';
import { createRuleParts } from '../engine/findings/matches/rule-parts.ts';
import { createTextNumbers } from '../engine/findings/matches/text-numbers.ts';
import { createInputLog, type InputBlock, type InputLog } from '../engine/state/input-log.ts';
import type { SeriesInput } from '../model/series.ts';
import type { MatchItem } from '../model/triage-item.ts';
import type { Matched } from './taking.ts';

interface MatchedBlock {
  /**
   * 32-bit numbers, as Base64. Of an event: how many matches and how many inputs it has, then its matches: each with its hour,
   * account and actor before it.
   */
  readonly numbers: string;
  readonly texts: readonly string[];
  readonly feeds: readonly InputBlock[];
}

/** In numbers, and characters of texts: then a block is full. */
const MOST_WORDS = 8 * 1024;
const MOST_CHARACTERS = 64 * 1024;
/** Before the matches of an event, and before each. */
const HEAD = 2;
const MATCH_HEAD = 3;

/** How events whose repeats can't be told yet wait, with what the rules make of them. */
export function createMatchedPacking(): Packing<Matched> {
  const rules = createRuleParts();
  const texts = createTextNumbers();
  let inputs: InputLog | undefined;
  let words = new Int32Array(0);
  let used = 0;
  let feeds: InputBlock[] = [];

  const keep = (block: InputBlock | undefined) => {
    if (block !== undefined) feeds.push(block);
  };
  const block = (): MatchedBlock => {
    keep(inputs?.finish());
    const full = { numbers: packNumbers(words.subarray(0, used)), texts: texts.list, feeds };
    texts.clear();
    used = 0;
    feeds = [];
    return full;
  };
  const makeRoom = (items: readonly MatchItem[]) => {
    let needed = used + HEAD;
    for (const item of items) needed += MATCH_HEAD + wordsOf(item);
    if (needed <= words.length) return;
    const longer = new Int32Array(Math.max(2 * MOST_WORDS, needed));
    longer.set(words);
    words = longer;
  };

  return {
    add({ items, feeds: fed }) {
      makeRoom(items);
      words[used++] = items.length;
      words[used++] = fed.length;
      for (const item of items) {
        words[used++] = Math.floor(item.at / HOUR);
        words[used++] = texts.numberOf(ACCOUNT, item.record.account);
        words[used++] = texts.numberOf(ACTOR, item.record.actor);
        writeMatch(item, words, used, rules, texts);
        used += wordsOf(item);
      }
      if (fed.length > 0) inputs ??= createInputLog();
      for (const input of fed) keep(inputs!.add(input, []));
      return used >= MOST_WORDS || texts.characters >= MOST_CHARACTERS || feeds.length >= 2 ? block() : undefined;
    },
    finish: () => (used > 0 ? block() : undefined),
    *read(from) {
      const { numbers, texts: list, feeds: fed } = from as MatchedBlock;
      const packed = unpackNumbers(numbers);
      const waiting = inputsOf(fed);
      for (let i = 0; i < packed.length; ) {
        const count = packed[i++]!;
        const inputCount = packed[i++]!;
        const items: MatchItem[] = [];
        for (let nth = 0; nth < count; nth++) {
          const head = { hour: packed[i]!, account: list[packed[i + 1]!]!, actor: list[packed[i + 2]!]! };
          i += MATCH_HEAD;
          items.push(readMatch(packed, i, list, rules, head));
          i += wordsAt(packed, i);
        }
        const theirs: SeriesInput[] = [];
        while (theirs.length < inputCount) theirs.push(waiting.next().value as SeriesInput);
        yield { items, feeds: theirs };
      }
    },
  };

  function* inputsOf(blocks: readonly InputBlock[]): Generator<SeriesInput, void> {
    for (const block of blocks) yield* inputs!.read(block, () => true);
  }
}
