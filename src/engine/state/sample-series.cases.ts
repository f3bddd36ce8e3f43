import fc from 'fast-check';
import { MINUTE, SECOND } from '../../base/units.ts';
import type { SeriesInput, SeriesUpdate, SeriesMatch, SeriesValue } from '../../model/series.ts';
import type { Condition, Series, SeriesRule } from '../../model/series-rule.ts';
import type { SorterMaker } from './input-sorter.ts';
import type { Expected } from './oracle.cases.ts';

export const noon = Date.UTC(2026, 0, 31, 12);

export function sampleInput(ruleId: string, eventId: string, at: number, values: Record<string, SeriesValue> = {}): SeriesInput {
  return {
    ruleId,
    eventId,
    at,
    values: Object.fromEntries(Object.entries(values).map(([path, value]) => [path, [value]])),
    record: {
      ruleId,
      title: ruleId,
      severity: 'low',
      eventId,
      eventTime: new Date(at).toISOString(),
      eventSource: 'iam.amazonaws.com',
      eventName: 'GetUser',
      awsRegion: 'us-east-1',
      account: '123456789012',
      actor: 'arn:aws:iam::123456789012:user/alice',
      sourceIPAddress: '192.0.2.10',
      userAgent: '',
      errorCode: '',
      attack: [],
      file: 'a.json',
    },
    resources: [],
  };
}

export function sampleRule(id: string, of: readonly string[], series: Series, by: readonly string[] = ['user']): SeriesRule {
  return {
    id,
    title: id,
    severity: 'high',
    dialect: 'eventbridge',
    attack: [],
    place: {},
    of,
    generate: false,
    by: by.map((name) => ({ name, paths: Object.fromEntries(of.map((rule) => [rule, name])) })),
    series,
  };
}

const timespan = 5 * MINUTE;
const small = fc.integer({ min: 1, max: 5 });
const atLeast: fc.Arbitrary<Condition> = fc.oneof(
  small.map((gte) => ({ gte })),
  small.map((gt) => ({ gt })),
);
/** Those that a further event can make untrue. */
const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  atLeast,
  small.map((eq) => ({ eq })),
  small.map((lt) => ({ lt })),
  small.map((lte) => ({ lte })),
  small.map((neq) => ({ neq })),
  small.map((gte) => ({ gte, lt: gte + 2 })),
);

function windowSeries(condition: fc.Arbitrary<Condition>): fc.Arbitrary<Series> {
  return condition.chain((condition) =>
    fc.constantFrom<Series>(
      { kind: 'count', timespan, condition },
      { kind: 'distinct', field: 'value', timespan, condition },
      { kind: 'sum', field: 'value', timespan, condition },
      { kind: 'avg', field: 'value', timespan, condition },
      { kind: 'percentile', field: 'value', percentile: 50, timespan, condition },
      { kind: 'percentile', field: 'value', percentile: 95, timespan, condition },
      { kind: 'temporal', ordered: false, timespan },
      { kind: 'temporal', ordered: true, timespan },
      { kind: 'temporal', ordered: true, timespan, condition },
      { kind: 'temporal', ordered: false, timespan, condition },
    ),
  );
}

const firstSeen: fc.Arbitrary<Series> = fc.constantFrom<Series>(
  { kind: 'first-seen', fields: ['value'], learning: 10 * MINUTE },
  { kind: 'first-seen', fields: ['value', 'base'], learning: 0 },
  { kind: 'first-seen', fields: ['value'], learning: 3 * MINUTE, forgetting: 8 * MINUTE },
);

const by = fc.constantFrom<readonly string[]>([], ['user'], ['user', 'base']);
const bases = fc.constantFrom<readonly string[]>(['a'], ['a', 'b'], ['a', 'b', 'c']);

export const anyRule: fc.Arbitrary<SeriesRule> = fc
  .tuple(bases, fc.oneof({ weight: 6, arbitrary: windowSeries(anyCondition) }, { weight: 1, arbitrary: firstSeen }), by)
  .map(([of, series, by]) => sampleRule('series', of, series, by));

/** A rule over a rule, with the same group. */
export const anyChain: fc.Arbitrary<SeriesRule[]> = fc
  .tuple(bases, windowSeries(anyCondition), windowSeries(anyCondition), by, fc.boolean())
  .filter(([, , { kind }]) => kind === 'count' || kind === 'temporal')
  .map(([of, inner, outer, by, alone]) => [
    sampleRule('inner', of, inner, by),
    sampleRule('outer', alone ? ['inner'] : ['inner', 'c'], outer, by),
  ]);

/** A day-long stream in miniature: dense enough for bursts that touch, thin enough for gaps. */
export const anyInputs: fc.Arbitrary<SeriesInput[]> = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 400 })),
      rules: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      user: fc.constantFrom<SeriesValue | undefined>('x', '1', 1, undefined),
      value: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    let at = noon;
    return steps.flatMap(({ gap, rules, user, value }, i) => {
      at += gap * SECOND;
      const values = { base: 'b', ...(user === undefined ? {} : { user }), ...(value === undefined ? {} : { value }) };
      return rules.map((rule) => sampleInput(rule, `e${String(i).padStart(3, '0')}`, at, values));
    });
  });

/** Sort in memory; items come back as a disk gives them back. */
export const jsonSorters: SorterMaker = {
  sorter<T>({ compare }: { compare(a: T, b: T): number }) {
    const items: string[] = [];
    return {
      get size() {
        return items.length;
      },
      add(item) {
        items.push(JSON.stringify(item));
      },
      sorted: () => items.map((item) => JSON.parse(item) as T).sort(compare),
      close: () => undefined,
    };
  },
};

/** The findings that stand after all updates, in a form to compare. */
export function collect() {
  const standing = new Map<string, SeriesMatch>();
  return {
    tell(update: SeriesUpdate): void {
      if (update.kind === 'stands') standing.set(update.match.id, update.match);
      else standing.delete(update.id);
    },
    standing,
  };
}

export function comparable(matches: Iterable<SeriesMatch>): Expected[] {
  return ordered(
    [...matches].map(({ ruleId, group, at, firstAt, lastAt, count, events }) => ({
      ruleId,
      group: JSON.stringify(group.map(({ value }) => value)),
      at,
      firstAt,
      lastAt,
      count,
      eventIds: events.map(({ eventId }) => eventId),
    })),
  );
}

export function ordered(findings: readonly Expected[]): Expected[] {
  return [...findings].sort((a, b) => {
    const [one, other] = [a, b].map(({ ruleId, group, at, eventIds }) => JSON.stringify([ruleId, group, at, eventIds])) as [
      string,
      string,
    ];
    return one < other ? -1 : 1;
  });
}
