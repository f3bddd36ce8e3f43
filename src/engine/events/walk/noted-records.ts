import type { AlikeTaker, Closer, WaitingTaker } from '../../../model/selection.ts';
import type { createCurrentRecord } from './current-record.ts';
import type { WasmMemory } from './web-assembly.ts';

/** Where the walk notes records that are alike, of which only the first is looked at. */
export interface NotePlaces {
  readonly memory: WasmMemory;
  countNotedAt(): number;
  notedAt(): number;
  closersAt(): number;
}

const SECOND = 1000;
const MOST_CLOSERS = 1024;
/** Fields that a closer look of such records may depend on. */
const MOST_FIELDS = 10;
const PASSED = 0;
const EACH = -1;

/** @param deciding the first so many fields are known by symbol */
export function createNotedRecords(
  fields: readonly string[],
  deciding: number,
  places: NotePlaces,
  current: ReturnType<typeof createCurrentRecord>,
) {
  const slots = new Map(fields.map((field, slot) => [field, slot]));
  const { memory } = places;
  let wait: WaitingTaker | undefined;
  let takers: AlikeTaker[] = [];

  return {
    /** Of closer look `number`, what it depends on. */
    addCloser(number: number, { paths }: Closer): void {
      const asked = paths.map((path) => slots.get(path) ?? deciding);
      if (number >= MOST_CLOSERS || asked.length > MOST_FIELDS || asked.some((slot) => slot >= deciding)) return;
      const mask = asked.reduce((bits, slot) => bits | (1n << BigInt(slot)), 1n);
      new BigUint64Array(memory.buffer, places.closersAt(), MOST_CLOSERS)[number] = mask;
    },
    /** Whether records that are alike are taken together. */
    begin(taker: WaitingTaker | undefined): boolean {
      if (taker?.alike === undefined) return false;
      if (taker !== wait) {
        // Numbers belong to whoever gave them.
        if (wait !== undefined) throw new Error('a walk has one taker');
        wait = taker;
      }
      return true;
    },
    /** 0: nobody needs such records; a number from 1; -1: they have to be looked at each time. */
    number(closer: Closer): number {
      current.begin();
      const rules = current.look(closer);
      if (rules === undefined) return EACH;
      if (rules.length === 0) return PASSED;
      const taker = current.alike(rules, wait!);
      return taker === undefined ? EACH : takers.push(taker);
    },
    /** Hands on the times that were noted. @returns how many */
    take(): number {
      const [count] = new Int32Array(memory.buffer, places.countNotedAt(), 1) as unknown as [number];
      const noted = new Int32Array(memory.buffer, places.notedAt(), 2 * count);
      for (let i = 0; i < noted.length; i += 2) takers[noted[i]! - 1]!.add(noted[i + 1]! * SECOND);
      return count;
    },
    forget(): void {
      takers = [];
    },
  };
}
