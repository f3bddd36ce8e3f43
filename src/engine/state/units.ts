import type { EpochMs } from '../../base/units.ts';
import type { MetricAlarm } from '../../model/alarm.ts';
import type { GroupValue, SeriesEvent, SeriesInput, SeriesValue } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { sampleText } from './alarm/sample-text.ts';
import { countedKey, numberOf, valuesKey, valueKey } from './value-key.ts';

/** What one event brings to one group of one rule. */
export interface Item {
  /** Of the ledger. */
  readonly id: string;
  /** What it is taken back by: the id of an event, the name of a crossing. */
  readonly name: string;
  readonly at: EpochMs;
  /** Places in `of` of the rules that it matched. */
  readonly rules: readonly number[];
  /** Distinct: keys; sum, avg, percentile: numbers; first-seen: keys; alarm: samples. Else none. */
  readonly values: readonly (string | number)[];
  readonly weight: number;
  readonly change: 1 | -1;
  readonly events: readonly SeriesEvent[];
  /** It has more groups or values than are looked at. */
  readonly cut: boolean;
}

/** The unit of commit: all that a batch brings to one group of one rule. */
export interface Unit {
  readonly rule: SeriesRule;
  /** Rule and group in one text: what the keys of its cells begin with. */
  readonly name: string;
  /** The group as text: typed, so that `1` and `"1"` are two. */
  readonly group: string;
  readonly groupValues: readonly GroupValue[];
  readonly items: Item[];
  /** Of an alarm: it is to be evaluated up to this moment of event time, whether anything came or not. */
  readonly until?: EpochMs;
}

/** An input of a scan that only some of the series rules over its rule have to look at. */
export interface AddressedInput extends SeriesInput {
  /** Ids of series rules. @default all */
  readonly only?: readonly string[];
}

/** Groups that one event is part of, and values that it brings to a group: an event with longer lists takes part with the first. */
const MOST_GROUPS = 16;
const MOST_VALUES = 64;

/**
 * Who takes part in what: an event that lacks a group field or the value that is counted takes no part. Of a list each element is
 * a group of its own. An event that matched several rules of one series is one item.
 * @param fed the rules that other series rules listen to
 * @param until alarms are evaluated up to then, those too that nothing comes to
 */
export function unitsOf(
  rules: readonly SeriesRule[],
  fed: ReadonlySet<string>,
  inputs: Iterable<AddressedInput>,
  until?: EpochMs,
): Unit[] {
  const byRule = new Map<string, SeriesRule[]>();
  for (const rule of rules) {
    for (const id of new Set(rule.of)) {
      const over = byRule.get(id);
      if (over === undefined) byRule.set(id, [rule]);
      else over.push(rule);
    }
  }
  const units = new Map<SeriesRule, Map<string, { unit: Unit; items: Map<string, Item> }>>();
  for (const input of inputs) {
    for (const rule of byRule.get(input.ruleId) ?? []) {
      if (input.only?.includes(rule.id) === false) continue;
      if (input.crossing?.first === false && rule.series.kind !== 'temporal') continue;
      const values = valuesFor(rule, input);
      if (values === undefined) continue;
      const memberships = groupsOf(rule, input);
      const cut = memberships.length > MOST_GROUPS || values.length > MOST_VALUES;
      let groups = units.get(rule);
      if (groups === undefined) {
        groups = new Map();
        units.set(rule, groups);
      }
      for (const groupValues of memberships.slice(0, MOST_GROUPS)) {
        const group = valuesKey(groupValues.map(({ value }) => value));
        let entry = groups.get(group);
        if (entry === undefined) {
          entry = { unit: { rule, name: unitName(rule.id, group), group, groupValues, items: [] }, items: new Map() };
          groups.set(group, entry);
        }
        const index = rule.of.indexOf(input.ruleId);
        const known = entry.items.get(input.eventId);
        if (known === undefined) entry.items.set(input.eventId, itemOf(input, index, values, cut, fed.has(rule.id)));
        else if (!known.rules.includes(index)) {
          const [first, second] =
            known.rules[0]! < index
              ? [known, itemOf(input, index, values, cut, fed.has(rule.id))]
              : [itemOf(input, index, values, cut, fed.has(rule.id)), known];
          entry.items.set(input.eventId, {
            ...first,
            rules: [...known.rules, index].sort((a, b) => a - b),
            events: first.events,
            values: rule.series.kind === 'alarm' ? [...first.values, ...second.values] : union(first.values, second.values),
          });
        }
      }
    }
  }
  const result: Unit[] = [];
  for (const groups of units.values()) {
    for (const { unit, items } of groups.values()) {
      unit.items.push(...items.values());
      result.push(unit);
    }
  }
  return until === undefined ? result : withUntil(rules, result, until);
}

function withUntil(rules: readonly SeriesRule[], units: readonly Unit[], until: EpochMs): Unit[] {
  const alarms = new Map(rules.flatMap((rule) => (rule.series.kind === 'alarm' ? [[rule, onlyUnit(rule)]] : [])));
  const others = units.filter(({ rule }) => !alarms.has(rule));
  for (const unit of units) if (alarms.has(unit.rule)) alarms.set(unit.rule, unit);
  return [...others, ...[...alarms.values()].map((unit) => ({ ...unit, until }))];
}

/** The unit of a rule without groups, with nothing in it. */
export function onlyUnit(rule: SeriesRule): Unit {
  const group = valuesKey([]);
  return { rule, name: unitName(rule.id, group), group, groupValues: [], items: [] };
}

function unitName(ruleId: string, group: string): string {
  return JSON.stringify([ruleId, group]);
}

/** The same path has the same values whichever rule matched; only crossings may differ. */
function union(a: readonly (string | number)[], b: readonly (string | number)[]): (string | number)[] {
  return a.length > 0 ? [...a] : [...b];
}

function itemOf(input: SeriesInput, index: number, values: readonly (string | number)[], cut: boolean, feeding: boolean): Item {
  const { at, eventId, record, resources, crossing } = input;
  return {
    id: eventId,
    name: crossing?.name ?? eventId,
    at,
    rules: [index],
    values: cut ? values.slice(0, MOST_VALUES) : values,
    cut,
    weight: crossing?.weight ?? 1,
    change: crossing?.change ?? 1,
    events: crossing?.events ?? [{ at, eventId, record, resources, ...(feeding ? { values: input.values } : {}) }],
  };
}

function groupsOf(rule: SeriesRule, input: SeriesInput): GroupValue[][] {
  let groups: GroupValue[][] = [[]];
  for (const { name, paths } of rule.by) {
    const leaves = distinctLeaves(leavesOf(input, paths[input.ruleId] ?? name));
    groups = groups.flatMap((group) => leaves.map((value) => [...group, { name, value }])).slice(0, MOST_GROUPS + 1);
    if (groups.length === 0) return [];
  }
  return groups;
}

function valuesFor({ series }: SeriesRule, input: SeriesInput): readonly (string | number)[] | undefined {
  switch (series.kind) {
    case 'count':
    case 'temporal':
    case 'composite':
      return [];
    case 'alarm':
      return orNothing(samplesOf(series.alarm, input));
    case 'distinct':
      return orNothing(tuples([series.field, ...(series.also ?? [])], input, countedKey));
    case 'first-seen':
      return orNothing(tuples(series.fields, input, valuesKey));
    default:
      return orNothing(
        leavesOf(input, series.field)
          .flatMap((value) => numberOf(value) ?? [])
          .slice(0, MOST_VALUES + 1),
      );
  }
}

/** What a match reports to the metrics of an alarm. A field counts if it has one number. */
function samplesOf({ feeds }: MetricAlarm, input: SeriesInput): readonly string[] {
  return (feeds[input.ruleId] ?? []).flatMap(({ metric, value, isDefault = false }) => {
    if (typeof value === 'number') return sampleText(metric, value, isDefault);
    const numbers = leavesOf(input, value.path).map(numberOf);
    return numbers.length === 1 && numbers[0] !== undefined ? sampleText(metric, numbers[0], isDefault) : [];
  });
}

function orNothing<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values;
}

function tuples(paths: readonly string[], input: SeriesInput, keyOf: (values: readonly SeriesValue[]) => string): string[] {
  let all: SeriesValue[][] = [[]];
  for (const path of paths) {
    const leaves = distinctLeaves(leavesOf(input, path));
    all = all.flatMap((tuple) => leaves.map((value) => [...tuple, value])).slice(0, MOST_VALUES + 1);
  }
  return [...new Set(all.map(keyOf))];
}

function leavesOf(input: SeriesInput, path: string): readonly SeriesValue[] {
  return Object.hasOwn(input.values, path) ? input.values[path]! : [];
}

function distinctLeaves(leaves: readonly SeriesValue[]): readonly SeriesValue[] {
  if (leaves.length <= 1) return leaves;
  return [...new Map(leaves.map((value) => [valueKey(value), value])).values()];
}
