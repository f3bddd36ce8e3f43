import type { Bytes } from '../../base/units.ts';
import type { Cell } from '../../model/cell.ts';
import type { WindowCell } from './window-cell.ts';

/** Measured on V8 of 64 bits: objects have a word for each field and three more, times and arrays are objects of their own. */
const CELL: Bytes = 350;
const SLOT: Bytes = 120;
/** A value of a slot, or a rule. */
const PAIR: Bytes = 80;
const EVENT: Bytes = 600;
/** An event of another cell that is shown here too. */
const SAME_EVENT: Bytes = 16;
const PART: Bytes = 100;
const RUN: Bytes = 150;

/** About what a cell takes in memory. Cheap: it is asked at each commit. */
export function weightOfCell({ key, value }: Cell): Bytes {
  const { slots, size, firsts, lasts, events, parts, runs, young } = value as Partial<WindowCell> & {
    events?: unknown[];
    parts?: unknown[];
    runs?: { events: unknown[] }[];
    young?: string[];
  };
  let weight = CELL + key.length;
  if (slots !== undefined) {
    weight += SLOT * slots.length + (size ?? 0);
    for (const { rules, values } of slots) weight += PAIR * ((rules?.length ?? 0) + (values?.length ?? 0));
    // One at both ends is the same.
    weight += EVENT * Math.max(firsts?.length ?? 0, lasts?.length ?? 0);
  }
  if (events !== undefined) weight += SAME_EVENT * events.length + PART * (parts?.length ?? 0);
  for (const run of runs ?? []) weight += RUN + EVENT * run.events.length;
  for (const text of young ?? []) weight += 24 + text.length;
  return weight;
}
