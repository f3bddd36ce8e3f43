import { Problem } from '../../base/problem.ts';
import { type EpochMs, MINUTE, type Milliseconds } from '../../base/units.ts';
import { seenKey } from '../../model/cell.ts';
import type { SeriesInput } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { alarmNeeds, concludeAlarm } from './alarm/conclude-alarm.ts';
import { compositeNeeds, concludeComposite } from './alarm/conclude-composite.ts';
import { concludeFirstSeen, firstSeenNeeds } from './conclude-first-seen.ts';
import { concludeWindow, windowNeeds } from './conclude-window.ts';
import type { Conclusion, LoadedCells, More } from './conclusion.ts';
import { type Unit, unitsOf } from './units.ts';

export interface StateOptions {
  /** Allowed lateness: how far behind a younger event an older one may arrive. @default 1 hour */
  readonly lateness?: Milliseconds;
}

/** What a unit must be shown before it can conclude. */
export interface Needs {
  readonly cells: readonly string[];
  /** Rows of the ledger, by `seenKey`. */
  readonly seen: readonly string[];
}

/**
 * Many matches → one, without holding anything: `units` says what belongs together, `needs` names what a unit must be shown,
 * `conclude` says what to write. One unit is one commit; units of the same level may run in any order, and each level needs the
 * feeds of the levels before it.
 */
export interface State {
  /** Series rules in levels: a level only listens to event rules and to levels before it. */
  readonly levels: readonly (readonly SeriesRule[])[];
  /**
   * What a batch of inputs brings to the rules of a level.
   * @param until time has come so far: alarms are evaluated up to then, whether anything came or not
   */
  units(level: number, inputs: Iterable<SeriesInput>, until?: EpochMs): Unit[];
  needs(unit: Unit): Needs;
  /** `more` names cells that turned out to be needed: load them too and ask again. Never changes what it was given. */
  conclude(unit: Unit, cells: LoadedCells, seen: ReadonlySet<string>): Conclusion | More;
}

/** An hour: CloudTrail delivers within about five minutes on average, and promises nothing. */
const LATENESS: Milliseconds = 60 * MINUTE;

/** @throws {Problem} RULE_FIELD if series rules listen to one another in a circle */
export function createState(rules: readonly SeriesRule[], options: StateOptions = {}): State {
  const { lateness = LATENESS } = options;
  const levels = levelsOf(rules);
  const fed = new Set(rules.flatMap((rule) => rule.of));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const ruleOf = (id: string) => byId.get(id);
  return {
    levels,
    units: (level, inputs, until) => unitsOf(levels[level]!, fed, inputs, until),
    needs(unit) {
      const { id: ruleId } = unit.rule;
      return {
        cells: cellsNeeded(unit, ruleOf),
        // Not every store keeps a ledger.
        get seen() {
          return unit.items.map(({ id }) => seenKey({ ruleId, group: unit.group, eventId: id }));
        },
      };
    },
    conclude(unit, cells, seen) {
      const { series } = unit.rule;
      const unitOptions = { lateness, feeding: fed.has(unit.rule.id) };
      switch (series.kind) {
        case 'first-seen':
          return concludeFirstSeen(unit, series, cells, seen, unitOptions);
        case 'alarm':
          return concludeAlarm(unit, series.alarm, cells, seen, unitOptions);
        case 'composite':
          return concludeComposite(unit, series.alarm, ruleOf, cells, seen, unitOptions);
        default:
          return concludeWindow(unit, series, cells, seen, unitOptions);
      }
    },
  };
}

function cellsNeeded(unit: Unit, ruleOf: (id: string) => SeriesRule | undefined): readonly string[] {
  const { series } = unit.rule;
  switch (series.kind) {
    case 'first-seen':
      return firstSeenNeeds(unit);
    case 'alarm':
      return alarmNeeds(unit, series.alarm);
    case 'composite':
      return compositeNeeds(unit, ruleOf);
    default:
      return windowNeeds(unit, series);
  }
}

function levelsOf(rules: readonly SeriesRule[]): SeriesRule[][] {
  const ids = new Set(rules.map(({ id }) => id));
  const done = new Set<string>();
  const levels: SeriesRule[][] = [];
  for (let left = [...rules]; left.length > 0; ) {
    const level = left.filter(({ of }) => of.every((id) => !ids.has(id) || done.has(id)));
    if (level.length === 0) {
      const { id, place } = left[0]!;
      throw new Problem('RULE_FIELD', `the series rule ${JSON.stringify(id)} is fed by itself, through others`, {
        at: place,
        hint: 'Take one of the rules out of the circle',
      });
    }
    for (const { id } of level) done.add(id);
    levels.push(level);
    left = left.filter(({ id }) => !done.has(id));
  }
  return levels;
}
