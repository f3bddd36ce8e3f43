import { type Bytes, type EpochMs, HOUR, MiB, type Milliseconds } from '../../base/units.ts';
import type { SeriesInput, SeriesMatch, SeriesUpdate } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { alarmClock } from './alarm/alarm-clock.ts';
import { DAY_SHOWN } from './alarm/alarm-status.ts';
import { applyBatch, type Shortcut } from './apply.ts';
import { createFirstSeenRun } from './first-seen-run.ts';
import { createMemoryCells } from './memory-cells.ts';
import { createTextSharer } from './share-texts.ts';
import { createState } from './state.ts';
import type { AddressedInput } from './units.ts';
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

/** What a run over sorted inputs knows beside them. */
export interface SeriesRunOptions {
  /** What windows may take. @default 48 MiB */
  readonly memory?: Bytes;
  /** Event time of the first and of the last event of all, whether it fed anything: alarms look at periods without events too. */
  readonly span?: { readonly from: EpochMs; readonly to: EpochMs };
}

export interface SeriesRun {
  /** Takes what comes next in the order of `compareSeriesInputs`; returns the findings that are complete by now. */
  add(input: AddressedInput): readonly SeriesMatch[];
  /** The rest. */
  finish(): readonly SeriesMatch[];
  /** How often a bound made something coarser or was the end of it. */
  readonly bounded: number;
}

/** Small: what a batch makes should be garbage before V8 takes it for something that stays. */
const BATCH = 250;
/**
 * An estimate of what windows may take, and as much again for values that were seen; past it the groups that were left alone for longest
 * are forgotten. V8 lets four times its heap pile up before it collects: windows at this bound took 275 MiB of a process that did nothing else.
 */
const MEMORY: Bytes = 48 * MiB;
const NOTHING: readonly SeriesMatch[] = [];

/** State over sorted inputs, in memory that follows the windows that are open and not the input. */
export function createSeriesRun(rules: readonly SeriesRule[], { memory = MEMORY, span }: SeriesRunOptions = {}): SeriesRun {
  const state = createState(rules, { lateness: 0 });
  const store = createMemoryCells({ ledger: false, most: memory, weigh: weightOfCell });
  const values = createFirstSeenRun(memory);
  const share = createTextSharer();
  const ids = new Set(rules.map(({ id }) => id));
  const fed = new Set(rules.flatMap(({ of }) => of));
  // What series rules say may come out of order.
  const sorted = new Set(rules.filter(({ of }) => !of.some((id) => ids.has(id))));
  // A finding grows as long as its rule's windows can reach it; longest for a chain of rules.
  const reach = reachOf(rules);
  let batch: AddressedInput[] = [];
  let open = new Map<string, SeriesMatch>();
  let bounded = 0;
  let keptAtSweep = 0;

  const tell = (update: SeriesUpdate) => {
    if (update.kind === 'stands') open.set(update.match.id, update.match);
    else open.delete(update.id);
  };
  const rememberValues: Shortcut = (unit) => {
    const { series, id } = unit.rule;
    return series.kind === 'first-seen' && sorted.has(unit.rule) ? values.conclude(unit, series, fed.has(id)) : undefined;
  };
  const hasAlarms = rules.some(({ series }) => series.kind === 'alarm');
  /** Sorted: nothing older than the last of a batch is still to come. */
  const conclude = (until = batch.at(-1)?.at) => {
    bounded += applyBatch(state, store, batch, tell, {
      shortcut: rememberValues,
      ...(hasAlarms && until !== undefined && { until }),
    });
    batch = [];
  };
  if (hasAlarms && span !== undefined) conclude(span.from);
  const sweep = (now: EpochMs): readonly SeriesMatch[] => {
    store.expire(now);
    const complete: SeriesMatch[] = [];
    for (const match of open.values()) if (endOf(match) + (reach.get(match.ruleId) ?? 0) < now) complete.push(match);
    for (const match of complete) open.delete(match.id);
    keptAtSweep = store.size + open.size;
    return complete;
  };
  return {
    add(input) {
      let complete = NOTHING;
      // What happened at one moment is concluded together, unless there is no end to it; one event in any case.
      const last = batch.at(-1);
      if (last !== undefined && batch.length >= BATCH && isBoundary(last, input, batch.length)) {
        conclude();
        // Going over everything costs: only when it has grown by a quarter.
        values.settle(input.at);
        if (store.size + open.size > 1.25 * keptAtSweep + 4 * BATCH) complete = sweep(input.at);
      }
      batch.push(share(input));
      return complete;
    },
    finish() {
      conclude();
      if (hasAlarms && span !== undefined) conclude(span.to);
      const rest = [...open.values()];
      open = new Map();
      return rest;
    },
    get bounded() {
      return bounded + store.dropped + values.dropped;
    },
  };
}

/** An alarm that is in ALARM may be so for as long as it likes. */
function endOf({ lastAt, alarm }: SeriesMatch): EpochMs {
  return alarm === undefined ? lastAt : (alarm.ended?.at ?? Number.POSITIVE_INFINITY);
}

function isBoundary(one: SeriesInput, other: SeriesInput, size: number): boolean {
  return size < 10 * BATCH ? one.at !== other.at : one.eventId !== other.eventId;
}

/** How long after its last event a finding can still grow. */
function spanOf(series: SeriesRule['series']): Milliseconds {
  if (series.kind === 'alarm') return alarmClock(series.alarm).reach + DAY_SHOWN;
  if (series.kind === 'composite') return 2 * DAY_SHOWN;
  return series.kind === 'first-seen' ? HOUR : 3 * series.timespan;
}

function reachOf(rules: readonly SeriesRule[]): Map<string, Milliseconds> {
  return new Map(rules.map(({ id, series }) => [id, spanOf(series)]));
}
