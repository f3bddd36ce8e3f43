import { type Bytes, DAY, HOUR, MINUTE } from '../src/base/units.ts';
import { createDiskSpill } from '../src/edges/spill/disk-spill.ts';
import { createInputSorter } from '../src/engine/state/input-sorter.ts';
import { createSeriesRun } from '../src/engine/state/run-series.ts';
import type { SeriesInput } from '../src/model/series.ts';
import type { Series, SeriesRule } from '../src/model/series-rule.ts';

export interface CorrelationRow {
  readonly series: string;
  readonly events: number;
  readonly groups: number;
  /** Of the events, those that state had to look at: near enough others of their group. */
  readonly examined: number;
  /** Of processor, all threads: state alone, sorted inputs at hand; sorting on disk before it. */
  readonly seconds: number;
  readonly sortSeconds: number;
  readonly findings: number;
  readonly bounded: number;
  /** Of the process, all in all: a fresh one has about 50 MB. */
  readonly peakMemory: Bytes;
}

export interface CorrelationOptions {
  /** @default 1,000,000 */
  readonly events?: number;
  /** @default 100,000 */
  readonly groups?: number;
}

const actor = 'detail.userIdentity.arn';
const rules: readonly (readonly [string, readonly Series[]])[] = [
  ['event_count, 10m', [{ kind: 'count', timespan: 10 * MINUTE, condition: { gte: 3 } }]],
  ['event_count, 24h', [{ kind: 'count', timespan: DAY, condition: { gte: 5 } }]],
  ['value_count, 1h', [{ kind: 'distinct', field: 'detail.eventName', timespan: HOUR, condition: { gte: 3 } }]],
  ['temporal_ordered, 1h', [{ kind: 'temporal', ordered: true, timespan: HOUR }]],
  ['new_value, 14d learning', [{ kind: 'first-seen', fields: ['detail.sourceIPAddress'], learning: 14 * DAY }]],
  [
    'all five at once',
    [
      { kind: 'count', timespan: 10 * MINUTE, condition: { gte: 3 } },
      { kind: 'count', timespan: DAY, condition: { gte: 5 } },
      { kind: 'distinct', field: 'detail.eventName', timespan: HOUR, condition: { gte: 3 } },
      { kind: 'temporal', ordered: true, timespan: HOUR },
      { kind: 'first-seen', fields: ['detail.sourceIPAddress'], learning: 14 * DAY },
    ],
  ],
];

/** How many rows there are. */
export const CORRELATION_ROWS = rules.length;

/**
 * One row: matches of two base rules over 30 days by many actors, through the sorter and the state of a scan. To be run in a process of
 * its own, for memory never shrinks.
 */
export function benchCorrelation(row: number, { events = 1_000_000, groups = 100_000 }: CorrelationOptions = {}): CorrelationRow {
  const [name, series] = rules[row]!;
  return measure(
    name,
    series.map((each, i) => ruleOf(`series-${i}`, each)),
    events,
    groups,
  );
}

function measure(series: string, rules: readonly SeriesRule[], events: number, groups: number): CorrelationRow {
  const spill = createDiskSpill();
  const sorter = createInputSorter(rules, spill);
  const started = process.cpuUsage();
  for (const input of inputs(events, groups)) sorter.add(input);
  const run = createSeriesRun(rules);
  let findings = 0;
  let concluding = 0;
  let examined = 0;
  const conclude = (batch: readonly SeriesInput[]) => {
    const from = process.cpuUsage();
    for (const input of batch) findings += run.add(input).length;
    concluding += secondsSince(from);
    examined += batch.length;
  };
  let batch: SeriesInput[] = [];
  for (const input of sorter.sorted()) {
    batch.push(input);
    if (batch.length < BATCH) continue;
    conclude(batch);
    batch = [];
  }
  conclude(batch);
  const from = process.cpuUsage();
  findings += run.finish().length;
  concluding += secondsSince(from);
  spill.close();
  const all = secondsSince(started);
  return {
    series,
    events,
    groups,
    examined,
    seconds: concluding,
    sortSeconds: all - concluding,
    findings,
    bounded: run.bounded,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
}

/** Inputs between two looks at the clock. */
const BATCH = 500;

function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function ruleOf(id: string, series: Series): SeriesRule {
  const of = ['base-a', 'base-b'];
  return {
    ...{ id, title: id, severity: 'high', dialect: 'sigma', attack: [], place: {}, of, generate: false, series },
    by: [{ name: actor, paths: Object.fromEntries(of.map((rule) => [rule, actor])) }],
  };
}

/** Out of order, as files come; groups have four bursts of half an hour, of 2.5 events on average. The same each time. */
function* inputs(events: number, groups: number): Generator<SeriesInput> {
  const start = Date.UTC(2026, 0, 1);
  let random = 42;
  const next = () => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random / 2 ** 32;
  };
  for (let i = 0; i < events; i++) {
    const group = Math.floor(next() * groups);
    const burst = Math.floor(next() * 4);
    const at = start + ((group * 7919 + burst * 104729) % 43_200) * MINUTE + Math.floor(next() * 1800) * 1000;
    const arn = `arn:aws:sts::123456789012:assumed-role/Application/session-${group}`;
    const eventName = ['GetUser', 'ListUsers', 'ListRoles', 'GetRole', 'ListBuckets'][Math.floor(next() * 5)]!;
    const sourceIPAddress = `198.51.${group % 256}.${Math.floor(next() * 4)}`;
    const ruleId = next() < 0.5 ? 'base-a' : 'base-b';
    const eventId = `${i.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    yield {
      ruleId,
      eventId,
      at,
      values: { [actor]: [arn], 'detail.eventName': [eventName], 'detail.sourceIPAddress': [sourceIPAddress] },
      record: {
        ...{ ruleId, title: 'A call was made', severity: 'low', eventId, eventTime: new Date(at).toISOString() },
        ...{ eventSource: 'iam.amazonaws.com', eventName, awsRegion: 'us-east-1', account: '123456789012', actor: arn },
        ...{ sourceIPAddress, userAgent: 'aws-cli/2.17.20', errorCode: '', attack: [], file: 'logs/a.json.gz' },
      },
      resources: [],
    };
  }
}

export function formatCorrelationRow(row: CorrelationRow): string {
  return [
    row.series.padEnd(24),
    `${row.seconds.toFixed(1).padStart(6)} s`,
    `${Math.round(row.events / row.seconds)
      .toLocaleString('en-US')
      .padStart(9)} events/s`,
    `sort ${row.sortSeconds.toFixed(1)} s`,
    `${(row.peakMemory / 2 ** 20).toFixed(0).padStart(5)} MB`,
    `${row.examined.toLocaleString('en-US')} examined`,
    `${row.findings.toLocaleString('en-US')} findings`,
    `${row.bounded} bounded`,
  ].join('  ');
}
