import type { EpochMs } from '../../base/units.ts';
import { type Cell, seenKey } from '../../model/cell.ts';
import type { CellStore, Loaded } from './cell-store.ts';

export interface MemoryCells extends CellStore {
  load(needs: { readonly cells: readonly string[]; readonly seen: readonly string[] }): Loaded;
  commit(conclusion: Parameters<CellStore['commit']>[0]): boolean;
  /** Forgets what no event from `now` on can need. */
  expire(now: EpochMs): void;
  readonly size: number;
  /** Cells that were forgotten early, because all weighed more than `most`. */
  readonly dropped: number;
}

export interface MemoryCellsOptions {
  /** What all cells together may weigh. @default no bound */
  readonly most?: number;
  /** What a cell weighs. @default 1 each */
  readonly weigh?: (cell: Cell) => number;
  /** False where inputs are known to come once: no ledger is kept. @default true */
  readonly ledger?: boolean;
}

/** How much of the bound is left in use when it was reached. */
const ROOM = 0.95;

/** Cells in memory, for scans and tests. */
export function createMemoryCells({
  most = Number.POSITIVE_INFINITY,
  weigh = () => 1,
  ledger = true,
}: MemoryCellsOptions = {}): MemoryCells {
  // In the order of their last change: the first is the one that was left alone for longest.
  const cells = new Map<string, Cell>();
  const seen = new Set<string>();
  let dropped = 0;
  let weight = 0;
  const remove = (key: string) => {
    const cell = cells.get(key);
    if (cell === undefined) return;
    weight -= weigh(cell);
    cells.delete(key);
  };
  /** More than is needed at once: each time the search passes by all that was removed before. */
  const makeRoom = () => {
    for (const key of cells.keys()) {
      if (weight <= ROOM * most) break;
      remove(key);
      dropped++;
    }
  };
  return {
    load(needs) {
      const loaded = new Map<string, Cell | undefined>();
      for (const key of needs.cells) loaded.set(key, cells.get(key));
      const known = new Set<string>();
      if (ledger) for (const key of needs.seen) if (seen.has(key)) known.add(key);
      return { cells: loaded, seen: known };
    },
    commit(conclusion) {
      for (const { key, version } of conclusion.cells) if ((cells.get(key)?.version ?? 0) !== version - 1) return false;
      if (ledger) {
        const keys = conclusion.ledger.map(seenKey);
        if (keys.some((key) => seen.has(key))) return false;
        for (const key of keys) seen.add(key);
      }
      for (const cell of conclusion.cells) {
        remove(cell.key);
        cells.set(cell.key, cell);
        weight += weigh(cell);
      }
      if (weight > most) makeRoom();
      return true;
    },
    expire(now) {
      for (const [key, { validUntil }] of cells) if (validUntil <= now) remove(key);
    },
    get size() {
      return cells.size;
    },
    get dropped() {
      return dropped;
    },
  };
}
