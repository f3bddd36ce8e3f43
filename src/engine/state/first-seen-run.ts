import type { Bytes, EpochMs, Milliseconds } from '../../base/units.ts';
import type { SeriesInput, SeriesUpdate } from '../../model/series.ts';
import type { Series } from '../../model/series-rule.ts';
import { feedOf, findingIdOfRun, joined, matchOf, type Run, runOf } from './conclude-first-seen.ts';
import { newItems } from './conclude-window.ts';
import { createTextNumbers, type TextNumbers } from './text-numbers.ts';
import type { Unit } from './units.ts';

type FirstSeen = Extract<Series, { kind: 'first-seen' }>;

/**
 * What groups have seen, where all comes once and in the order of time: says what `concludeFirstSeen` would, from much less
 * memory. A value without a forgetting period is remembered to the end, so there are very many.
 */
export interface FirstSeenRun {
  conclude(unit: Unit, series: FirstSeen, feeding: boolean): { updates: SeriesUpdate[]; feeds: SeriesInput[]; bounded: number };
  /** To be called after each batch: lets go of what no event from `now` on can need, and of more if there is too much. */
  settle(now: EpochMs): void;
  /** Values that were forgotten early. */
  readonly dropped: number;
}

/** What is known of a group, or of a value in a group, beside its text. */
const NUMBERS: Bytes = 24;
const NOTHING_SEEN: ReadonlySet<string> = new Set();

interface Memory {
  readonly names: TextNumbers;
  /** By group: when it came first and last, and its rule's forgetting period. */
  readonly firsts: EpochMs[];
  readonly lasts: EpochMs[];
  readonly forgettings: Milliseconds[];
  /** Number of the group, a space, the value. */
  readonly values: TextNumbers;
  /** By value: when it came last. */
  readonly valueLasts: EpochMs[];
}

const emptyMemory = (): Memory => ({
  names: createTextNumbers(),
  firsts: [],
  lasts: [],
  forgettings: [],
  values: createTextNumbers(),
  valueLasts: [],
});

export function createFirstSeenRun(most: Bytes): FirstSeenRun {
  let memory = emptyMemory();
  /** Findings that began at a moment: they take what else comes at that moment. By group and value. */
  let fresh = new Map<string, Run>();
  let sizeAtForgetting = 0;
  let dropped = 0;

  const weight = () => memory.names.bytes + memory.values.bytes + NUMBERS * (memory.names.size + memory.values.size);
  const groupOf = (name: string, { forgetting = Number.POSITIVE_INFINITY }: FirstSeen, at: EpochMs): number => {
    const { names, firsts, lasts, forgettings } = memory;
    const group = names.add(name);
    if (group === firsts.length) {
      firsts.push(at);
      forgettings.push(forgetting);
    }
    lasts[group] = at;
    return group;
  };
  /** Notes that a value came. Was it away, or never there? */
  const isNew = (group: number, value: string, at: EpochMs): boolean => {
    const { values, valueLasts, forgettings } = memory;
    const number = values.add(`${group} ${value}`);
    const last = valueLasts[number];
    valueLasts[number] = at;
    return last === undefined || at - last > forgettings[group]!;
  };
  /** Keeps the values that no event from `now` on can find forgotten, of groups that came at `groupsSince` or later. */
  const forget = (now: EpochMs, groupsSince: EpochMs) => {
    const old = memory;
    memory = emptyMemory();
    const numbers = old.firsts.map((first, group) => {
      if (old.lasts[group]! < groupsSince) return -1;
      memory.firsts.push(first);
      memory.lasts.push(old.lasts[group]!);
      memory.forgettings.push(old.forgettings[group]!);
      return memory.names.add(old.names.textOf(group));
    });
    for (const [number, last] of old.valueLasts.entries()) {
      const text = old.values.textOf(number);
      const space = text.indexOf(' ');
      const group = Number(text.slice(0, space));
      if (last + old.forgettings[group]! < now) continue;
      if (numbers[group] === -1) dropped++;
      else {
        memory.values.add(`${numbers[group]}${text.slice(space)}`);
        memory.valueLasts.push(last);
      }
    }
    sizeAtForgetting = memory.values.size;
  };

  return {
    conclude(unit, series, feeding) {
      const told = new Map<string, { readonly value: string; readonly run: Run; readonly begun: boolean }>();
      let bounded = 0;
      for (const item of newItems(unit, NOTHING_SEEN)) {
        const { at } = item;
        if (item.cut) bounded++;
        const group = groupOf(unit.name, series, at);
        const learns = at <= memory.firsts[group]! + series.learning;
        for (const each of item.values) {
          const value = String(each);
          const begins = isNew(group, value, at);
          if (learns || (!begins && fresh.size === 0)) continue;
          const key = `${unit.name} ${value}`;
          const known = fresh.get(key);
          if (known?.first !== at && !begins) continue;
          const run = known?.first === at ? joined(known, runOf(item)) : runOf(item);
          fresh.set(key, run);
          const moment = `${at} ${value}`;
          told.set(moment, { value, run, begun: begins || told.get(moment)?.begun === true });
        }
      }
      const updates = [...told.values()].map(({ value, run }): SeriesUpdate => {
        return { kind: 'stands', match: matchOf(unit, findingIdOfRun(unit, series, value, run), run) };
      });
      const feeds = feeding ? [...told.values()].flatMap(({ begun, value, run }) => (begun ? feedOf(unit, value, run) : [])) : [];
      return { updates, feeds, bounded };
    },
    settle(now) {
      fresh = new Map([...fresh].filter(([, { first }]) => first >= now));
      const canForget = memory.values.size > 2 * sizeAtForgetting + 10_000;
      if (weight() > most) forget(now, middle(memory.lasts));
      else if (canForget && memory.forgettings.some(Number.isFinite)) forget(now, Number.NEGATIVE_INFINITY);
    },
    get dropped() {
      return dropped;
    },
  };
}

/** Half of the groups were left alone for longer. */
function middle(times: readonly EpochMs[]): EpochMs {
  return Float64Array.from(times).sort()[times.length >> 1]!;
}
