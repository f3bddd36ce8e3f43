import type { EpochMs } from '../../../base/units.ts';
import type { Cell } from '../../../model/cell.ts';
import type { MetricAlarm } from '../../../model/alarm.ts';
import type { SeriesInput } from '../../../model/series.ts';
import { type Conclusion, type LoadedCells, type More, nextCell, type UnitOptions } from '../conclusion.ts';
import { ledgerRow, newItems } from '../conclude-window.ts';
import type { Unit } from '../units.ts';
import { type AlarmClock, alarmClock, evaluationBefore, firstPast, firstSeeing } from './alarm-clock.ts';
import { type AlarmStatus, DAY_SHOWN, slotKey, statusKey } from './alarm-status.ts';
import { addItem, copySlotCell, type SlotCell } from './alarm-slots.ts';
import { evaluationsBetween } from './evaluate-alarm.ts';
import { alarmFeed } from './alarm-feed.ts';
import { type Evidence, updatesOf } from './episode-matches.ts';
import { newTimeline, replaced, shortened, type Timeline } from './timeline.ts';

/** Runs that are kept: some 16 KB. */
const MOST_RUNS = 800;

export function alarmNeeds(unit: Unit, alarm: MetricAlarm): string[] {
  const clock = alarmClock(alarm);
  return [statusKey(unit), ...new Set(unit.items.map(({ at }) => slotKey(unit, bucketOf(clock, at))))];
}

/** A stretch of evaluations, both ends included. */
type Zone = readonly [from: EpochMs, to: EpochMs];

/**
 * Samples come, time passes: what evaluations say is worked out where either changes it, and the state's history follows. An evaluation
 * is made when time has passed it (`unit.until`), or sooner where more samples could only make the alarm more certain.
 */
export function concludeAlarm(
  unit: Unit,
  alarm: MetricAlarm,
  loaded: LoadedCells,
  seen: ReadonlySet<string>,
  options: UnitOptions,
): Conclusion | More {
  const nothing = { cells: [], ledger: [], updates: [], feeds: [], bounded: 0 };
  const items = newItems(unit, seen);
  if (items.length === 0 && unit.until === undefined) return nothing;
  const clock = alarmClock(alarm);
  const known = loaded.get(statusKey(unit))?.value as AlarmStatus | undefined;
  const moments = [...new Set(items.map(({ at }) => slotOf(clock, at)))].sort((a, b) => a - b);
  const plan = planOf(alarm, clock, known, moments, unit.until);
  if (plan === undefined) return nothing;

  const cellOf = (bucket: number) => loaded.get(slotKey(unit, bucket))?.value as SlotCell | undefined;
  const buckets = new Set([
    ...items.map(({ at }) => bucketOf(clock, at)),
    ...plan.zones.flatMap((zone) => bucketsOf(clock, zone, plan)),
  ]);
  const missing = missingOf(unit, buckets, loaded);
  if (missing.length > 0) return { more: missing };

  const changed = new Map<number, SlotCell>();
  let bounded = plan.tooOld;
  for (const item of items) {
    const bucket = bucketOf(clock, item.at);
    const cell = changed.get(bucket) ?? copySlotCell(cellOf(bucket));
    changed.set(bucket, cell);
    if (addItem(cell, item, slotOf(clock, item.at), alarm.metrics) || item.cut) bounded++;
  }
  const after = (bucket: number) => changed.get(bucket) ?? cellOf(bucket);
  const evidence: Evidence = {
    slotsIn: (from, to) => bucketsIn(clock, from, to).flatMap((bucket) => after(bucket)?.slots ?? []),
    eventsIn: (from, to) => bucketsIn(clock, from, to).flatMap((bucket) => after(bucket)?.events ?? []),
    missing: (from, to) => missingOf(unit, bucketsIn(clock, from, to), loaded),
  };

  let timeline: Timeline = { base: plan.base, runs: known?.timeline.runs ?? [] };
  for (const [from, to] of plan.zones) {
    const slots = evidence.slotsIn(from - clock.reach, to);
    const past = known !== undefined && to < known.through ? to + clock.step : undefined;
    timeline = replaced(timeline, from, past, evaluationsBetween(alarm, slots, from, to, clock));
  }
  const before = known?.timeline ?? newTimeline(plan.base[0]);
  const updates = updatesOf(unit, alarm, clock, before, timeline, plan, evidence);
  if ('more' in updates) return updates;

  const kept = shortened(timeline, MOST_RUNS);
  const cells: Cell[] = [...changed].map(([bucket, cell]) => {
    const until = (bucket + 1) * clock.bucket + clock.reach + clock.interval + DAY_SHOWN + options.lateness;
    return nextCell(loaded, slotKey(unit, bucket), cell, until);
  });
  const status: AlarmStatus = {
    timeline: kept,
    through: plan.through,
    newest: plan.newest,
    ...((known?.cut === true || kept !== timeline) && { cut: true }),
  };
  const isSame = known !== undefined && JSON.stringify(status) === JSON.stringify(known);
  if (!isSame) cells.push(nextCell(loaded, statusKey(unit), status, Number.POSITIVE_INFINITY));
  const tells = options.feeding && JSON.stringify(kept) !== JSON.stringify(known?.timeline);
  const feeds: SeriesInput[] = tells ? [alarmFeed(unit, cells.at(-1)!.version, plan.through)] : [];
  return { cells, ledger: items.map((item) => ledgerRow(unit, item)), updates, feeds, bounded };
}

/** What has to be evaluated. */
interface Plan {
  readonly zones: readonly Zone[];
  /** The last evaluation that is made. */
  readonly through: EpochMs;
  /** The latest slot with samples; null: there is none. */
  readonly newest: EpochMs | null;
  readonly base: Timeline['base'];
  /** Slots that lie before all that is remembered. */
  readonly tooOld: number;
}

/** @returns nothing where nothing changes: time passes over an alarm that sees no samples */
function planOf(
  alarm: MetricAlarm,
  clock: AlarmClock,
  known: AlarmStatus | undefined,
  moments: readonly EpochMs[],
  until: EpochMs | undefined,
): Plan | undefined {
  const passed = until === undefined ? Number.NEGATIVE_INFINITY : evaluationBefore(clock, until);
  const latest = moments.at(-1);
  const certain = latest !== undefined && isCertainSoon(alarm) ? firstSeeing(clock, latest) : Number.NEGATIVE_INFINITY;
  const firstSeen = moments[0] === undefined ? Number.POSITIVE_INFINITY : firstSeeing(clock, moments[0]);
  const begin = Math.min(firstSeen, passed === Number.NEGATIVE_INFINITY ? firstSeen : passed);
  const oldThrough = known?.through ?? begin - clock.step;
  const oldNewest = known?.newest ?? null;
  const horizon = Math.max(oldThrough, passed, certain);
  // All that can be seen was seen long before: the alarm says what it says without data.
  const settled = oldNewest === null ? oldThrough : Math.max(oldThrough, firstPast(clock, oldNewest));
  if (known !== undefined && latest === undefined && oldThrough >= Math.min(horizon, settled)) return undefined;

  const floor = known?.cut === true ? known.timeline.base[0] : Number.NEGATIVE_INFINITY;
  const zones: Zone[] = [];
  let tooOld = 0;
  if (known === undefined && begin <= horizon) zones.push([begin, begin]);
  for (const moment of moments) {
    if (firstSeeing(clock, moment) < floor) tooOld++;
    const from = Math.max(firstSeeing(clock, moment), floor);
    const to = Math.min(firstPast(clock, moment), horizon);
    if (from <= to) zones.push([from, to]);
  }
  if (horizon > oldThrough && settled > oldThrough) zones.push([oldThrough + clock.step, Math.min(horizon, settled)]);
  const newest = Math.max(oldNewest ?? Number.NEGATIVE_INFINITY, latest ?? Number.NEGATIVE_INFINITY);
  return {
    zones: joined(zones, clock),
    // Later evaluations see nothing: they need not be made.
    through: horizon,
    newest: Number.isFinite(newest) ? newest : null,
    base: baseOf(known, begin),
    tooOld,
  };
}

function baseOf(known: AlarmStatus | undefined, begin: EpochMs): Timeline['base'] {
  if (known === undefined) return newTimeline(begin).base;
  const [since, state] = known.timeline.base;
  return known.cut === true || since <= begin ? [since, state] : [begin, state];
}

/** May it be judged before all samples of a period are there? Where more of them can only add to what breaches. */
function isCertainSoon({ expression, metrics, comparison, ignoresLowSamples }: MetricAlarm): boolean {
  if (expression !== undefined || ignoresLowSamples === true || !comparison.startsWith('Greater')) return false;
  return metrics.every(({ statistic: { kind } }) => kind === 'Sum' || kind === 'SampleCount' || kind === 'Maximum');
}

function joined(zones: readonly Zone[], { step }: AlarmClock): Zone[] {
  const result: Zone[] = [];
  for (const zone of [...zones].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && zone[0] <= last[1] + step) result[result.length - 1] = [last[0], Math.max(last[1], zone[1])];
    else result.push(zone);
  }
  return result;
}

function slotOf({ slot }: AlarmClock, at: EpochMs): EpochMs {
  return Math.floor(at / slot) * slot;
}

function bucketOf({ bucket }: AlarmClock, at: EpochMs): number {
  return Math.floor(at / bucket);
}

/** The buckets that evaluations of a zone look at, of those that may have samples. */
function bucketsOf(clock: AlarmClock, [from, to]: Zone, { newest }: Plan): number[] {
  return newest === null ? [] : bucketsIn(clock, from - clock.reach, Math.min(to, newest + clock.slot));
}

function bucketsIn(clock: AlarmClock, from: EpochMs, to: EpochMs): number[] {
  const first = bucketOf(clock, from);
  const last = bucketOf(clock, to - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function missingOf(unit: Unit, buckets: Iterable<number>, loaded: LoadedCells): string[] {
  return [...buckets].map((bucket) => slotKey(unit, bucket)).filter((key) => !loaded.has(key));
}
