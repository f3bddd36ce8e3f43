import { hash128 } from '../../base/hash.ts';
import type { EpochMs } from '../../base/units.ts';
import type { Cell, Seen } from '../../model/cell.ts';
import { seenKey } from '../../model/cell.ts';
import type { SeriesEvent, SeriesMatch, SeriesUpdate } from '../../model/series.ts';
import { type Burst, openBursts, type Part } from './bursts.ts';
import { cellKey, type Conclusion, type LoadedCells, type More, nextCell, type UnitOptions } from './conclusion.ts';
import { crossingsOf, feedsBetween } from './crossings.ts';
import { type Moment, momentsOf, type WindowSeries } from './sliding.ts';
import type { Item, Unit } from './units.ts';
import {
  applyItem,
  compareText,
  copyWindowCell,
  emptyWindowCell,
  type KeptEvent,
  keptEvents,
  type Segment,
  trimWindowCell,
  type WindowCell,
} from './window-cell.ts';

/** Findings show so many. */
const SHOWN = 20;

/** The buckets that events of a unit can change, and those beside them that say how: see `docs/decisions/state.md`. */
export function windowNeeds(unit: Unit, series: WindowSeries): string[] {
  const keys = new Set<string>();
  for (const { at } of unit.items) {
    const bucket = Math.floor(at / series.timespan);
    for (let near = bucket - 1; near <= bucket + 2; near++) {
      keys.add(cellKey(unit, 'window', near));
      if (near >= bucket) keys.add(cellKey(unit, 'burst', near));
    }
  }
  return [...keys];
}

export function findingIdOf(ruleId: string, group: string, window: number | string): string {
  return hash128(JSON.stringify(['series', ruleId, group, window]));
}

/** Counts, sums, sequences: everything that looks at a window. */
export function concludeWindow(
  unit: Unit,
  series: WindowSeries,
  loaded: LoadedCells,
  seen: ReadonlySet<string>,
  options: UnitOptions,
): Conclusion | More {
  const { rule } = unit;
  const { timespan } = series;
  const bucketOf = (at: EpochMs) => Math.floor(at / timespan);
  const windowKey = (bucket: number) => cellKey(unit, 'window', bucket);
  const loadedWindows = new Map<number, WindowCell | undefined>();
  const before = (bucket: number) => {
    if (!loadedWindows.has(bucket)) loadedWindows.set(bucket, loaded.get(windowKey(bucket))?.value as WindowCell | undefined);
    return loadedWindows.get(bucket);
  };

  const items = newItems(unit, seen);
  if (items.length === 0) return { cells: [], ledger: [], updates: [], feeds: [], bounded: 0 };
  const changed = new Map<number, WindowCell>();
  let bounded = 0;
  for (const item of items) {
    const bucket = bucketOf(item.at);
    let cell = changed.get(bucket);
    if (cell === undefined) {
      const stored = before(bucket);
      cell = stored === undefined ? emptyWindowCell() : copyWindowCell(stored);
      changed.set(bucket, cell);
    }
    const { kind } = series;
    if (applyItem(cell, item, { bucketStart: bucket * timespan, timespan, kind }) || item.cut) bounded++;
  }
  for (const cell of changed.values()) trimWindowCell(cell);
  const after = (bucket: number) => changed.get(bucket) ?? before(bucket);

  // Windows that end up to one timespan later see the change too.
  const judged = ascending([...changed.keys()].flatMap((bucket) => [bucket, bucket + 1]));
  const linking = ascending(judged.flatMap((bucket) => [bucket, bucket + 1]));
  const momentsIn = (at: (bucket: number) => WindowCell | undefined, bucket: number): Moment[] => {
    const own = at(bucket)?.slots ?? [];
    return own.length === 0 ? [] : momentsOf(rule, series, [...(at(bucket - 1)?.slots ?? []), ...own], bucket * timespan);
  };
  const moments = new Map(judged.map((bucket) => [bucket, momentsIn(after, bucket)]));
  const segment = (bucket: number): Pick<Segment, 'first' | 'last'> | undefined => {
    const found = moments.get(bucket);
    if (found === undefined) return before(bucket)?.segment;
    return found.length === 0 ? undefined : { first: found[0]!.at, last: found.at(-1)!.at };
  };
  const linked = (bucket: number): boolean => follows(segment(bucket - 1), segment(bucket), timespan);

  const bursts = openBursts((start) => {
    const key = cellKey(unit, 'burst', start);
    return loaded.has(key) ? (loaded.get(key)?.value as Burst | undefined) : 'missing';
  }, bucketOf);
  const owners = new Map<number, Burst>();
  const ownerBefore = (bucket: number) => {
    const told = before(bucket)?.segment;
    return told && bursts.resolve(told.burst, bucket);
  };
  const owner = (bucket: number) => owners.get(bucket) ?? ownerBefore(bucket);
  for (const bucket of linking) {
    ownerBefore(bucket - 1);
    ownerBefore(bucket);
  }
  if (bursts.missing.size > 0) return { more: [...bursts.missing].map((start) => cellKey(unit, 'burst', start)) };

  for (const bucket of linking) {
    const old = ownerBefore(bucket);
    const now = segment(bucket);
    if (now === undefined) {
      if (old === undefined) continue;
      bursts.setPart(old, undefined, bucket, []);
      if (old.start === bucket) bursts.setPart(old, undefined, bucket - 1, []);
      continue;
    }
    const burst = (linked(bucket) ? owner(bucket - 1) : undefined) ?? bursts.begin(bucket);
    if (burst.start === bucket) burst.at = now.first;
    if (old !== undefined && old !== burst) bursts.transfer(old, burst, bucket);
    owners.set(bucket, burst);
  }

  const give = (burst: Burst, bucket: number, from: EpochMs, to: EpochMs) => {
    const { part, events } = contribution(after(bucket), bucket, from, to);
    bursts.setPart(burst, part, bucket, events);
  };
  for (const bucket of ascending(judged.flatMap((each) => [each - 1, each]))) {
    const now = segment(bucket);
    // A store that forgot cells early may have kept the segment and lost its burst.
    const burst = owner(bucket);
    if (now !== undefined && burst !== undefined)
      give(burst, bucket, Number.NEGATIVE_INFINITY, linked(bucket + 1) ? Number.POSITIVE_INFINITY : now.last);
  }
  for (const bucket of linking) {
    const now = segment(bucket);
    if (now !== undefined && !linked(bucket)) give(owner(bucket)!, bucket - 1, now.first - timespan, Number.POSITIVE_INFINITY);
  }

  for (const bucket of judged) {
    const now = segment(bucket);
    const cell = after(bucket);
    if (cell === undefined) continue;
    const written = { ...cell };
    delete written.segment;
    if (now !== undefined) written.segment = { ...now, burst: owner(bucket)!.start };
    if (changed.has(bucket) || !sameSegment(written.segment, cell.segment)) changed.set(bucket, written);
  }

  const validUntil = (bucket: number) => (bucket + 2) * timespan + options.lateness;
  const cells: Cell[] = [...changed].map(([bucket, cell]) => nextCell(loaded, windowKey(bucket), cell, validUntil(bucket)));
  const updates: SeriesUpdate[] = [];
  for (const burst of bursts.changed) {
    const key = cellKey(unit, 'burst', burst.start);
    const known = loaded.get(key);
    const update = updateOf(unit, burst, known?.value as Burst | undefined);
    if (update === undefined && known === undefined) continue;
    const last = burst.parts.at(-1)?.bucket ?? burst.start;
    cells.push(nextCell(loaded, key, burst, Math.max(known?.validUntil ?? 0, validUntil(last))));
    if (update !== undefined) updates.push(update);
  }

  const feeds = options.feeding
    ? feedsBetween(
        crossingsOf(unit, linking, before, (bucket) => momentsIn(before, bucket), timespan),
        crossingsOf(unit, linking, after, (bucket) => moments.get(bucket) ?? momentsIn(after, bucket), timespan),
        `${changed.keys().next().value}.${cells[0]!.version}`,
      )
    : [];
  return { cells, ledger: items.map((item) => ledgerRow(unit, item)), updates, feeds, bounded };
}

/** Those without a row in the ledger, in an order of their own; what is taken back comes last, for it may have come with the batch. */
export function newItems(unit: Unit, seen: ReadonlySet<string>): Item[] {
  const items =
    seen.size === 0
      ? [...unit.items]
      : unit.items.filter((item) => !seen.has(seenKey({ ruleId: unit.rule.id, group: unit.group, eventId: item.id })));
  return items.length < 2 ? items : items.sort((a, b) => b.change - a.change || a.at - b.at || compareText(a.id, b.id));
}

export function ledgerRow(unit: Unit, item: Item): Seen {
  return { ruleId: unit.rule.id, group: unit.group, eventId: item.id, at: item.at };
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Do two segments of neighbouring buckets belong to one burst? Their windows meet. */
export function follows(
  one: Pick<Segment, 'last'> | undefined,
  other: Pick<Segment, 'first'> | undefined,
  timespan: number,
): boolean {
  return one !== undefined && other !== undefined && other.first - one.last <= timespan;
}

function sameSegment(a: Segment | undefined, b: Segment | undefined): boolean {
  return a === b || (a?.first === b?.first && a?.last === b?.last && a?.burst === b?.burst);
}

function contribution(
  cell: WindowCell | undefined,
  bucket: number,
  from: EpochMs,
  to: EpochMs,
): { part: Part | undefined; events: KeptEvent[] } {
  let weight = 0;
  let first: EpochMs | undefined;
  let last: EpochMs | undefined;
  for (const slot of cell?.slots ?? []) {
    if (slot.at < from || slot.at > to) continue;
    weight += slot.weight;
    first ??= slot.at;
    last = slot.at;
  }
  if (cell === undefined || first === undefined || last === undefined) return { part: undefined, events: [] };
  const until = to + cell.grain - 1;
  return {
    part: { bucket, weight, first, last },
    events: keptEvents(cell).filter(({ moment }) => moment >= from && moment <= until),
  };
}

function updateOf(unit: Unit, burst: Burst, before: Burst | undefined): SeriesUpdate | undefined {
  const ruleId = unit.rule.id;
  const id = findingIdOf(ruleId, unit.group, burst.start);
  const stood = before !== undefined && before.mergedInto === undefined && before.parts.length > 0;
  if (burst.mergedInto !== undefined) {
    const moved = before !== undefined && before.mergedInto !== burst.mergedInto;
    return stood || moved ? { kind: 'merged', ruleId, id, into: findingIdOf(ruleId, unit.group, burst.mergedInto) } : undefined;
  }
  if (burst.parts.length === 0) return stood ? { kind: 'withdrawn', ruleId, id } : undefined;
  const match: SeriesMatch = {
    ruleId,
    id,
    group: unit.groupValues,
    at: burst.at,
    firstAt: burst.parts[0]!.first,
    lastAt: burst.parts.at(-1)!.last,
    count: burst.parts.reduce((sum, { weight }) => sum + weight, 0),
    events: shown(burst.events),
  };
  return { kind: 'stands', match };
}

/** The earliest, each event once. */
function shown(events: readonly KeptEvent[]): SeriesEvent[] {
  const byId = new Map<string, SeriesEvent>();
  for (const { at, eventId, record, resources } of events) {
    if (!byId.has(eventId)) byId.set(eventId, { at, eventId, record, resources });
  }
  return [...byId.values()].sort((a, b) => a.at - b.at || compareText(a.eventId, b.eventId)).slice(0, SHOWN);
}
