import { isoTime } from '../../../base/iso-time.ts';
import { HOUR } from '../../../base/units.ts';
import { parseUuid, uuidOf } from '../../../base/uuid.ts';
import type { MatchRecord } from '../../../model/match.ts';
import type { MatchItem } from '../../../model/triage-item.ts';
import type { RuleParts } from './rule-parts.ts';
import type { TextNumbers } from './text-numbers.ts';

/** What a scan knows of a match: who began a chain of roles is asked later, and only a live process asks for targets. */
export type ScannedMatch = Omit<MatchItem, 'origin' | 'targets'>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What all matches of a finding have in common, besides their rule. */
export interface MatchHead {
  readonly account: string;
  readonly actor: string;
  /** Since 1970. */
  readonly hour: number;
}

/**
 * A match in 32-bit numbers: its rule; milliseconds into its hour; the number of its id as text, or none and the id in four; nine texts;
 * its JSON as text and the length of that; how many resources, and these as texts.
 */
const FIXED = 19;
const TEXTS = 7;
const COUNT = 18;
/** Instead of the number of a text. */
const NONE = -1;

/** Fields of `TextNumbers`, besides the nine texts: theirs are 0 to 8. */
const ID = 9;
const RAW = 10;
const RESOURCE = 11;
/** For what stands before matches. */
export const ACCOUNT = 12;
export const ACTOR = 13;

export const wordsOf = (match: ScannedMatch): number => FIXED + match.resources.length;
export const wordsAt = (words: Int32Array, at: number): number => FIXED + words[at + COUNT]!;

export function writeMatch(match: ScannedMatch, words: Int32Array, at: number, rules: RuleParts, texts: TextNumbers): void {
  const { record, resources, raw } = match;
  words[at] = rules.numberOf(record, match.shadow);
  words[at + 1] = match.at - Math.floor(match.at / HOUR) * HOUR;
  words[at + 2] = parseUuid(record.eventId, words, at + 3) ? NONE : texts.aside(ID, record.eventId);
  let to = at + TEXTS;
  words[to++] = texts.numberOf(0, record.eventSource);
  words[to++] = texts.numberOf(1, record.eventName);
  words[to++] = texts.numberOf(2, record.awsRegion);
  words[to++] = texts.numberOf(3, record.sourceIPAddress);
  words[to++] = texts.numberOf(4, record.userAgent);
  words[to++] = texts.numberOf(5, record.errorCode);
  words[to++] = texts.numberOf(6, record.file);
  words[to++] = match.accessKeyId === undefined ? NONE : texts.numberOf(7, match.accessKeyId);
  words[to++] = match.excepted === undefined ? NONE : texts.numberOf(8, match.excepted);
  words[to++] = raw === undefined ? NONE : texts.aside(RAW, raw);
  words[to++] = match.rawLength ?? NONE;
  words[to++] = resources.length;
  for (let nth = 0; nth < resources.length; nth++) words[to++] = texts.numberOf(RESOURCE, resources[nth]!);
}

/** Copies a match to where texts have other numbers. */
export function copyMatch(
  from: Int32Array,
  at: number,
  list: readonly string[],
  words: Int32Array,
  start: number,
  texts: TextNumbers,
): void {
  for (let i = 0; i < TEXTS; i++) words[start + i] = from[at + i]!;
  if (from[at + 2] !== NONE) words[start + 2] = texts.aside(ID, list[from[at + 2]!]!);
  for (let field = 0; field < 9; field++) {
    const number = from[at + TEXTS + field]!;
    words[start + TEXTS + field] = number === NONE ? NONE : texts.numberOf(field, list[number]!);
  }
  const raw = from[at + 16]!;
  words[start + 16] = raw === NONE ? NONE : texts.aside(RAW, list[raw]!);
  words[start + 17] = from[at + 17]!;
  words[start + COUNT] = from[at + COUNT]!;
  for (let i = FIXED; i < FIXED + from[at + COUNT]!; i++) words[start + i] = texts.numberOf(RESOURCE, list[from[at + i]!]!);
}

export function readMatch(
  words: Int32Array,
  start: number,
  list: readonly string[],
  rules: RuleParts,
  { account, actor, hour }: MatchHead,
): Mutable<ScannedMatch> {
  const { ruleId, title, severity, attack, shadow } = rules.part(words[start]!);
  const at = hour * HOUR + words[start + 1]!;
  const id = words[start + 2]!;
  let i = start + TEXTS;
  const record: MatchRecord = {
    ruleId,
    title,
    severity,
    eventId: id === NONE ? uuidOf(words, start + 3) : list[id]!,
    eventTime: isoTime(at),
    eventSource: list[words[i++]!]!,
    eventName: list[words[i++]!]!,
    awsRegion: list[words[i++]!]!,
    account,
    actor,
    sourceIPAddress: list[words[i++]!]!,
    userAgent: list[words[i++]!]!,
    errorCode: list[words[i++]!]!,
    attack,
    file: list[words[i++]!]!,
  };
  const key = words[i++]!;
  const excepted = words[i++]!;
  const raw = words[i++]!;
  const rawLength = words[i++]!;
  const count = words[i++]!;
  const resources = count === 0 ? NOTHING : textsAt(words, i, count, list);
  const item: Mutable<ScannedMatch> = { at, record, resources };
  if (raw !== NONE) item.raw = list[raw]!;
  if (rawLength !== NONE) item.rawLength = rawLength;
  if (shadow) item.shadow = shadow;
  if (excepted !== NONE) item.excepted = list[excepted]!;
  if (key !== NONE) item.accessKeyId = list[key]!;
  return item;
}

const NOTHING: readonly string[] = [];

function textsAt(words: Int32Array, start: number, count: number, list: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let i = start; i < start + count; i++) found.push(list[words[i]!]!);
  return found;
}
