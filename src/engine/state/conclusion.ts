import type { EpochMs, Milliseconds } from '../../base/units.ts';
import type { Cell, Seen } from '../../model/cell.ts';
import type { SeriesInput, SeriesUpdate } from '../../model/series.ts';

/** What a unit does to the world: to be committed as a whole, or not at all. */
export interface Conclusion {
  /** Written if each still has the version that was loaded; the new version is one higher. */
  readonly cells: readonly Cell[];
  readonly ledger: readonly Seen[];
  readonly updates: readonly SeriesUpdate[];
  /** For the series rules over this one; they have ledger rows of their own. */
  readonly feeds: readonly SeriesInput[];
  /** How often a bound made something coarser or dropped it. */
  readonly bounded: number;
}

/** More cells are needed first. */
export interface More {
  readonly more: readonly string[];
}

/** What a store has: a key that is missing here was not loaded, `undefined` is known to be absent. */
export type LoadedCells = ReadonlyMap<string, Cell | undefined>;

export interface UnitOptions {
  /** How much later than a younger event an older one may come and still find everything. */
  readonly lateness: Milliseconds;
  /** Are there series rules over this one? */
  readonly feeding: boolean;
}

/** A cell of one unit: `part` is `window`, `burst`, `group` or a value. */
export function cellKey(unit: { readonly name: string }, part: string, bucket: number): string {
  return `${unit.name} ${part} ${bucket}`;
}

/** The next version of what was loaded under a key. */
export function nextCell(loaded: LoadedCells, key: string, value: unknown, validUntil: EpochMs): Cell {
  return { key, version: (loaded.get(key)?.version ?? 0) + 1, value, validUntil };
}
