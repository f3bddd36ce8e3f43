import type { EpochMs, Milliseconds } from '../../base/units.ts';
import type { SeriesEvent, SeriesInput, SeriesValue } from '../../model/series.ts';
import type { Moment } from './sliding.ts';
import type { Unit } from './units.ts';
import { keptEvents, type WindowCell } from './window-cell.ts';
import { valueKey } from './value-key.ts';

/**
 * What a series rule tells the rules over it: each moment at which its condition holds, and which of them begins a burst. Its
 * values are those of its group, and for other fields those of the events: of the whole window at the first moment, of
 * the new ones later.
 */
export function crossingsOf(
  unit: Unit,
  buckets: readonly number[],
  cellAt: (bucket: number) => WindowCell | undefined,
  momentsAt: (bucket: number) => readonly Moment[],
  timespan: Milliseconds,
): Map<string, SeriesInput> {
  const crossings = new Map<string, SeriesInput>();
  let last: EpochMs | undefined;
  let lastBucket: number | undefined;
  for (const bucket of buckets) {
    if (lastBucket !== bucket - 1) last = cellAt(bucket - 1)?.segment?.last;
    lastBucket = bucket;
    for (const { at, inWindow, inSlot } of momentsAt(bucket)) {
      const first = last === undefined || at - last > timespan;
      last = at;
      const from = first ? at - timespan : at;
      const until = at + (cellAt(bucket)?.grain ?? 1) - 1;
      const events = [cellAt(bucket - 1), cellAt(bucket)]
        .flatMap((cell) => (cell === undefined ? [] : keptEvents(cell)))
        .filter(({ moment }) => moment >= from && moment <= until);
      const newest = events.at(-1);
      if (newest === undefined) continue;
      const weight = first ? inWindow : inSlot;
      const name = JSON.stringify([unit.rule.id, unit.group, at, first, weight]);
      crossings.set(name, {
        ruleId: unit.rule.id,
        eventId: name,
        at,
        values: valuesOf(unit, events),
        record: newest.record,
        resources: newest.resources,
        crossing: { first, weight, change: 1, name, events: events.slice(0, 20) },
      });
    }
  }
  return crossings;
}

function valuesOf(unit: Unit, events: readonly SeriesEvent[]): Record<string, SeriesValue[]> {
  const values: Record<string, SeriesValue[]> = Object.create(null);
  for (const event of events) {
    for (const [path, found] of Object.entries(event.values ?? {})) {
      values[path] ??= [];
      const all = values[path];
      for (const value of found) if (!all.some((known) => valueKey(known) === valueKey(value))) all.push(value);
    }
  }
  unit.rule.by.forEach(({ name, paths }, i) => {
    const { value } = unit.groupValues[i]!;
    for (const path of [name, ...Object.values(paths)]) values[path] = [value];
  });
  return values;
}

/** What has to be told: what became true, what became untrue. `revision` names the commit: the ids are new ones each time. */
export function feedsBetween(
  before: ReadonlyMap<string, SeriesInput>,
  after: ReadonlyMap<string, SeriesInput>,
  revision: string,
): SeriesInput[] {
  const feeds: SeriesInput[] = [];
  const tell = (input: SeriesInput, change: 1 | -1) => {
    const { crossing, eventId } = input;
    feeds.push({ ...input, eventId: `${eventId}${change}:${revision}`, crossing: { ...crossing!, change } });
  };
  for (const [name, input] of after) if (!before.has(name)) tell(input, 1);
  for (const [name, input] of before) if (!after.has(name)) tell(input, -1);
  return feeds;
}
