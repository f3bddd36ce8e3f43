import type { Bytes } from '../../../base/units.ts';
import { MOST_PATHS, type SelectedTimes, type Selection } from '../../../model/selection.ts';
import { jsonWalkBytes } from './json-walk-bytes.ts';
import { planWalk } from './walk-plan.ts';
import { compileModule, instantiate, type WasmMemory } from './web-assembly.ts';

/**
 * Walks over the content of log files and finds the records that a selection needs, without parsing (`assembly/json-walk.ts`). Has
 * memory of its own, for one content at a time: 8 MiB and the largest content so far.
 */
export interface Walker {
  /** Where the content has to be before `walk`: at least so many bytes. Good until the next call. */
  room(bytes: Bytes): Buffer;
  /** Undefined if the content isn't a CloudTrail log file in plain form, or no valid JSON: then nothing is known of it. */
  walk(length: Bytes): Walked | undefined;
}

export interface Walked {
  /** Records in all. */
  readonly records: number;
  /** Of those that nobody needs: outside of the times asked for. */
  readonly outside: number;
  /** Start, end and number of each record that has to be looked at. Start and end are places in `bytes`. */
  readonly found: readonly number[];
  readonly bytes: Buffer;
}

interface Exports {
  readonly memory: WasmMemory;
  inputAt(): number;
  keyTextAt(): number;
  absentAt(): number;
  countsAt(): number;
  configure(slots: number, from: number, to: number): void;
  addKey(entry: number, node: number, length: number, slot: number, child: number): void;
  walk(length: number): number;
  squeeze(length: number): number;
}

const PAGE: Bytes = 64 * 1024;
/** Behind the content: the walk reads whole blocks, and looks ahead a little. */
const BEHIND: Bytes = 4096;
const NONE = 255;
/** What a verdict means to the walk. */
const VERDICTS = { passed: 1, needed: 2, outside: 7 } as const;
const WHITE_SPACE = -2;
const WORDS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

let compiled: object | undefined;

/** Undefined if the selection asks for what the walk can't find. */
export function createWalker(selection: Selection, { from = -Infinity, to = Infinity }: SelectedTimes = {}): Walker | undefined {
  const fields = ['eventTime', ...selection.paths];
  const plan = fields.length > MOST_PATHS + 1 ? undefined : planWalk(fields);
  if (plan === undefined) return undefined;
  compiled ??= compileModule(Buffer.from(jsonWalkBytes, 'base64'));
  let found: number[] = [];
  const host = {
    group(kind: number, at: number, length: number): number {
      const text = bytes.toString('latin1', at, at + length);
      return selection.group((kind & 31) - 1, kind < 32 ? text : WORDS.get(text));
    },
    verdict: (at: number) => VERDICTS[selection.verdict(new Uint16Array(memory.buffer, at + 2, selection.paths.length))],
    found: (start: number, end: number, number: number) => void found.push(inputAt + start, inputAt + end, number),
  };
  const walk = instantiate<Exports>(compiled, { host });
  const { memory } = walk;
  const inputAt = walk.inputAt();
  let bytes = Buffer.from(memory.buffer);

  for (const [entry, { node, name, slot = NONE, child = NONE }] of plan.entries()) {
    bytes.write(name, walk.keyTextAt(), 'latin1');
    walk.addKey(entry, node, name.length, slot, child);
  }
  walk.configure(fields.length, from, to);
  const absent = new Uint16Array(memory.buffer, walk.absentAt(), fields.length);
  for (let path = 0; path < selection.paths.length; path++) absent[path + 1] = selection.group(path, undefined);

  return {
    room(size) {
      const lacking = inputAt + size + BEHIND - memory.buffer.byteLength;
      if (lacking > 0) {
        memory.grow(Math.ceil(lacking / PAGE));
        bytes = Buffer.from(memory.buffer);
      }
      return bytes.subarray(inputAt, bytes.length - BEHIND);
    },
    walk(length) {
      found = [];
      const counts = new Uint32Array(memory.buffer, walk.countsAt(), VERDICTS.outside + 1).fill(0);
      let records = walk.walk(length);
      if (records === WHITE_SPACE) {
        found = [];
        counts.fill(0);
        const left = walk.squeeze(length);
        if (left < 0) return undefined;
        records = walk.walk(left);
      }
      return records < 0 ? undefined : { records, outside: counts[VERDICTS.outside]!, found, bytes };
    },
  };
}
