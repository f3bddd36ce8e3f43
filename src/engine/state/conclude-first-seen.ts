import type { EpochMs } from '../../base/units.ts';
import type { Cell } from '../../model/cell.ts';
import type { SeriesEvent, SeriesInput, SeriesMatch, SeriesUpdate } from '../../model/series.ts';
import type { Series } from '../../model/series-rule.ts';
import { findingIdOf, ledgerRow, newItems } from './conclude-window.ts';
import { cellKey, type Conclusion, type LoadedCells, type More, nextCell, type UnitOptions } from './conclusion.ts';
import type { Item, Unit } from './units.ts';

type FirstSeen = Extract<Series, { kind: 'first-seen' }>;

/** What a group remembers as a whole. */
interface GroupCell {
  first: EpochMs;
  /** Values that were learnt so late that an older event of the group, still allowed, would make them new. */
  young: string[];
}

/** A stretch in which a value was never away for longer than the forgetting period. */
export interface Run {
  first: EpochMs;
  last: EpochMs;
  /** Events at `first`. */
  count: number;
  events: SeriesEvent[];
}

interface ValueCell {
  /** Ascending. */
  runs: Run[];
}

const MOST_RUNS = 50;
const MOST_EVENTS = 20;
const MOST_YOUNG = 500;

export function firstSeenNeeds(unit: Unit): string[] {
  const keys = new Set([cellKey(unit, 'group', 0)]);
  for (const { values } of unit.items) for (const value of values) keys.add(valueKeyOf(unit, String(value)));
  return [...keys];
}

const valueKeyOf = (unit: Unit, value: string) => cellKey(unit, `value ${value}`, 0);

/** A value that begins a run after the group's learning period is a finding; its events are those of that first moment. */
export function concludeFirstSeen(
  unit: Unit,
  series: FirstSeen,
  loaded: LoadedCells,
  seen: ReadonlySet<string>,
  options: UnitOptions,
): Conclusion | More {
  const { rule } = unit;
  const forgetting = series.forgetting ?? Number.POSITIVE_INFINITY;
  // What was seen once is not unseen: a series rule that takes back a moment is not listened to.
  const items = newItems(unit, seen).filter(({ change }) => change === 1);
  if (items.length === 0) return { cells: [], ledger: [], updates: [], feeds: [], bounded: 0 };

  const groupKey = cellKey(unit, 'group', 0);
  const known = loaded.get(groupKey)?.value as GroupCell | undefined;
  const first = items.reduce((least, { at }) => Math.min(least, at), known?.first ?? Number.POSITIVE_INFINITY);
  const values = new Set<string>();
  for (const item of items) for (const value of item.values) values.add(String(value));
  if (known !== undefined && first < known.first) for (const value of known.young) values.add(value);
  const more = [...values].map((value) => valueKeyOf(unit, value)).filter((key) => !loaded.has(key));
  if (more.length > 0) return { more };

  let bounded = items.filter(({ cut }) => cut).length;
  const runsOf = new Map<string, Run[]>();
  for (const value of values)
    runsOf.set(value, copyRuns((loaded.get(valueKeyOf(unit, value))?.value as ValueCell | undefined)?.runs ?? []));
  for (const item of items) {
    for (const value of item.values) {
      const runs = runsOf.get(String(value))!;
      addTo(runs, item, forgetting);
      if (runs.length > MOST_RUNS) {
        runs.shift();
        bounded++;
      }
    }
  }

  const young = new Set(known?.young);
  const cells: Cell[] = [];
  const updates: SeriesUpdate[] = [];
  const feeds: SeriesInput[] = [];
  for (const [value, runs] of runsOf) {
    const key = valueKeyOf(unit, value);
    const old = (loaded.get(key)?.value as ValueCell | undefined)?.runs ?? [];
    const until = runs.at(-1)!.last + forgetting + options.lateness;
    settle(runs, first + series.learning - options.lateness);
    cells.push(nextCell(loaded, key, { runs } satisfies ValueCell, until));
    const isNew = (since: EpochMs | undefined) => (run: Run) => since !== undefined && run.first > since + series.learning;
    const stoodRuns = old.filter(isNew(known?.first));
    const standing = runs.filter(isNew(first));
    const idOf = (run: Run) => findingIdOfRun(unit, series, value, run);
    for (const run of standing) {
      const before = stoodRuns.find((other) => other.first === run.first && other.count === run.count);
      if (before !== undefined) continue;
      updates.push({ kind: 'stands', match: matchOf(unit, idOf(run), run) });
      if (options.feeding && !stoodRuns.some((other) => other.first === run.first)) feeds.push(feedOf(unit, value, run));
    }
    const ids = new Set(standing.map(idOf));
    for (const run of stoodRuns) {
      const id = idOf(run);
      if (ids.has(id)) continue;
      const into = standing.find((other) => other.first <= run.first && other.last >= run.first);
      updates.push(
        into === undefined
          ? { kind: 'withdrawn', ruleId: rule.id, id }
          : { kind: 'merged', ruleId: rule.id, id, into: idOf(into) },
      );
    }
    const edge = first + series.learning;
    if (runs.some((run) => run.first <= edge && run.first > edge - options.lateness)) young.add(value);
    else young.delete(value);
  }
  const kept = [...young].sort();
  if (kept.length > MOST_YOUNG) bounded++;
  const changed = known === undefined || first !== known.first || kept.join() !== known.young.join();
  if (changed) {
    const value: GroupCell = { first, young: kept.slice(0, MOST_YOUNG) };
    cells.push(nextCell(loaded, groupKey, value, Number.POSITIVE_INFINITY));
  }
  return { cells, ledger: items.map((item) => ledgerRow(unit, item)), updates, feeds, bounded };
}

function copyRuns(runs: readonly Run[]): Run[] {
  return runs.map((run) => ({ ...run, events: [...run.events] }));
}

/** Events are kept to be shown: not those of values that were learnt too early to become new. */
function settle(runs: Run[], learnt: EpochMs): void {
  for (const run of runs) if (run.first <= learnt) run.events = [];
}

function addTo(runs: Run[], item: Item, forgetting: number): void {
  const { at } = item;
  let i = runs.findIndex((run) => run.first > at);
  if (i === -1) i = runs.length;
  runs.splice(i, 0, runOf(item));
  for (const left of [i, i - 1]) {
    const one = runs[left];
    const other = runs[left + 1];
    if (one !== undefined && other !== undefined && other.first - one.last <= forgetting)
      runs.splice(left, 2, joined(one, other));
  }
}

/** The run that an item begins. */
export function runOf({ at, weight, events }: Item): Run {
  const kept = events.map(({ at, eventId, record, resources, values }) => ({
    at,
    eventId,
    record,
    resources,
    ...(values && { values }),
  }));
  return { first: at, last: at, count: weight, events: kept };
}

/** Two runs that are one: `one` is not the later. */
export function joined(one: Run, other: Run): Run {
  const last = Math.max(one.last, other.last);
  if (one.first !== other.first) return { ...one, last };
  const events = [...one.events, ...other.events].sort((a, b) => (a.eventId < b.eventId ? -1 : 1)).slice(0, MOST_EVENTS);
  return { first: one.first, last, count: one.count + other.count, events };
}

/** Of a run that is new. */
export function findingIdOfRun({ rule, group }: Unit, { forgetting }: FirstSeen, value: string, { first }: Run): string {
  const stretch = forgetting === undefined || forgetting === 0 ? 0 : Math.floor(first / forgetting);
  return findingIdOf(rule.id, group, `${value} ${stretch}`);
}

export function matchOf(unit: Unit, id: string, run: Run): SeriesMatch {
  const { first, count } = run;
  const events = run.events.map(({ at, eventId, record, resources }) => ({ at, eventId, record, resources }));
  return { ruleId: unit.rule.id, id, group: unit.groupValues, at: first, firstAt: first, lastAt: first, count, events };
}

export function feedOf(unit: Unit, value: string, run: Run): SeriesInput {
  const name = JSON.stringify([unit.rule.id, unit.group, value, run.first]);
  const { record, resources, values } = run.events[0]!;
  return {
    ruleId: unit.rule.id,
    eventId: name,
    at: run.first,
    values: { ...values, ...Object.fromEntries(unit.groupValues.map(({ name, value }) => [name, [value]])) },
    record,
    resources,
    crossing: { first: true, weight: run.count, change: 1, name, events: run.events },
  };
}
