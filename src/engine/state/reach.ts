import type { SeriesInput, SeriesValue } from '../../model/series.ts';
import type { Condition, SeriesRule } from '../../model/series-rule.ts';

/** Where an input counts: the numbers of groups. */
export type Places = number | readonly number[];
/** It must be looked at in any case. */
const EVERYWHERE = -1;
/** It takes no part in anything. */
const NOWHERE = -2;

/**
 * Tells the groups that can never reach their condition: in all inputs together, whenever they were, there are too few events, values
 * or rules. Nearly all groups are such, and state need not look at what only they have. Says yes wherever it isn't sure: what
 * is counted here is never less than what a window counts.
 */
export interface Reach {
  /** Counts an input. */
  count(input: SeriesInput): Places;
  /** It takes no part in anything. */
  isNowhere(places: Places): boolean;
  /** Can a series rule come to say something because of it? To be asked when all inputs are counted. */
  matters(places: Places): boolean;
}

/** What is remembered, in groups and in characters of groups and values. Groups past it are taken to reach their condition. */
const MOST_GROUPS = 200_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Combinations of values of one input. */
const MOST_TUPLES = 256;

/** Groups of one input; one that has more is looked at in any case. */
const MOST_PLACES = 90;

/** How one series rule counts what one rule feeds it. */
interface Counter {
  /** Paths of the group. */
  readonly by: readonly string[];
  /** Paths of what is counted; empty: events. */
  readonly of: readonly string[];
  /** Temporal: the bit of the feeding rule. */
  readonly bit: number;
  readonly needed: number;
  /** Of the series rule: number by group; undefined once the count was lost. */
  readonly groups: { known: Map<string, number> | undefined };
}

const REACHED = -1;
const EVENT: readonly SeriesValue[] = [true];

export function createReach(rules: readonly SeriesRule[]): Reach {
  const counters = countersOf(rules);
  /** Per group: events, distinct values, or the bits of rules; `REACHED` at the end. */
  const counts: number[] = [];
  /** Per group: the values so far. */
  const values: (SeriesValue[] | undefined)[] = [];
  let characters = 0;

  const groupOf = (known: Map<string, number>, key: string): number => {
    let group = known.get(key);
    if (group === undefined) {
      if (counts.length >= MOST_GROUPS || characters > MOST_CHARACTERS) return EVERYWHERE;
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
  const countIn = ({ of, bit, needed }: Counter, group: number, found: readonly SeriesValue[]) => {
    if (counts[group] === REACHED) return;
    if (bit !== 0) counts[group]! |= bit;
    else if (of.length > 0) addValues(group, found);
    else counts[group]!++;
    if ((bit === 0 ? counts[group]! : bitsIn(counts[group]!)) < needed) return;
    counts[group] = REACHED;
    values[group] = undefined;
  };
  const places = (counter: Counter, input: SeriesInput): Places => {
    const { by, of, needed, groups } = counter;
    const keys = tuplesOf(by, input);
    const found = of.length === 0 ? EVENT : tuplesOf(of, input);
    if (keys === undefined || found === undefined) {
      for (const group of groups.known?.values() ?? []) counts[group] = REACHED;
      groups.known = undefined;
      return EVERYWHERE;
    }
    if (keys.length === 0 || found.length === 0) return NOWHERE;
    if (needed <= 1 || groups.known === undefined) return EVERYWHERE;
    let all: Places = NOWHERE;
    for (const key of keys) {
      const group = groupOf(groups.known, String(key));
      if (group !== EVERYWHERE) countIn(counter, group, found);
      all = both(all, group);
    }
    return all;
  };
  return {
    count(input) {
      let all: Places = NOWHERE;
      for (const counter of counters.get(input.ruleId) ?? []) all = both(all, places(counter, input));
      return all;
    },
    isNowhere: (places) => places === NOWHERE,
    matters(places) {
      if (typeof places !== 'number') return places.some((group) => counts[group] === REACHED);
      return places === EVERYWHERE || (places !== NOWHERE && counts[places] === REACHED);
    },
  };
}

/** By the rules that feed. */
function countersOf(rules: readonly SeriesRule[]): Map<string, Counter[]> {
  const series = new Set(rules.map(({ id }) => id));
  const counters = new Map<string, Counter[]>();
  for (const rule of rules) {
    const groups = { known: new Map<string, number>() };
    // What series rules will say to it isn't known yet.
    const { of, needed } = rule.of.some((id) => series.has(id)) ? { of: [], needed: 0 } : demandOf(rule);
    for (const [index, id] of [...new Set(rule.of)].entries()) {
      const by = rule.by.map(({ name, paths }) => paths[id] ?? name);
      const counter = { by, of, needed, groups, bit: rule.series.kind === 'temporal' ? 1 << index : 0 };
      const others = counters.get(id);
      if (others === undefined) counters.set(id, [counter]);
      else others.push(counter);
    }
  }
  return counters;
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
function tuplesOf(paths: readonly string[], input: SeriesInput): readonly SeriesValue[] | undefined {
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

function leavesOf({ values }: SeriesInput, path: string): readonly SeriesValue[] {
  return Object.hasOwn(values, path) ? values[path]! : [];
}

function both(one: Places, other: Places): Places {
  if (one === NOWHERE || other === EVERYWHERE) return other;
  if (other === NOWHERE || one === EVERYWHERE) return one;
  const groups = [one, other].flat() as number[];
  return groups.length > MOST_PLACES ? EVERYWHERE : groups;
}

function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
