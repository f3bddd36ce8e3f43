import { isoTime } from '../../base/iso-time.ts';
import { type Bytes, DAY, type EpochMs, HOUR, MiB } from '../../base/units.ts';
import { parseUuid, uuidOf } from '../../base/uuid.ts';
import type { MatchRecord } from '../../model/match.ts';
import type { MatchItem, TriageItem } from '../../model/triage-item.ts';
import { findingId } from './finding-id.ts';
import { createKeyNumbers } from './key-numbers.ts';

/**
 * Matches in little memory, by finding: some twenty numbers each, and every text once. To add one costs no hash of its finding's name,
 * leaves nothing for the garbage collector, and the matches of a finding need not be sorted.
 */
export interface MatchLog {
  /** False if there is no more room, or the item has something that a scan's items never have: it isn't in the log then. */
  add(item: MatchItem): boolean;
  readonly groups: number;
  /** The groups, in the order of their first events. A group is a finding: one rule, account, actor and UTC hour. */
  inOrder(): readonly number[];
  firstAt(group: number): EpochMs;
  /** The id of the finding. */
  idOf(group: number): string;
  /** The items of a group, in the order of adding. */
  each(group: number, take: (item: TriageItem) => void): void;
}

type RulePart = Pick<MatchRecord, 'ruleId' | 'title' | 'severity' | 'attack'> & Pick<MatchItem, 'shadow'>;

/** Bounds of what a log takes: matches without very many different texts are some 200,000. */
const MOST_NUMBERS = (16 * MiB) / 4;
const MOST_TEXTS = 100_000;
const MOST_CHARACTERS: Bytes = 8 * MiB;

/** In numbers; a match lies in one chunk. */
const CHUNK = 64 * 1024;
/** Of a match: which is the next of its group, when, five of its id, nine texts, how many resources. */
const FIXED = 18;
const MOST_RESOURCES = 100;
/** Instead of a number of a text, and of a match. */
const NONE = -1;
/** Times from the year 0 to 9999: their texts sort as they do. */
const EARLIEST: EpochMs = -719_528 * DAY;
const LATEST: EpochMs = 2_932_897 * DAY;

export function createMatchLog(mostNumbers = MOST_NUMBERS): MatchLog {
  const chunks: Int32Array[] = [];
  let chunk = new Int32Array(0);
  let used = CHUNK;
  /** The empty text is the first. */
  const texts = [''];
  const textNumbers = new Map([['', 0]]);
  let characters = 0;
  const rules: RulePart[] = [];
  const ruleNumbers = new Map<string, number>();
  const keys = createKeyNumbers();
  /** Per group: its first and last match, and when it begins. */
  const first: number[] = [];
  const last: number[] = [];
  const begins: EpochMs[] = [];

  /** Neighbours are alike, and comparing costs less than looking up: per field its last text and number. */
  const lastTexts = new Array<string>(FIXED).fill('');
  const lastNumbers = new Int32Array(FIXED);
  const fieldNumber = (field: number, text: string): number => {
    if (lastTexts[field] === text) return lastNumbers[field]!;
    lastTexts[field] = text;
    lastNumbers[field] = textNumber(text);
    return lastNumbers[field]!;
  };
  const textNumber = (text: string): number => {
    let number = textNumbers.get(text);
    if (number === undefined) {
      number = texts.push(text) - 1;
      textNumbers.set(text, number);
      characters += text.length;
    }
    return number;
  };
  const textOf = (number: number): string => texts[number]!;
  const textsOf = (from: Int32Array, start: number, count: number): readonly string[] => {
    const found: string[] = [];
    for (let i = start; i < start + count; i++) found.push(textOf(from[i]!));
    return found;
  };

  /** `NONE` if the record says something else of its rule than the first did. */
  const ruleNumber = ({ ruleId, title, severity, attack }: MatchRecord, shadow: true | undefined): number => {
    const number = ruleNumbers.get(ruleId);
    if (number === undefined) {
      ruleNumbers.set(ruleId, rules.length);
      return rules.push({ ruleId, title, severity, attack, ...(shadow && { shadow }) }) - 1;
    }
    const rule = rules[number]!;
    const same = rule.title === title && rule.severity === severity && rule.shadow === shadow && sameTexts(rule.attack, attack);
    return same ? number : NONE;
  };

  const fits = ({ at, record, resources, raw, origin, targets }: MatchItem): boolean =>
    raw === undefined &&
    origin === undefined &&
    targets === undefined &&
    resources.length <= MOST_RESOURCES &&
    Number.isInteger(at) &&
    at >= EARLIEST &&
    at < LATEST &&
    record.eventTime === isoTime(at) &&
    texts.length + FIXED + resources.length <= MOST_TEXTS &&
    characters <= MOST_CHARACTERS;

  /** Where a match of this many numbers may be written; `NONE` if nowhere. */
  const place = (size: number): number => {
    if (used + size > CHUNK) {
      if ((chunks.length + 1) * CHUNK > mostNumbers) return NONE;
      chunk = new Int32Array(CHUNK);
      chunks.push(chunk);
      used = 0;
    }
    const at = (chunks.length - 1) * CHUNK + used;
    used += size;
    return at;
  };

  const link = (group: number, match: number, at: EpochMs) => {
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

  let knownGroup = NONE;
  let knownId = '';
  const idOf = (group: number): string => {
    if (group !== knownGroup) {
      const { ruleId } = rules[keys.part(group, 0)]!;
      knownId = findingId(ruleId, textOf(keys.part(group, 1)), textOf(keys.part(group, 2)), keys.part(group, 3) * HOUR);
      knownGroup = group;
    }
    return knownId;
  };

  const itemAt = (id: string, group: number, from: Int32Array, match: number): TriageItem => {
    let i = (match % CHUNK) + 1;
    const at = from[i]! * DAY + from[i + 1]!;
    const eventId = from[i + 2] === NONE ? uuidOf(from, i + 3) : textOf(from[i + 2]!);
    i += 7;
    const { ruleId, title, severity, attack, shadow } = rules[keys.part(group, 0)]!;
    const record: MatchRecord = {
      ruleId,
      title,
      severity,
      eventId,
      eventTime: isoTime(at),
      eventSource: textOf(from[i]!),
      eventName: textOf(from[i + 1]!),
      awsRegion: textOf(from[i + 2]!),
      account: textOf(keys.part(group, 1)),
      actor: textOf(keys.part(group, 2)),
      sourceIPAddress: textOf(from[i + 3]!),
      userAgent: textOf(from[i + 4]!),
      errorCode: textOf(from[i + 5]!),
      attack,
      file: textOf(from[i + 6]!),
    };
    const accessKeyId = from[i + 7]!;
    const excepted = from[i + 8]!;
    const count = from[i + 9]!;
    const resources = count === 0 ? NOTHING : textsOf(from, i + 10, count);
    const item: { -readonly [K in keyof TriageItem]: TriageItem[K] } = { findingId: id, at, record, resources };
    if (shadow) item.shadow = shadow;
    if (excepted !== NONE) item.excepted = textOf(excepted);
    if (accessKeyId !== NONE) item.accessKeyId = textOf(accessKeyId);
    return item;
  };

  return {
    add(item) {
      if (!fits(item)) return false;
      const { at, record, resources, shadow } = item;
      const rule = ruleNumber(record, shadow);
      const match = rule === NONE ? NONE : place(FIXED + resources.length);
      if (match === NONE) return false;
      const day = Math.floor(at / DAY);
      let i = match % CHUNK;
      chunk[i] = NONE;
      chunk[i + 1] = day;
      chunk[i + 2] = at - day * DAY;
      chunk[i + 3] = parseUuid(record.eventId, chunk, i + 4) ? NONE : textNumber(record.eventId);
      i += 8;
      chunk[i] = fieldNumber(0, record.eventSource);
      chunk[i + 1] = fieldNumber(1, record.eventName);
      chunk[i + 2] = fieldNumber(2, record.awsRegion);
      chunk[i + 3] = fieldNumber(3, record.sourceIPAddress);
      chunk[i + 4] = fieldNumber(4, record.userAgent);
      chunk[i + 5] = fieldNumber(5, record.errorCode);
      chunk[i + 6] = fieldNumber(6, record.file);
      chunk[i + 7] = item.accessKeyId === undefined ? NONE : fieldNumber(7, item.accessKeyId);
      chunk[i + 8] = item.excepted === undefined ? NONE : fieldNumber(8, item.excepted);
      chunk[i + 9] = resources.length;
      for (let nth = 0; nth < resources.length; nth++) chunk[i + 10 + nth] = textNumber(resources[nth]!);
      const group = keys.add(rule, fieldNumber(9, record.account), fieldNumber(10, record.actor), Math.floor(at / HOUR));
      link(group, match, at);
      return true;
    },
    get groups() {
      return first.length;
    },
    inOrder: () => [...begins.keys()].sort((a, b) => begins[a]! - begins[b]! || a - b),
    firstAt: (group) => begins[group]!,
    idOf,
    each(group, take) {
      const id = idOf(group);
      for (let match = first[group]!; match !== NONE; ) {
        const from = chunks[Math.floor(match / CHUNK)]!;
        take(itemAt(id, group, from, match));
        match = from[match % CHUNK]!;
      }
    },
  };
}

const NOTHING: readonly string[] = [];

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, i) => text === b[i]));
}
