import { type Bytes, type EpochMs, HOUR, MiB } from '../../../base/units.ts';
import { findingIdWords } from '../finding-id.ts';
import { createKeyNumbers } from './key-numbers.ts';
import { ACCOUNT, ACTOR, copyMatch, type ScannedMatch, wordsAt, wordsOf, writeMatch } from './match-words.ts';
import { compareHours, compareIds, type PackedFinding, timelinePlace } from './packed-finding.ts';
import type { RuleParts } from './rule-parts.ts';
import { createTextNumbers } from './text-numbers.ts';

/**
 * Matches in little memory, by finding: some twenty numbers each, and every text once. To add one costs no hash of its finding's name,
 * leaves nothing for the garbage collector, and the matches of a finding need not be sorted.
 */
export interface MatchLog {
  /** False if it is full. An empty one never is. */
  add(match: ScannedMatch): boolean;
  /** Adds the matches of a finding, until it is full: false then, and the finding is at the last one that was added. */
  take(finding: PackedFinding): boolean;
  /** The groups: a group is a finding, one rule, account, actor and UTC hour. */
  readonly groups: number;
  /** How much of the room is taken, from 0 to 1. */
  readonly filled: number;
  /** The groups in the order of their first events. */
  inOrder(): readonly number[];
  firstAt(group: number): EpochMs;
  /** A group with its matches in the order of adding. */
  finding(group: number): PackedFinding;
  /** All of them in the order of `comparePacked`. */
  packed(): Generator<PackedFinding, void>;
  clear(): void;
}

/** How much a log takes. */
export interface LogRoom {
  readonly words: number;
  readonly texts: number;
  readonly characters: Bytes;
}

/** Matches without very many different texts are some 200,000. */
const WIDE: LogRoom = { words: (16 * MiB) / 4, texts: 100_000, characters: 8 * MiB };

/** In numbers; a match lies in one chunk, behind the place of the next of its group. */
const CHUNK = 64 * 1024;
/** Instead of a match. */
const NONE = -1;

export function createMatchLog(rules: RuleParts, room: LogRoom = WIDE): MatchLog {
  const chunks: Int32Array[] = [];
  let chunk: Int32Array = new Int32Array(0);
  /** Chunks in use; those behind wait to be used again. */
  let open = 0;
  let used = CHUNK;
  const texts = createTextNumbers();
  let keys = createKeyNumbers();
  /** Per group: its first and last match, and when it begins. */
  let first: number[] = [];
  let last: number[] = [];
  let begins: EpochMs[] = [];
  /** Ids of the groups up to `identified`, four numbers each. */
  let ids: Int32Array = new Int32Array(0);
  let identified = 0;

  const filled = () =>
    first.length === 0
      ? 0
      : Math.max(((open - 1) * CHUNK + used) / room.words, texts.list.length / room.texts, texts.characters / room.characters);

  /** Where a match of this many numbers may be written, which is in `chunk`. */
  const place = (size: number): number => {
    if (used + size > CHUNK) {
      if (open === chunks.length) chunks.push(new Int32Array(CHUNK));
      chunk = chunks[open++]!;
      used = 0;
    }
    const at = (open - 1) * CHUNK + used;
    used += size;
    return at;
  };

  const link = (group: number, match: number, at: EpochMs) => {
    chunk[match % CHUNK] = NONE;
    if (group === first.length) {
      first.push(match);
      last.push(match);
      begins.push(at);
      return;
    }
    const before = last[group]!;
    chunks[Math.floor(before / CHUNK)]![before % CHUNK] = match;
    last[group] = match;
    if (at < begins[group]!) begins[group] = at;
  };

  const groupOf = (rule: number, account: string, actor: string, hour: number): number =>
    keys.add(rules.rule(rule), texts.numberOf(ACCOUNT, account), texts.numberOf(ACTOR, actor), hour);

  const identify = (id: Int32Array) => {
    if (4 * (identified + 1) > ids.length) {
      const longer = new Int32Array(Math.max(1024, 2 * ids.length));
      longer.set(ids);
      ids = longer;
    }
    for (let i = 0; i < 4; i++) ids[4 * identified + i] = id[i]!;
    identified++;
  };

  const accountOf = (group: number) => texts.list[keys.part(group, 1)]!;
  const actorOf = (group: number) => texts.list[keys.part(group, 2)]!;
  const hourOf = (group: number) => keys.part(group, 3);
  const readId = (group: number, into: Int32Array) => {
    if (group < identified) for (let i = 0; i < 4; i++) into[i] = ids[4 * group + i]!;
    else {
      const { ruleId } = rules.part(keys.part(group, 0));
      findingIdWords(ruleId, accountOf(group), actorOf(group), hourOf(group), into);
    }
  };

  const finding = (group: number): PackedFinding => {
    let match = first[group]!;
    const id = new Int32Array(4);
    readId(group, id);
    const reader = {
      hour: hourOf(group),
      id,
      account: accountOf(group),
      actor: actorOf(group),
      texts: texts.list,
      words: chunk,
      at: 0,
      next(): boolean {
        if (match === NONE) return false;
        reader.words = chunks[Math.floor(match / CHUNK)]!;
        reader.at = (match % CHUNK) + 1;
        match = reader.words[reader.at - 1]!;
        return true;
      },
    };
    return reader;
  };

  return {
    add(match) {
      if (filled() >= 1) return false;
      const at = place(1 + wordsOf(match));
      const start = (at % CHUNK) + 1;
      writeMatch(match, chunk, start, rules, texts);
      const { account, actor } = match.record;
      link(groupOf(chunk[start]!, account, actor, Math.floor(match.at / HOUR)), at, match.at);
      return true;
    },
    take(finding) {
      const { hour, account, actor } = finding;
      while (filled() < 1) {
        if (!finding.next()) return true;
        const at = place(1 + wordsAt(finding.words, finding.at));
        const start = (at % CHUNK) + 1;
        copyMatch(finding.words, finding.at, finding.texts, chunk, start, texts);
        const group = groupOf(chunk[start]!, account, actor, hour);
        if (group === identified) identify(finding.id);
        link(group, at, hour * HOUR + chunk[start + 1]!);
      }
      return false;
    },
    get groups() {
      return first.length;
    },
    get filled() {
      return filled();
    },
    inOrder: () => [...begins.keys()].sort((a, b) => timelinePlace(begins[a]!) - timelinePlace(begins[b]!) || a - b),
    firstAt: (group) => begins[group]!,
    finding,
    *packed() {
      const id = new Int32Array(4);
      while (identified < first.length) {
        readId(identified, id);
        identify(id);
      }
      const hours = Int32Array.from(first, (_, group) => hourOf(group));
      const order = Uint32Array.from(first.keys());
      order.sort((a, b) => compareHours(hours[a]!, hours[b]!) || compareIds(ids, 4 * a, ids, 4 * b));
      for (const group of order) yield finding(group);
    },
    clear() {
      open = 0;
      used = CHUNK;
      texts.clear();
      keys = createKeyNumbers();
      first = [];
      last = [];
      begins = [];
      ids = new Int32Array(0);
      identified = 0;
    },
  };
}
