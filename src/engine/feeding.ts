import { NumberLiteral } from '../base/json.ts';
import type { Match, MatchRecord } from '../model/match.ts';
import type { SeriesInput, SeriesValue } from '../model/series.ts';
import { alarmPaths } from '../model/alarm.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { toMatchRecord } from './findings/match-record.ts';
import { resourcesOf } from './findings/resources.ts';
import { type LeafValue, leafReader } from './rules/fields.ts';

/** Values of one field of one event, and characters of one value, that a series sees. */
const MOST_LEAVES = 64;
const LONGEST = 4096;
const LONGEST_SHOWN = 1024;

/** Makes of a match what the series rules over its rule ask for; nothing where there is none. */
export function createFeeder(series: readonly SeriesRule[]): (match: Match) => SeriesInput | undefined {
  const readers = new Map([...pathsByRule(series)].map(([id, paths]) => [id, [...paths].map(readerOf)] as const));
  return (match) => {
    const asked = readers.get(match.rule.id);
    if (asked === undefined) return undefined;
    const { event } = match;
    const values: Record<string, readonly SeriesValue[]> = {};
    for (let i = 0; i < asked.length; i++) {
      const { path, isUsualName, read } = asked[i]!;
      const found = seriesValues(read(event.envelope as never));
      if (found.length === 0) continue;
      if (isUsualName) values[path] = found;
      else Object.defineProperty(values, path, { value: found, enumerable: true });
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

function readerOf(path: string) {
  return { path, read: leafReader(path), isUsualName: !(path in Object.prototype) };
}

/** As long as a finding shows values: many records wait in memory at a time. */
function shortened(record: MatchRecord): MatchRecord {
  let short: Record<string, unknown> | undefined;
  for (const key in record) {
    const value: unknown = record[key as keyof MatchRecord];
    if (typeof value !== 'string' || value.length <= LONGEST_SHOWN || key === 'eventId') continue;
    short ??= { ...record };
    short[key] = `${value.slice(0, LONGEST_SHOWN - 1)}…`;
  }
  return short === undefined ? record : (short as unknown as MatchRecord);
}

function seriesValues(leaves: readonly LeafValue[]): readonly SeriesValue[] {
  const [only] = leaves;
  if (leaves.length === 0 || (leaves.length === 1 && typeof only === 'string' && only.length <= LONGEST))
    return leaves as string[];
  return leaves.slice(0, MOST_LEAVES).flatMap((value) => (value === null ? [] : seriesValue(value)));
}

function seriesValue(value: string | number | boolean | NumberLiteral): SeriesValue {
  if (value instanceof NumberLiteral) return { literal: value.text };
  if (typeof value !== 'string' || value.length <= LONGEST) return value;
  // Through bytes: a slice of a string keeps the whole of it in memory.
  return Buffer.from(value.slice(0, LONGEST), 'utf16le').toString('utf16le');
}

/** For each rule the paths that the series rules over it ask for, and those over these: a series rule hands on what its events had. */
export function pathsByRule(series: readonly SeriesRule[]): Map<string, ReadonlySet<string>> {
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
    case 'composite':
      return [];
    case 'alarm':
      return alarmPaths(series.alarm);
    case 'first-seen':
      return series.fields;
    case 'distinct':
      return [series.field, ...(series.also ?? [])];
    default:
      return [series.field];
  }
}
