import type { Cell } from '../../model/cell.ts';
import type { Conclusion } from './conclusion.ts';
import type { Needs } from './state.ts';

/** Who keeps cells: in memory here; databases keep the same contract (`cell-store.contract.ts`). */
export interface CellStore {
  /** All that is asked, absent cells as `undefined`; consistent with the commits that have returned. */
  load(needs: Needs): Promise<Loaded> | Loaded;
  /**
   * All of it or nothing. False: a cell has another version than the one that was loaded, or a row of the ledger is there already;
   * load again and conclude again.
   */
  commit(conclusion: Pick<Conclusion, 'cells' | 'ledger' | 'updates' | 'feeds'>): Promise<boolean> | boolean;
}

export interface Loaded {
  readonly cells: ReadonlyMap<string, Cell | undefined>;
  /** Those of the asked rows that are there. */
  readonly seen: ReadonlySet<string>;
}
