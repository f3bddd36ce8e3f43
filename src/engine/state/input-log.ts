import { isoTime } from '../../base/iso-time.ts';
import { packNumbers, unpackNumbers } from '../../base/packed-numbers.ts';
import { type Bytes, DAY, type EpochMs, KiB, MiB } from '../../base/units.ts';
import { parseUuid, uuidOf } from '../../base/uuid.ts';
import type { MatchRecord } from '../../model/match.ts';
import type { SeriesInput, SeriesValue } from '../../model/series.ts';
import { MOST_PLACE_NUMBERS, type Places } from './reach.ts';

/** Some inputs as they wait, perhaps on disk: plain data, small. Only the log that wrote it can read it. */
export interface InputBlock {
  /** 32-bit numbers, as Base64. */
  readonly numbers: string;
  /** What the numbers can't say. */
  readonly rest: readonly Rest[];
}

type Rest = string | readonly SeriesValue[] | SeriesInput;

/**
 * Writes inputs into blocks: texts that come again and again are named once and kept in memory for as long as the log lives, an id is
 * four numbers, a time is one. Most inputs are never read again, so writing has to be cheap, and to leave nothing for the
 * garbage collector.
 */
export interface InputLog {
  /** Returns a block whenever one is full. */
  add(input: SeriesInput, places: Places): InputBlock | undefined;
  /** The last block. */
  finish(): InputBlock | undefined;
  /** The inputs of a block, in the order of adding, that are wanted. */
  read(block: InputBlock, wanted: Wanted): Generator<SeriesInput, void>;
}

/** Is an input wanted? Its places are in `numbers`, from `from` to `to`. Asked just before the input is made. */
export type Wanted = (numbers: ArrayLike<number>, from: number, to: number, at: EpochMs) => boolean;

type RulePart = Pick<MatchRecord, 'ruleId' | 'title' | 'severity' | 'attack'>;

/** In numbers. */
const BLOCK = 16 * 1024;
/** Texts that are kept in memory, and characters of them; the others stay in the blocks. */
const MOST_TEXTS = 100_000;
const MOST_CHARACTERS: Bytes = 8 * MiB;
/** An input that has no short form. */
const WHOLE = -1;
/** Resources of an input, and paths with values. */
const MOST_PARTS = 90;
/** Numbers of an input at most. */
const LONGEST = 40 + MOST_PLACE_NUMBERS + 3 * MOST_PARTS;
/** What `rest` may have, in characters, before a block is full. */
const MOST_REST: Bytes = 128 * KiB;
/** Fields of a record; one that has more has no short form. */
const FIELDS = 15;
const NONE: readonly string[] = [];

export function createInputLog(): InputLog {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const rules: RulePart[] = [];
  const ruleNumbers = new Map<string, number>();
  const numbers = new Int32Array(BLOCK);
  let characters = 0;
  let used = 0;
  let rest: Rest[] = [];
  let restSize = 0;

  /** A number below 0 is the place in `rest`. */
  const aside = (value: Rest): number => {
    restSize += sizeOf(value);
    return -rest.push(value);
  };
  const textNumber = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    if (texts.length >= MOST_TEXTS || characters + text.length > MOST_CHARACTERS) return aside(text);
    characters += text.length;
    places.set(text, texts.length);
    return texts.push(text) - 1;
  };
  /** The number of what the record says of its rule; `WHOLE` if it says something else than the first did. */
  const ruleNumber = ({ ruleId, title, severity, attack }: MatchRecord): number => {
    const number = ruleNumbers.get(ruleId);
    if (number === undefined) {
      ruleNumbers.set(ruleId, rules.length);
      return rules.push({ ruleId, title, severity, attack }) - 1;
    }
    const rule = rules[number]!;
    const same = rule.title === title && rule.severity === severity && sameTexts(rule.attack, attack);
    return same ? number : WHOLE;
  };
  const block = (): InputBlock => {
    const full = { numbers: packNumbers(numbers.subarray(0, used)), rest };
    used = 0;
    rest = [];
    restSize = 0;
    return full;
  };
  const write = (input: SeriesInput, places: Places) => {
    const start = used++;
    numbers[used++] = places.length;
    for (let i = 0; i < places.length; i++) numbers[used++] = places[i]!;
    const { record, resources, values, eventId, at } = input;
    const rule = isShort(input) ? ruleNumber(record) : WHOLE;
    numbers[used++] = rule;
    if (rule === WHOLE) numbers[used++] = aside(input);
    else {
      numbers[used++] = Math.floor(at / DAY);
      numbers[used++] = at - Math.floor(at / DAY) * DAY;
      numbers[used++] = record.eventTime === isoTime(at) ? 0 : aside(record.eventTime);
      if (parseUuid(eventId, numbers, used + 1)) {
        numbers[used] = 0;
        used += 5;
      } else numbers[used++] = aside(eventId);
      numbers[used++] = textNumber(record.eventSource);
      numbers[used++] = textNumber(record.eventName);
      numbers[used++] = textNumber(record.awsRegion);
      numbers[used++] = textNumber(record.account);
      numbers[used++] = textNumber(record.actor);
      numbers[used++] = textNumber(record.sourceIPAddress);
      numbers[used++] = textNumber(record.userAgent);
      numbers[used++] = textNumber(record.errorCode);
      numbers[used++] = textNumber(record.file);
      numbers[used++] = resources.length;
      for (let i = 0; i < resources.length; i++) numbers[used++] = textNumber(resources[i]!);
      for (const path in values) {
        const leaves = values[path]!;
        const only = leaves[0];
        numbers[used++] = textNumber(path);
        numbers[used++] = leaves.length === 1 && typeof only === 'string' ? textNumber(only) : aside(leaves);
      }
    }
    numbers[start] = used - start;
  };

  return {
    add(input, places) {
      write(input, places);
      return used + LONGEST > BLOCK || restSize > MOST_REST ? block() : undefined;
    },
    finish: () => (used > 0 ? block() : undefined),
    *read({ numbers: packed, rest }, wanted) {
      const numbers = unpackNumbers(packed);
      const restored = (number: number) => (number < 0 ? rest[-1 - number]! : texts[number]!);
      const textOf = (number: number) => restored(number) as string;
      for (let start = 0; start < numbers.length; start += numbers[start]!) {
        const end = start + numbers[start]!;
        const places = start + 2;
        let i = places + numbers[start + 1]!;
        const rule = numbers[i++]!;
        if (rule === WHOLE) {
          const input = restored(numbers[i]!) as SeriesInput;
          if (wanted(numbers, places, i - 1, input.at)) yield input;
          continue;
        }
        const at = numbers[i]! * DAY + numbers[i + 1]!;
        if (!wanted(numbers, places, i - 1, at)) continue;
        const { ruleId, title, severity, attack } = rules[rule]!;
        const time = numbers[i + 2]!;
        const id = numbers[i + 3]!;
        const eventId = id === 0 ? uuidOf(numbers, i + 4) : textOf(id);
        i += id === 0 ? 8 : 4;
        const record: MatchRecord = {
          ruleId,
          title,
          severity,
          eventId,
          eventTime: time === 0 ? isoTime(at) : textOf(time),
          eventSource: textOf(numbers[i++]!),
          eventName: textOf(numbers[i++]!),
          awsRegion: textOf(numbers[i++]!),
          account: textOf(numbers[i++]!),
          actor: textOf(numbers[i++]!),
          sourceIPAddress: textOf(numbers[i++]!),
          userAgent: textOf(numbers[i++]!),
          errorCode: textOf(numbers[i++]!),
          attack,
          file: textOf(numbers[i++]!),
        };
        const arns = numbers[i++]!;
        const resources = arns === 0 ? NONE : [...numbers.subarray(i, i + arns)].map(textOf);
        const values: Record<string, readonly SeriesValue[]> = {};
        for (i += arns; i < end; i += 2) {
          const leaves = restored(numbers[i + 1]!) as string | readonly SeriesValue[];
          const value = typeof leaves === 'string' ? [leaves] : leaves;
          Object.defineProperty(values, textOf(numbers[i]!), { value, enumerable: true });
        }
        yield { ruleId, eventId, at, values, record, resources };
      }
    },
  };
}

function isShort({ ruleId, eventId, at, record, resources, values, crossing }: SeriesInput): boolean {
  return (
    crossing === undefined &&
    record.ruleId === ruleId &&
    record.eventId === eventId &&
    Number.isSafeInteger(at) &&
    Math.abs(at) < LATEST &&
    resources.length <= MOST_PARTS &&
    keysOf(values) <= MOST_PARTS &&
    keysOf(record) === FIELDS
  );
}

/** Of a `Date`. */
const LATEST: EpochMs = 100_000_000 * DAY;

function keysOf(object: object): number {
  let keys = 0;
  for (const _ in object) keys++;
  return keys;
}

function sizeOf(value: Rest): number {
  if (typeof value === 'string') return value.length;
  if (!isList(value)) return MOST_REST;
  let size = 0;
  for (const leaf of value) size += typeof leaf === 'string' ? leaf.length : 16;
  return size;
}

const isList = (value: Rest): value is readonly SeriesValue[] => Array.isArray(value);

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, i) => text === b[i]));
}
