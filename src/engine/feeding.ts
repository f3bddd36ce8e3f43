import { NumberLiteral } from '../base/json.ts';
import type { Match, MatchRecord } from '../model/match.ts';
import type { SeriesInput, SeriesValue } from '../model/series.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { toMatchRecord } from './findings/match-record.ts';
import { resourcesOf } from './findings/resources.ts';
import { leavesAt } from './rules/fields.ts';

/** Values of one field of one event, and characters of one value, that a series sees. */
const MOST_LEAVES = 64;
const LONGEST = 4096;
const LONGEST_SHOWN = 1024;

/** Makes of a match what the series rules over its rule ask for; nothing where there is none. */
export function createFeeder(series: readonly SeriesRule[]): (match: Match) => SeriesInput | undefined {
  const paths = pathsByRule(series);
  return (match) => {
    const asked = paths.get(match.rule.id);
    if (asked === undefined) return undefined;
    const { event } = match;
    const values: Record<string, SeriesValue[]> = {};
    for (const path of asked) {
      const found = leavesAt(event.envelope as never, path)
        .slice(0, MOST_LEAVES)
        .flatMap(({ value }) => (value === null ? [] : seriesValue(value)));
      if (found.length > 0) Object.defineProperty(values, path, { value: found, enumerable: true });
    }
    return {
      ruleId: match.rule.id,
      eventId: event.id,
      at: event.at,
      values,
      record: shortened(toMatchRecord(match)),
      resources: resourcesOf(event.envelope),
    };
  };
}

/** As long as a finding shows values: many records wait in memory at a time. */
function shortened(record: MatchRecord): MatchRecord {
  let short: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(record)) {
    if (typeof value !== 'string' || value.length <= LONGEST_SHOWN || key === 'eventId') continue;
    short ??= { ...record };
    short[key] = `${value.slice(0, LONGEST_SHOWN - 1)}…`;
  }
  return short === undefined ? record : (short as unknown as MatchRecord);
}

function seriesValue(value: string | number | boolean | NumberLiteral): SeriesValue {
  if (value instanceof NumberLiteral) return { literal: value.text };
  return typeof value === 'string' && value.length > LONGEST ? value.slice(0, LONGEST) : value;
}

/** For each rule the paths that the series rules over it ask for, and those over these: a series rule hands on what its events had. */
function pathsByRule(series: readonly SeriesRule[]): Map<string, ReadonlySet<string>> {
  const paths = new Map<string, Set<string>>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const rule of series) {
      for (const id of rule.of) {
        let known = paths.get(id);
        if (known === undefined) {
          known = new Set();
          paths.set(id, known);
        }
        const before = known.size;
        for (const { paths: byRule } of rule.by) if (byRule[id] !== undefined) known.add(byRule[id]);
        for (const path of valuePaths(rule)) known.add(path);
        for (const path of paths.get(rule.id) ?? []) known.add(path);
        if (known.size > before) grew = true;
      }
    }
  }
  return paths;
}

function valuePaths({ series }: SeriesRule): readonly string[] {
  switch (series.kind) {
    case 'count':
    case 'temporal':
      return [];
    case 'first-seen':
      return series.fields;
    case 'distinct':
      return [series.field, ...(series.also ?? [])];
    default:
      return [series.field];
  }
}
