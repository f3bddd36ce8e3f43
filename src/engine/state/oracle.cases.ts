import type { SeriesInput, SeriesValue } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';

/**
 * What series rules mean, said slowly: over all inputs at once, sorted, window by window, with nothing remembered and nothing
 * clever. Only for few inputs, short texts, and fields with one value each.
 */
export interface Expected {
  readonly ruleId: string;
  readonly group: string;
  readonly at: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly eventIds: readonly string[];
}

interface Event {
  readonly at: number;
  readonly ids: readonly { readonly at: number; readonly id: string }[];
  readonly rules: readonly string[];
  readonly values: Readonly<Record<string, SeriesValue | undefined>>;
  readonly weight: number;
  readonly first: boolean;
  readonly crossing?: boolean;
}

const name = ({ ids }: Event) => ids.map(({ id }) => id).join();

function earliest(events: readonly Event[]): { at: number; id: string }[] {
  const byId = new Map(events.flatMap(({ ids }) => ids).map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(0, 20);
}

export function expectedOf(rules: readonly SeriesRule[], inputs: readonly SeriesInput[]): Expected[] {
  const findings: Expected[] = [];
  const events = new Map<string, Event[]>();
  const tell = (ruleId: string, event: Event) => events.set(ruleId, [...(events.get(ruleId) ?? []), event]);
  for (const { ruleId, at, eventId, values } of new Map(
    inputs.map((input) => [`${input.ruleId} ${input.eventId}`, input]),
  ).values()) {
    const flat = Object.fromEntries(Object.entries(values).map(([path, leaves]) => [path, leaves[0]]));
    tell(ruleId, { at, ids: [{ at, id: eventId }], rules: [ruleId], values: flat, weight: 1, first: true });
  }
  for (const rule of rules) {
    const groups = new Map<string, Event[]>();
    for (const id of rule.of) {
      for (const event of events.get(id) ?? []) {
        const key = rule.by.map(({ paths }) => event.values[paths[id]!]);
        if (key.includes(undefined) || (rule.series.kind !== 'temporal' && !event.first)) continue;
        const groupName = JSON.stringify(key);
        const members = groups.get(groupName) ?? [];
        const same = members.findIndex((other) => name(other) === name(event) && !event.crossing && !other.crossing);
        if (same === -1) members.push({ ...event, rules: [id] });
        else members[same] = { ...members[same]!, rules: [...members[same]!.rules, id] };
        groups.set(groupName, members);
      }
    }
    for (const [group, members] of groups) {
      members.sort((a, b) => a.at - b.at || (name(a) < name(b) ? -1 : 1));
      findings.push(
        ...(rule.series.kind === 'first-seen' ? firstSeen(rule, group, members) : windows(rule, group, members, tell)),
      );
    }
  }
  return findings;
}

function windows(
  rule: SeriesRule,
  group: string,
  all: readonly Event[],
  tell: (ruleId: string, event: Event) => void,
): Expected[] {
  const { series } = rule;
  if (series.kind === 'first-seen' || series.kind === 'alarm' || series.kind === 'composite') throw new Error('no window');
  const counting = all.filter((event) => observed(rule, event) !== undefined);
  const inside = (from: number, to: number) => counting.filter(({ at }) => at >= from && at <= to);
  const times = [...new Set(counting.map(({ at }) => at))].filter((at) => {
    const value = measure(rule, inside(at - series.timespan, at));
    if (series.kind === 'temporal' && series.condition === undefined) return value >= rule.of.length;
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity, eq = value, neq = Number.NaN } = series.condition!;
    return value > gt && value >= gte && value < lt && value <= lte && value === eq && value !== neq;
  });
  const bursts: number[][] = [];
  for (const at of times) {
    const last = bursts.at(-1);
    const first = last === undefined || at - last.at(-1)! > series.timespan;
    if (first) bursts.push([at]);
    else last.push(at);
    const shown = inside(first ? at - series.timespan : at, at);
    tell(rule.id, {
      at,
      ids: earliest(shown),
      crossing: true,
      rules: [],
      values: Object.fromEntries(
        rule.by.flatMap(({ paths }, i) => Object.values(paths).map((path) => [path, JSON.parse(group)[i]])),
      ),
      weight: shown.reduce((sum, { weight }) => sum + weight, 0),
      first,
    });
  }
  return bursts.map((burst) => {
    const members = inside(burst[0]! - series.timespan, burst.at(-1)!);
    return {
      ruleId: rule.id,
      group,
      at: burst[0]!,
      firstAt: members[0]!.at,
      lastAt: members.at(-1)!.at,
      count: members.reduce((sum, { weight }) => sum + weight, 0),
      eventIds: earliest(members).map(({ id }) => id),
    };
  });
}

function observed({ series }: SeriesRule, { values }: Event): SeriesValue | undefined {
  if (!('field' in series)) return true;
  const value = values[series.field];
  return series.kind === 'distinct' || typeof value === 'number' ? value : undefined;
}

function measure(rule: SeriesRule, members: readonly Event[]): number {
  const { series } = rule;
  const values = members.map((event) => observed(rule, event)!);
  const numbers = values.map(Number).sort((a, b) => a - b);
  const sum = numbers.reduce((total, each) => total + each, 0);
  switch (series.kind) {
    case 'count':
      return members.length;
    case 'distinct':
      return new Set(values).size;
    case 'sum':
      return sum;
    case 'avg':
      return sum / members.length;
    case 'percentile':
      return numbers.find(
        (value) => numbers.filter((other) => other <= value).length >= (series.percentile / 100) * numbers.length,
      )!;
    case 'temporal':
      return series.ordered ? longestChain(rule.of, members) : new Set(members.flatMap(({ rules }) => rules)).size;
    default:
      throw new Error('no window');
  }
}

/** Each subset of the rules in their order, tried from left to right. */
function longestChain(of: readonly string[], members: readonly Event[]): number {
  let longest = 0;
  for (let subset = 0; subset < 1 << of.length; subset++) {
    const chain = of.filter((_, i) => subset & (1 << i));
    let at = Number.NEGATIVE_INFINITY;
    const found = chain.every((id) => {
      const next = members.find((event) => event.at >= at && event.rules.includes(id));
      at = next?.at ?? 0;
      return next !== undefined;
    });
    if (found) longest = Math.max(longest, chain.length);
  }
  return longest;
}

function firstSeen(rule: SeriesRule, group: string, members: readonly Event[]): Expected[] {
  const { series } = rule;
  if (series.kind !== 'first-seen') throw new Error('not first-seen');
  const named = members.filter(({ values }) => series.fields.every((path) => values[path] !== undefined));
  const findings: Expected[] = [];
  const tupleOf = ({ values }: Event) => JSON.stringify(series.fields.map((path) => values[path]));
  for (const event of named) {
    const before = named.filter((other) => tupleOf(other) === tupleOf(event) && other.at < event.at).map(({ at }) => at);
    const fresh = before.every((at) => event.at - at > (series.forgetting ?? Infinity));
    if (!fresh || event.at <= named[0]!.at + series.learning) continue;
    const together = named.filter((other) => tupleOf(other) === tupleOf(event) && other.at === event.at);
    if (together[0] !== event) continue;
    const eventIds = earliest(together).map(({ id }) => id);
    findings.push({
      ruleId: rule.id,
      group,
      at: event.at,
      firstAt: event.at,
      lastAt: event.at,
      count: together.length,
      eventIds,
    });
  }
  return findings;
}
