import { compileEventPatternText } from '../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { compileFilter } from '../src/engine/rules/dialects/metric-filter/compile-filter.ts';
import { buildMatcher } from '../src/engine/rules/matcher.ts';
import type { Predicate } from '../src/model/predicate.ts';
import { allNew, envelopes } from './events.ts';
import { generateMixed, generateOnly, operators, type Pattern } from './generate-rules.ts';
import { generateMetricFilters } from './metric-filters.ts';

export interface MatcherBenchOptions {
  /** How many different events are shown in turn. @default 4000 */
  readonly events?: number;
  /** Of which the median counts. @default 5 */
  readonly rounds?: number;
  /** Milliseconds a round. @default 300 */
  readonly round?: number;
  readonly onRow?: (row: MatcherRow) => void;
}

export interface MatcherRow {
  /** `1,000 mixed`, `1,000 wildcard`, … */
  readonly rules: string;
  readonly count: number;
  /** `usual`, or `all values new`: no value of a high-cardinality field comes twice while it could be remembered. */
  readonly stream: string;
  readonly eventsPerSecond: number;
  /** Times the speed of `JSON.parse` on the same events, measured in turn. */
  readonly againstParse: number;
  readonly matchesPerEvent: number;
  readonly buildMilliseconds: number;
}

/** Events a second of the matcher on one thread, from parsed objects. */
export async function benchMatcher(options: MatcherBenchOptions = {}): Promise<MatcherRow[]> {
  const { events: count = 4000, rounds = 5, round = 300, onRow } = options;
  const usual = envelopes(count).map((event) => JSON.stringify(event));
  const fresh = allNew(envelopes(2 * count)).map((event) => JSON.stringify(event));
  const rows: MatcherRow[] = [];
  const measured = (rules: string, predicates: readonly Predicate[], texts: readonly string[], stream: string) => {
    const row = measure(rules, predicates, texts, stream, rounds, round);
    rows.push(row);
    onRow?.(row);
  };
  const run = (rules: string, patterns: readonly Pattern[], texts: readonly string[], stream: string) =>
    measured(
      rules,
      patterns.map((pattern) => compileEventPatternText(JSON.stringify(pattern))),
      texts,
      stream,
    );
  const filters = (size: number) => generateMetricFilters(size).map((text) => compileFilter(text).predicate!);
  for (const size of [10, 100, 1000, 10_000]) run(`${named(size)} mixed`, generateMixed(size), usual, 'usual');
  for (const size of [100, 1000, 10_000]) run(`${named(size)} mixed`, generateMixed(size), fresh, 'all values new');
  for (const size of [10, 100, 1000, 10_000]) measured(`${named(size)} metric filters`, filters(size), usual, 'usual');
  for (const size of [100, 1000, 10_000]) measured(`${named(size)} metric filters`, filters(size), fresh, 'all values new');
  for (const operator of operators) run(`1,000 ${operator}`, generateOnly(operator, 1000), usual, 'usual');
  for (const operator of operators) run(`1,000 ${operator}`, generateOnly(operator, 1000), fresh, 'all values new');
  return rows;
}

function named(size: number): string {
  return size.toLocaleString('en-US');
}

function measure(
  rules: string,
  predicates: readonly Predicate[],
  texts: readonly string[],
  stream: string,
  rounds: number,
  round: number,
): MatcherRow {
  const started = performance.now();
  const matcher = buildMatcher(predicates);
  const buildMilliseconds = performance.now() - started;
  const events = texts.map((text) => JSON.parse(text) as object);
  let matches = 0;
  for (const event of events) matches += matcher.match(event).length;
  let sum = 0;
  const matching = timed(events, round, (event) => {
    sum += matcher.match(event).length;
  });
  const parsing = timed(texts, round, (text) => {
    sum += JSON.parse(text).detail === undefined ? 1 : 0;
  });
  matching();
  parsing();
  const speeds: number[] = [];
  const ratios: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const parse = parsing();
    const match = matching();
    speeds.push(match);
    ratios.push(match / parse);
  }
  if (sum < 0) throw new Error('never');
  return {
    rules,
    count: predicates.length,
    stream,
    eventsPerSecond: median(speeds),
    againstParse: median(ratios),
    matchesPerEvent: matches / events.length,
    buildMilliseconds,
  };
}

/** Goes through the items in turn for so long; tells items a second. */
function timed<T>(items: readonly T[], milliseconds: number, act: (item: T) => void): () => number {
  let next = 0;
  return () => {
    const started = performance.now();
    let done = 0;
    let now = started;
    while (now - started < milliseconds) {
      for (let i = 0; i < 100; i++) {
        act(items[next]!);
        next = next + 1 === items.length ? 0 : next + 1;
      }
      done += 100;
      now = performance.now();
    }
    return (done / (now - started)) * 1000;
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

export function formatMatcherRow(row: MatcherRow): string {
  return [
    row.rules.padEnd(28),
    row.stream.padEnd(15),
    `${Math.round(row.eventsPerSecond).toLocaleString('en-US').padStart(9)} events/s`,
    `${row.againstParse.toFixed(2).padStart(6)} × JSON.parse`,
    `${row.matchesPerEvent.toFixed(1).padStart(8)} matches/event`,
    `built in ${row.buildMilliseconds.toFixed(0).padStart(5)} ms`,
  ].join('  ');
}
