import { type EpochMs, HOUR, type Milliseconds } from '../../base/units.ts';
import type { SeriesInput, SeriesValue } from '../../model/series.ts';
import type { Condition, SeriesRule } from '../../model/series-rule.ts';
import { bitsIn, type Counted, type MergedGroups, mergeGroups } from './counted.ts';
import { countedText, createWindowCounts, type WindowCounts } from './window-counts.ts';

/**
 * Where an input counts, three numbers for each place: the series rule, the group that is known by a number, or by its hash (`HASHED`), or
 * `ANY`, and a hash of the group. None: it takes no part in anything.
 */
export type Places = readonly number[];

/**
 * Tells the groups that can never reach their condition: in all inputs together, or in those of about one timespan, there are too few
 * events, values or rules. Nearly all groups are such, and state need not look at what only they have. Says yes wherever it isn't
 * sure: what is counted here is never less than what a window counts.
 */
export interface Reach {
  /** Counts an input. What is returned is good until the next call. */
  count(input: CountedInput): Places;
  /** Counts inputs that differ in nothing but their time. */
  countAlike(input: Omit<CountedInput, 'at'>): AlikeInputs;
  /** Of an input that is counted already. Good until the next call. */
  placesOf(input: Omit<CountedInput, 'at'>): Places;
  /**
   * The series rules that an input may matter to, of those in its places; undefined: all. To be asked when all inputs are counted.
   * @param numbers hold the places, from `from` to `to`
   * @param until of several inputs in these places, `at` being the first and this the last time
   */
  listeners(numbers: ArrayLike<number>, from: number, to: number, at: EpochMs, until?: EpochMs): readonly string[] | undefined;
  /** What is counted here, for another one that has places from here by hash. Nothing is counted here any more. */
  counted(): Counted;
  /** Counts what another one of the same rules has counted; undefined: that is lost. When all is counted here. */
  merge(counted: Counted | undefined): void;
}

export interface AlikeInputs {
  readonly places: Places;
  add(at: EpochMs): void;
  /** What was added is counted from here on. */
  flush(): void;
}

/** As much of an input as is counted. */
export type CountedInput = Pick<SeriesInput, 'ruleId' | 'at' | 'values'>;

/** Groups whose values or rules are remembered, and characters of groups and values. Those past it are taken to have enough. */
const MOST_GROUPS = 200_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Combinations of values of one input. */
const MOST_TUPLES = 256;
/** Places of one input; one that has more is looked at in any case. */
const MOST_PLACES = 30;
const NUMBERS_OF_PLACE = 3;
/** Windows that are looked at for inputs over a long time. */
const MOST_WINDOWS = 64;
/** Numbers of places at most. */
export const MOST_PLACE_NUMBERS = MOST_PLACES * NUMBERS_OF_PLACE;

/** How one series rule counts what one rule feeds it. */
interface Counter {
  /** Place of the series rule. */
  readonly index: number;
  /** Paths of the group. */
  readonly by: readonly string[];
  /** Paths of what is counted; empty: events. */
  readonly of: readonly string[];
  /** Temporal: the bit of the feeding rule. */
  readonly bit: number;
  readonly demand: Demand;
}

/** What a group of a series rule must have at least. */
interface Demand {
  readonly id: string;
  /** 0 where it can't be told. */
  readonly needed: number;
  readonly timespan: Milliseconds;
  /** It counts events, and not values or rules, of which the same ones count once in a window. */
  readonly events: boolean;
  /** Numbers of groups, where more is counted than events. */
  readonly groups: Map<string, number>;
  /** The count was lost: an input had too many groups. */
  lost: boolean;
  /** There are groups of which not all is known: any may have enough. */
  unsure: boolean;
  /** Hashes of groups that have enough, and what the others have, where others' counts were merged. */
  merged: MergedGroups | undefined;
}

/** Of a place: any group. Of a series rule: each. */
const ANY = -1;
/** Of a place: the group is known by its hash alone. */
const HASHED = -2;
const REACHED = -1;
const EVENT: readonly SeriesValue[] = [true];
const NOBODY: readonly string[] = [];

/** Rules whose inputs may turn out not to matter: each of the series over them needs more than one. */
export function mayNotMatter(rules: readonly SeriesRule[]): ReadonlySet<string> {
  const { counters } = countersOf(rules);
  return new Set([...counters].flatMap(([id, of]) => (of.every(({ demand }) => demand.needed > 1) ? [id] : [])));
}

/** @param byHash places are for another one, which this one's counts are merged into */
export function createReach(rules: readonly SeriesRule[], byHash = false): Reach {
  const { counters, demands } = countersOf(rules);
  const windows = createWindowCounts();
  /** Per group: distinct values, or the bits of rules; `REACHED` at the end. */
  const counts: number[] = [];
  /** Per group: the values so far. */
  const values: (SeriesValue[] | undefined)[] = [];
  let characters = 0;
  let full = false;
  let found: number[] = [];
  /** By place: what an input adds to its window; 0: nothing is counted there. */
  let weights: number[] = [];

  const groupOf = (known: Map<string, number>, key: string): number => {
    let group = known.get(key);
    if (group === undefined) {
      if (counts.length >= MOST_GROUPS || characters > MOST_CHARACTERS) {
        full = true;
        return ANY;
      }
      characters += key.length;
      group = counts.push(0) - 1;
      values.push(undefined);
      known.set(key, group);
    }
    return group;
  };
  const addValues = (group: number, found: readonly SeriesValue[]) => {
    values[group] ??= [];
    const all = values[group];
    for (const value of found) {
      if (all.includes(value)) continue;
      all.push(value);
      characters += typeof value === 'string' ? value.length : 16;
    }
    counts[group] = characters > MOST_CHARACTERS ? Number.POSITIVE_INFINITY : all.length;
  };
  const countIn = ({ bit, demand }: Counter, group: number, found: readonly SeriesValue[]) => {
    if (counts[group] === REACHED) return;
    if (bit !== 0) counts[group]! |= bit;
    else addValues(group, found);
    if ((bit === 0 ? counts[group]! : bitsIn(counts[group]!)) < demand.needed) return;
    counts[group] = REACHED;
    values[group] = undefined;
  };
  const addPlaces = (counter: Counter, input: Omit<CountedInput, 'at'>) => {
    const { index, by, of, bit, demand } = counter;
    const keys = tuplesOf(by, input);
    const counted = of.length === 0 ? EVENT : tuplesOf(of, input);
    if (keys === undefined || counted === undefined) demand.lost = true;
    if (keys?.length === 0 || counted?.length === 0) return;
    if (keys === undefined || counted === undefined || demand.needed <= 1 || demand.lost) {
      found.push(index, ANY, 0);
      weights.push(0);
      return;
    }
    for (const each of keys) {
      const key = String(each);
      const hash = countedText(key, index);
      const group = bit === 0 && of.length === 0 ? ANY : groupOf(demand.groups, key);
      if (group !== ANY) countIn(counter, group, counted);
      found.push(index, byHash && group !== ANY ? HASHED : group, hash);
      weights.push(counted.length);
    }
  };
  const find = (input: Omit<CountedInput, 'at'>) => {
    found = [];
    weights = [];
    for (const counter of counters.get(input.ruleId) ?? []) addPlaces(counter, input);
  };
  const countedOf = ({ lost, groups }: Demand, index: number): Counted['demands'][number] => {
    const reached: number[] = [];
    const open: [number, number | readonly SeriesValue[]][] = [];
    for (const [key, group] of groups) {
      const hash = countedText(key, index);
      if (counts[group] === REACHED) reached.push(hash);
      else open.push([hash, values[group] ?? counts[group]!]);
    }
    return { lost, reached: Int32Array.from(reached), open };
  };
  const told = () => (found.length <= MOST_PLACE_NUMBERS ? found : [ANY, ANY, 0]);
  return {
    count(input) {
      find(input);
      for (let i = 0; i < weights.length; i++) {
        const place = i * NUMBERS_OF_PLACE;
        if (weights[i] !== 0) windows.add(found[place + 2]!, input.at, demands[found[place]!]!.timespan, weights[i]!);
      }
      return told();
    },
    placesOf(input) {
      find(input);
      return told();
    },
    countAlike(input) {
      find(input);
      const counted = weights.flatMap((weight, i) => {
        const { timespan, events } = demands[found[i * NUMBERS_OF_PLACE]!]!;
        const hash = found[i * NUMBERS_OF_PLACE + 2]!;
        return weight === 0 ? [] : [{ hash, timespan, events, weight, from: 0, to: 0, pending: 0 }];
      });
      const flush = (each: (typeof counted)[number]) => {
        if (each.pending > 0) windows.add(each.hash, each.from, each.timespan, each.pending);
        each.pending = 0;
      };
      return {
        places: told(),
        add(at) {
          for (let i = 0; i < counted.length; i++) {
            const each = counted[i]!;
            if (at >= each.from && at < each.to) {
              if (each.events) each.pending += each.weight;
              continue;
            }
            flush(each);
            each.from = Math.floor(at / each.timespan) * each.timespan;
            each.to = each.from + each.timespan;
            each.pending = each.weight;
          }
        },
        flush() {
          for (const each of counted) flush(each);
        },
      };
    },
    listeners(numbers, from, to, at, until = at) {
      let listeners = NOBODY as string[];
      let last = ANY;
      let all = true;
      for (let i = from; i < to; i += NUMBERS_OF_PLACE) {
        const index = numbers[i]!;
        if (index === ANY) return undefined;
        const demand = demands[index]!;
        const { id, needed, timespan } = demand;
        const group = numbers[i + 1]!;
        const matters =
          needed <= 1 ||
          demand.lost ||
          ((group === ANY ||
            counts[group] === REACHED ||
            demand.unsure ||
            demand.merged?.reached.has(numbers[i + 2]!) === true) &&
            mayReachUntil(windows, numbers[i + 2]!, at, until, timespan, needed));
        if (!matters) all = false;
        else if (index !== last) {
          if (last === ANY) listeners = [id];
          else listeners.push(id);
          last = index;
        }
      }
      return all ? undefined : listeners;
    },
    counted: () => ({ slots: windows.slots(), full, demands: demands.map((demand, index) => countedOf(demand, index)) }),
    merge(counted) {
      for (const [index, demand] of demands.entries()) {
        demand.merged ??= mergeGroups({ reached: new Set(), open: new Map() }, countedOf(demand, index), demand.needed);
        const others = counted?.demands[index];
        if (others === undefined) demand.lost = true;
        else {
          demand.lost ||= others.lost;
          demand.unsure ||= full || counted!.full;
          mergeGroups(demand.merged, others, demand.needed);
        }
      }
      if (counted !== undefined) windows.merge(counted.slots);
    },
  };
}

function mayReachUntil(
  windows: WindowCounts,
  key: number,
  at: EpochMs,
  until: EpochMs,
  timespan: Milliseconds,
  needed: number,
): boolean {
  if (until - at > MOST_WINDOWS * timespan) return true;
  for (let time = at; time < until; time += timespan) if (windows.mayReach(key, time, timespan, needed)) return true;
  return windows.mayReach(key, until, timespan, needed);
}

/** By the rules that feed. */
function countersOf(rules: readonly SeriesRule[]) {
  const series = new Set(rules.map(({ id }) => id));
  const counters = new Map<string, Counter[]>();
  const demands: Demand[] = [];
  for (const [index, rule] of rules.entries()) {
    // What series rules will say to it isn't known yet.
    const { of, needed } = rule.of.some((id) => series.has(id)) ? { of: [], needed: 0 } : demandOf(rule);
    const timespan = 'timespan' in rule.series ? rule.series.timespan : HOUR;
    const demand: Demand = {
      id: rule.id,
      needed,
      timespan,
      events: rule.series.kind === 'count',
      groups: new Map(),
      lost: false,
      unsure: false,
      merged: undefined,
    };
    demands.push(demand);
    for (const [place, id] of [...new Set(rule.of)].entries()) {
      const by = rule.by.map(({ name, paths }) => paths[id] ?? name);
      const counter = { index, by, of, demand, bit: rule.series.kind === 'temporal' ? 1 << place : 0 };
      const others = counters.get(id);
      if (others === undefined) counters.set(id, [counter]);
      else others.push(counter);
    }
  }
  return { counters, demands };
}

/** What a group must have at least before its condition can hold; 0 where that can't be told. */
function demandOf({ of, series }: SeriesRule): { readonly of: readonly string[]; readonly needed: number } {
  switch (series.kind) {
    case 'count':
      return { of: [], needed: leastOf(series.condition) };
    case 'distinct':
      return { of: [series.field, ...(series.also ?? [])], needed: leastOf(series.condition) };
    case 'temporal': {
      const rules = new Set(of).size;
      if (rules > 30) return { of: [], needed: 0 };
      return { of: [], needed: series.condition === undefined ? rules : leastOf(series.condition) };
    }
    default:
      return { of: [], needed: 0 };
  }
}

/** Of whole numbers. */
function leastOf({ gt = -1, gte = 0, eq = 0 }: Condition): number {
  return Math.max(Math.floor(gt) + 1, gte, eq);
}

/**
 * The values at a path; of several paths their combinations, as text. Undefined if there are too many. What state takes for two
 * different values may be one here only for groups, never for what is counted.
 */
function tuplesOf(paths: readonly string[], input: Omit<CountedInput, 'at'>): readonly SeriesValue[] | undefined {
  if (paths.length === 0) return EVENT;
  if (paths.length === 1) return leavesOf(input, paths[0]!);
  let all: SeriesValue[][] = [[]];
  for (const path of paths) {
    const leaves = leavesOf(input, path);
    if (all.length * leaves.length > MOST_TUPLES) return undefined;
    all = all.flatMap((tuple) => leaves.map((value) => [...tuple, value]));
  }
  return all.map((tuple) => JSON.stringify(tuple));
}

function leavesOf({ values }: Pick<CountedInput, 'values'>, path: string): readonly SeriesValue[] {
  return Object.hasOwn(values, path) ? values[path]! : [];
}
