import { type Bytes, type EpochMs, HOUR, MiB, type Milliseconds } from '../../base/units.ts';
import type { SeriesInput, SeriesMatch } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { applyBatch } from './apply.ts';
import { createMemoryCells } from './memory-cells.ts';
import { createTextSharer } from './share-texts.ts';
import { createState } from './state.ts';
import { weightOfCell } from './weight-of-cell.ts';
import { compareText } from './window-cell.ts';

/** The order in which a scan shows matches to state, whatever the order of files. */
export function compareSeriesInputs(a: SeriesInput, b: SeriesInput): number {
  return (
    a.at - b.at ||
    compareText(a.eventId, b.eventId) ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.record.file, b.record.file)
  );
}

export interface SeriesRun {
  /** Takes what comes next in the order of `compareSeriesInputs`; returns the findings that are complete by now. */
  add(input: SeriesInput): readonly SeriesMatch[];
  /** The rest. */
  finish(): readonly SeriesMatch[];
  /** How often a bound made something coarser or was the end of it. */
  readonly bounded: number;
}

const BATCH = 2000;
/**
 * An estimate; past it the groups that were left alone for longest are forgotten. Cells are replaced all the time, and V8 lets three
 * times as much garbage pile up beside them: this keeps a scan under 400 MB.
 */
const MEMORY: Bytes = 80 * MiB;
const NOTHING: readonly SeriesMatch[] = [];

/** State over sorted inputs, in memory that follows the windows that are open and not the input. */
export function createSeriesRun(rules: readonly SeriesRule[], memory: Bytes = MEMORY): SeriesRun {
  const state = createState(rules, { lateness: 0 });
  const store = createMemoryCells({ ledger: false, most: memory, weigh: weightOfCell });
  const share = createTextSharer();
  // A finding grows as long as its rule's windows can reach it; longest for a chain of rules.
  const reach = reachOf(rules);
  let batch: SeriesInput[] = [];
  let open = new Map<string, SeriesMatch>();
  let bounded = 0;
  let keptAtSweep = 0;

  const conclude = () => {
    bounded += applyBatch(state, store, batch, (update) => {
      if (update.kind === 'stands') open.set(update.match.id, update.match);
      else open.delete(update.id);
    });
    batch = [];
  };
  const sweep = (now: EpochMs): readonly SeriesMatch[] => {
    store.expire(now);
    const complete: SeriesMatch[] = [];
    for (const match of open.values()) if (match.lastAt + (reach.get(match.ruleId) ?? 0) < now) complete.push(match);
    for (const match of complete) open.delete(match.id);
    keptAtSweep = store.size + open.size;
    return complete;
  };
  return {
    add(input) {
      batch.push(share(input));
      if (batch.length < BATCH) return NOTHING;
      conclude();
      // Going over everything costs: only when it has grown by a quarter.
      return store.size + open.size > 1.25 * keptAtSweep + 4 * BATCH ? sweep(input.at) : NOTHING;
    },
    finish() {
      conclude();
      const rest = [...open.values()];
      open = new Map();
      return rest;
    },
    get bounded() {
      return bounded + store.dropped;
    },
  };
}

function reachOf(rules: readonly SeriesRule[]): Map<string, Milliseconds> {
  return new Map(rules.map(({ id, series }) => [id, series.kind === 'first-seen' ? HOUR : 3 * series.timespan]));
}
