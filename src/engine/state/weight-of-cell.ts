import type { Bytes } from '../../base/units.ts';
import type { WindowCell } from './window-cell.ts';

const CELL: Bytes = 400;
const SLOT: Bytes = 80;
const EVENT: Bytes = 700;

/** About what a cell takes in memory. Cheap: it is asked at each commit. */
export function weightOfCell(value: unknown): Bytes {
  const { slots, firsts, lasts, size, events, runs } = value as Partial<WindowCell> & {
    events?: unknown[];
    runs?: { events: unknown[] }[];
  };
  let weight = CELL;
  // An event at both ends is one, and so are a burst's and its cells' events.
  if (slots !== undefined)
    weight += SLOT * slots.length + 2 * (size ?? 0) + EVENT * Math.max(firsts?.length ?? 0, lasts?.length ?? 0);
  if (events !== undefined) weight += 8 * events.length;
  for (const run of runs ?? []) weight += 100 + EVENT * run.events.length;
  return weight;
}
