import { inflateRawSync } from 'node:zlib';
import type { Bytes } from '../../../base/units.ts';
import {
  type Closer,
  MOST_PATHS,
  MOST_PATHS_IN_ALL,
  type PassedListener,
  type SelectedTimes,
  type Selection,
  type WaitingTaker,
} from '../../../model/selection.ts';
import { createCurrentRecord } from './current-record.ts';
import { jsonWalkBytes } from './json-walk-bytes.ts';
import { createNotedRecords } from './noted-records.ts';
import { type PlannedKey, planWalk } from './walk-plan.ts';
import { compileModule, instantiate, type WasmMemory } from './web-assembly.ts';

/**
 * Walks over the content of log files and finds the records that a selection needs, without parsing (`assembly/json-walk.ts`). Has
 * memory of its own, for one content at a time: 8 MiB and the largest content so far.
 */
export interface Walker {
  /** Where the content has to be before `walk`: at least so many bytes. Good until the next call. */
  room(bytes: Bytes): Buffer;
  /**
   * Undefined if the content isn't a CloudTrail log file in plain form, or no valid JSON: then nothing is known of it, and what `wait` was
   * told doesn't count.
   */
  walk(length: Bytes, wait?: WaitingTaker): Walked | undefined;
}

export interface Walked {
  /** Records in all. */
  readonly records: number;
  /** Outside of the times and places asked for. */
  readonly outside: number;
  /** Taken by `wait`. */
  readonly waiting: number;
  /** Start, end and number of each record that has to be looked at. Start and end are places in `bytes`. */
  readonly found: readonly number[];
  readonly bytes: Buffer;
}

interface Exports {
  readonly memory: WasmMemory;
  inputAt(): number;
  keyTextAt(): number;
  absentAt(): number;
  outsideAt(): number;
  valuesAt(): number;
  filledAt(): number;
  currentAt(): number;
  configure(slots: number, from: number, to: number, all: boolean): void;
  setLandmarks(time: number, agent: number, request: number, id: number): void;
  addKey(entry: number, node: number, length: number, slot: number, child: number): void;
  countNotedAt(): number;
  notedAt(): number;
  closersAt(): number;
  walk(length: number, takesAlike: boolean): number;
  squeeze(length: number): number;
}

const PAGE: Bytes = 64 * 1024;
/** Behind the content: the walk reads whole blocks, and looks ahead a little. */
const BEHIND: Bytes = 4096;
const NONE = 255;
/** What a verdict means to the walk. */
const VERDICTS = { passed: 1, needed: 2, outside: 7 } as const;
const UNUSUAL = 0;
const NOBODY: readonly string[] = [];
/** From here on: numbers of closer looks. */
const CLOSER = 8;
const WHITE_SPACE = -2;
const WORDS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Behind the first and the last of them, and up to the second one, records are often as others were before; the last one mostly follows the third. */
const LANDMARKS = ['eventTime', 'userAgent', 'requestID', 'eventID'] as const;

let compiled: object | undefined;

/**
 * Undefined if the selection asks for what the walk can't find.
 * @param passed hears of the records that nobody needs; it may hear of one twice
 */
export function createWalker(
  selection: Selection,
  { from = -Infinity, to = Infinity }: SelectedTimes = {},
  passed?: PassedListener,
): Walker | undefined {
  const { paths, asked } = selection;
  const fields = ['eventTime', ...paths, ...asked];
  const plan = paths.length > MOST_PATHS || fields.length > MOST_PATHS_IN_ALL + 1 ? undefined : planWalk(fields);
  if (plan === undefined) return undefined;
  compiled ??= compileModule(inflateRawSync(Buffer.from(jsonWalkBytes, 'base64')));
  const closer: Closer[] = [];
  let found: number[] = [];
  let waiting = 0;
  let wait: WaitingTaker | undefined;
  const host = {
    group(kind: number, at: number, length: number): number {
      const text = bytes.toString('latin1', at, at + length);
      return selection.group((kind & 31) - 1, kind < 32 ? text : WORDS.get(text));
    },
    verdict(at: number): number {
      const verdict = selection.verdict(new Uint16Array(memory.buffer, at + 2, paths.length));
      if (typeof verdict === 'string') return VERDICTS[verdict];
      noted.addCloser(closer.length, verdict);
      return closer.push(verdict) + CLOSER - 1;
    },
    found(start: number, end: number, number: number, verdict: number, at: number): void {
      if (verdict !== UNUSUAL) current.begin();
      const rules = verdict === VERDICTS.passed ? NOBODY : verdict < CLOSER ? undefined : current.look(closer[verdict - CLOSER]!);
      if (rules?.length === 0) passed?.(current.of(rules, number, at));
      else if (rules !== undefined && wait?.take(current.of(rules, number, at)) === true) waiting++;
      else found.push(inputAt + start, inputAt + end, number);
    },
    note: (verdict: number): number => noted.number(closer[verdict - CLOSER]!),
    noted(forget: number): void {
      waiting += noted.take();
      if (forget !== 0) noted.forget();
    },
  };
  const walk = instantiate<Exports>(compiled, { host });
  const { memory } = walk;
  const inputAt = walk.inputAt();
  let bytes = Buffer.from(memory.buffer);

  const keys = [...plan];
  const landmarks = LANDMARKS.map((name) => landmarkOf(name, keys)) as [number, number, number, number];
  for (const [entry, { node, name, slot = NONE, child = NONE }] of keys.entries()) {
    bytes.write(name, walk.keyTextAt(), 'latin1');
    walk.addKey(entry, node, name.length, slot, child);
  }
  walk.setLandmarks(...landmarks);
  const current = createCurrentRecord(fields, paths.length + 1, walk);
  const noted = createNotedRecords(fields, paths.length + 1, walk, current);
  walk.configure(paths.length + 1, from, to, passed !== undefined);
  const absent = new Uint16Array(memory.buffer, walk.absentAt(), paths.length + 1);
  for (let path = 0; path < paths.length; path++) absent[path + 1] = selection.group(path, undefined);

  return {
    room(size) {
      const lacking = inputAt + size + BEHIND - memory.buffer.byteLength;
      if (lacking > 0) {
        memory.grow(Math.ceil(lacking / PAGE));
        bytes = Buffer.from(memory.buffer);
      }
      return bytes.subarray(inputAt, bytes.length - BEHIND);
    },
    walk(length, waitTaker) {
      wait = waitTaker;
      // Whoever wants to hear of each record that is passed over looks at each.
      const takesAlike = passed === undefined && noted.begin(waitTaker);
      const begin = () => {
        found = [];
        waiting = 0;
        new Uint32Array(memory.buffer, walk.outsideAt(), 1).fill(0);
      };
      begin();
      let records = walk.walk(length, takesAlike);
      if (records === WHITE_SPACE) {
        const left = walk.squeeze(length);
        if (left < 0) return undefined;
        begin();
        records = walk.walk(left, takesAlike);
      }
      if (records < 0) return undefined;
      waiting += noted.take();
      const [outside] = new Uint32Array(memory.buffer, walk.outsideAt(), 1);
      return { records, outside: outside!, waiting, found, bytes };
    },
  };
}

/** The number of its entry, which is added if nothing is asked of it; -1 if it may be an object. */
function landmarkOf(name: string, keys: PlannedKey[]): number {
  const known = keys.findIndex((key) => key.node === 0 && key.name === name);
  if (known < 0) return keys.push({ node: 0, name }) - 1;
  return keys[known]!.child === undefined ? known : -1;
}
