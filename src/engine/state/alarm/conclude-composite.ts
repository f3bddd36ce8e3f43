import type { EpochMs } from '../../../base/units.ts';
import type { AlarmCondition, AlarmState, CompositeAlarm, MetricAlarm } from '../../../model/alarm.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { type Conclusion, type LoadedCells, type More, nextCell, type UnitOptions } from '../conclusion.ts';
import { ledgerRow, newItems } from '../conclude-window.ts';
import { onlyUnit, type Unit } from '../units.ts';
import { alarmClock } from './alarm-clock.ts';
import { alarmFeed } from './alarm-feed.ts';
import type { SlotCell } from './alarm-slots.ts';
import { type AlarmStatus, DAY_SHOWN, slotKey, statusKey } from './alarm-status.ts';
import { episodeUpdates, shownEvents } from './episode-matches.ts';
import { newTimeline, type Run, shortened, stateOf, type Timeline, transitionsOf } from './timeline.ts';

const MOST_RUNS = 800;
/** A stretch in ALARM is known by the hour that it begins in. */
const STRETCH = 60 * 60_000;

export function compositeNeeds(unit: Unit, ruleOf: RuleOf): string[] {
  return [statusKey(unit), ...childrenOf(unit, ruleOf).map(statusKey)];
}

export type RuleOf = (id: string) => SeriesRule | undefined;

/**
 * The state of a composite alarm is a function of the states of others, which it reads in their own cells. Source: CloudWatch User
 * Guide, "Create a composite alarm": ALARM where its rule is true, else OK.
 */
export function concludeComposite(
  unit: Unit,
  alarm: CompositeAlarm,
  ruleOf: RuleOf,
  loaded: LoadedCells,
  seen: ReadonlySet<string>,
  options: UnitOptions,
): Conclusion | More {
  const items = newItems(unit, seen);
  if (items.length === 0) return { cells: [], ledger: [], updates: [], feeds: [], bounded: 0 };
  const known = loaded.get(statusKey(unit))?.value as AlarmStatus | undefined;
  const children = new Map(
    childrenOf(unit, ruleOf).map((child) => [child.rule.id, loaded.get(statusKey(child))?.value as AlarmStatus | undefined]),
  );
  const timeline = shortened(timelineOf(alarm.when, children, known), MOST_RUNS);
  const before = known?.timeline ?? newTimeline(timeline.base[0]);
  const missing = new Set<string>();
  const updates = episodeUpdates(unit, STRETCH, before, timeline, ({ since, until = Number.POSITIVE_INFINITY }, isSame) => {
    if (isSame) return undefined;
    const events = [...metricAlarms(unit.rule, ruleOf)].flatMap(([child, its]) => {
      const { bucket, reach } = alarmClock(its);
      const first = Math.floor((since - reach) / bucket);
      const last = Math.floor(Math.min(until, since + DAY_SHOWN, newestOf(loaded, child) ?? since) / bucket);
      const keys = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => slotKey(child, first + i));
      for (const key of [statusKey(child), ...keys]) if (!loaded.has(key)) missing.add(key);
      const found = keys.flatMap((key) => (loaded.get(key)?.value as SlotCell | undefined)?.events ?? []);
      return found.filter(({ at }) => at >= since - reach && at < until);
    });
    const shown = shownEvents(events);
    return {
      firstAt: shown[0]?.at ?? since,
      lastAt: shown.at(-1)?.at ?? since,
      count: shown.length,
      events: shown,
      reason: `its rule is true: ${saying(alarm.when)}`,
    };
  });
  if (missing.size > 0) return { more: [...missing] };
  const status: AlarmStatus = {
    timeline,
    through: [...children.values()].reduce((last, child) => Math.max(last, child?.through ?? last), known?.through ?? 0),
    newest: null,
  };
  const cell = nextCell(loaded, statusKey(unit), status, Number.POSITIVE_INFINITY);
  const tells = options.feeding && JSON.stringify(timeline) !== JSON.stringify(known?.timeline);
  return {
    cells: [cell],
    ledger: items.map((item) => ledgerRow(unit, item)),
    updates,
    feeds: tells ? [alarmFeed(unit, cell.version, status.through)] : [],
    bounded: 0,
  };
}

function childrenOf({ rule }: Unit, ruleOf: RuleOf): Unit[] {
  return rule.of.flatMap((id) => {
    const child = ruleOf(id);
    return child === undefined ? [] : onlyUnit(child);
  });
}

/** Those below it, at any depth. */
function metricAlarms(
  rule: SeriesRule,
  ruleOf: RuleOf,
  found = new Map<Unit, MetricAlarm>(),
  seen = new Set<string>(),
): Map<Unit, MetricAlarm> {
  for (const id of rule.of) {
    const child = ruleOf(id);
    if (child === undefined || seen.has(id)) continue;
    seen.add(id);
    if (child.series.kind === 'alarm') found.set(onlyUnit(child), child.series.alarm);
    else if (child.series.kind === 'composite') metricAlarms(child, ruleOf, found, seen);
  }
  return found;
}

function newestOf(loaded: LoadedCells, child: Unit): EpochMs | undefined {
  return (loaded.get(statusKey(child))?.value as AlarmStatus | undefined)?.newest ?? undefined;
}

/** What it says at each moment at which one of the others changes. Where one of them has forgotten, what was said before stays. */
export function timelineOf(
  when: AlarmCondition,
  children: ReadonlyMap<string, AlarmStatus | undefined>,
  known: AlarmStatus | undefined,
): Timeline {
  const timelines = [...children.values()].flatMap((child) => child?.timeline ?? []);
  const floor = [...children.values()].reduce(
    (last, child) => (child?.cut ? Math.max(last, child.timeline.base[0]) : last),
    -Infinity,
  );
  const begin = timelines.reduce(
    (first, { base }) => Math.min(first, base[0]),
    known?.timeline.base[0] ?? Number.POSITIVE_INFINITY,
  );
  const moments = new Set(timelines.flatMap((each) => [each.base[0], ...transitionsOf(each).map(({ at }) => at)]));
  const runs: Run[] = (known?.timeline.runs ?? []).filter(([at]) => at < floor);
  for (const at of [...moments].filter((moment) => moment >= floor).sort((a, b) => a - b)) {
    const stateAt = (id: string): AlarmState => {
      const child = children.get(id);
      if (child === undefined) return 'INSUFFICIENT_DATA';
      return stateOf({ base: child.timeline.base, runs: child.timeline.runs.filter(([from]) => from <= at) });
    };
    const outcome = isTrue(when, stateAt) ? 'ALARM' : 'OK';
    if (runs.at(-1)?.[1] !== outcome) runs.push([at, outcome]);
  }
  const base = known !== undefined && floor > -Infinity ? known.timeline.base : ([begin, 'INSUFFICIENT_DATA'] as const);
  return { base, runs };
}

/** Is the rule of a composite alarm true, given the states of others? */
export function isTrue(when: AlarmCondition, stateOf: (alarm: string) => AlarmState): boolean {
  switch (when.op) {
    case 'all':
      return when.of.every((each) => isTrue(each, stateOf));
    case 'any':
      return when.of.some((each) => isTrue(each, stateOf));
    case 'not':
      return !isTrue(when.of, stateOf);
    case 'state':
      return stateOf(when.alarm) === when.state;
    case 'constant':
      return when.value;
  }
}

/** As AWS writes it. */
export function saying(when: AlarmCondition): string {
  switch (when.op) {
    case 'all':
    case 'any':
      return when.of
        .map((each) => (each.op === 'all' || each.op === 'any' ? `(${saying(each)})` : saying(each)))
        .join(when.op === 'all' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT ${when.of.op === 'state' ? saying(when.of) : `(${saying(when.of)})`}`;
    case 'state':
      return `${when.state}(${when.alarm})`;
    case 'constant':
      return String(when.value).toUpperCase();
  }
}
