import type { EpochMs } from '../../base/units.ts';
import type { SeriesInput, SeriesUpdate } from '../../model/series.ts';
import type { Conclusion } from './conclusion.ts';
import type { MemoryCells } from './memory-cells.ts';
import type { State } from './state.ts';
import type { Unit } from './units.ts';

/** Concludes a unit without a store; undefined: it can't. */
export type Shortcut = (unit: Unit) => Pick<Conclusion, 'updates' | 'feeds' | 'bounded'> | undefined;

interface BatchOptions {
  readonly shortcut?: Shortcut;
  /** Time has come so far: see `State.units`. */
  readonly until?: EpochMs;
}

/** One batch through all levels against a store in memory. Returns how often a bound was hit. */
export function applyBatch(
  state: State,
  store: MemoryCells,
  batch: readonly SeriesInput[],
  tell: (update: SeriesUpdate) => void,
  { shortcut = () => undefined, until }: BatchOptions = {},
): number {
  let inputs = batch;
  let bounded = 0;
  for (let level = 0; level < state.levels.length; level++) {
    const feeds: SeriesInput[] = [];
    for (const unit of state.units(level, inputs, until)) {
      const conclusion = shortcut(unit) ?? commit(state, store, unit);
      bounded += conclusion.bounded;
      for (const update of conclusion.updates) tell(update);
      feeds.push(...conclusion.feeds);
    }
    if (feeds.length > 0) inputs = inputs.concat(feeds);
  }
  return bounded;
}

function commit(state: State, store: MemoryCells, unit: Unit): Conclusion {
  const needs = state.needs(unit);
  const { cells, seen } = store.load(needs);
  let conclusion = state.conclude(unit, cells, seen);
  if ('more' in conclusion) {
    const all = new Map(cells);
    while ('more' in conclusion) {
      for (const [key, cell] of store.load({ cells: conclusion.more, seen: [] }).cells) all.set(key, cell);
      conclusion = state.conclude(unit, all, seen);
    }
  }
  if (!store.commit(conclusion)) throw new Error(`state: ${unit.rule.id} conflicts with itself`);
  return conclusion;
}
