import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { filesSource } from '../src/edges/sources/files.ts';
import { createDiskSpill } from '../src/edges/spill/disk-spill.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { loadRules } from '../src/engine/rules/load.ts';
import { type RuleSet, selectRules } from '../src/engine/rules/select.ts';
import { readRuleFiles } from '../src/hosts/rules/rule-files.ts';
import { scan } from '../src/pipeline/scan.ts';
import type { EventRule } from '../src/model/rule.ts';
import { compileEventPatternText } from '../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { generateRare, type Pattern } from './generate-rules.ts';
import type { BenchLogs } from './logs.ts';

/** One set of rules, and what it is measured against in the same process. */
export interface ScanBench {
  readonly events: number;
  readonly inflatedBytes: number;
  /** Seconds, one for each round. */
  readonly inflate: readonly number[];
  readonly parse: readonly number[];
  readonly scan: ScanRow;
}

export interface ScanRow {
  readonly name: string;
  readonly rules: number;
  matches: number;
  findings: number;
  readonly seconds: number[];
}

/**
 * Ways through the same files, in turn, in one process on one thread: inflating alone; inflating and `JSON.parse` with a touch of
 * each record (the baseline: the least that a tool which parses can do); the scan. One set of rules to a process, as in use: two
 * engines side by side would make V8 compile for both what it otherwise compiles for one.
 */
export async function benchScan(logs: BenchLogs, rounds: number, which: number): Promise<ScanBench> {
  const { name, loaded: load } = sets[which]!;
  const loaded = load();
  const engine = createEngine(loaded.rules, loaded.series);
  const row: ScanRow = { name, rules: loaded.rules.length + loaded.series.length, matches: 0, findings: 0, seconds: [] };
  const result = { events: 0, inflatedBytes: 0, inflate: [] as number[], parse: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const inflate = timed(() => {
      let bytes = 0;
      for (const file of logs.files) bytes += gunzipSync(readFileSync(file)).length;
      result.inflatedBytes = bytes;
    });
    const parse = timed(() => {
      let events = 0;
      for (const file of logs.files) {
        const { Records } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { Records: { eventName: string }[] };
        for (const record of Records) if (record.eventName.length > 0) events++;
      }
      result.events = events;
    });
    if (round >= 0) {
      result.inflate.push(inflate);
      result.parse.push(parse);
    }
    const seconds = await timedScan(logs, engine, row, result.events);
    if (round >= 0) row.seconds.push(seconds);
  }
  return { ...result, scan: row };
}

interface RuleChoice {
  readonly name: string;
  readonly loaded: () => Pick<RuleSet, 'rules' | 'series'>;
}

/** The second: the default profile, correlations included. Then so many generated ones of which few match. */
const sets: readonly RuleChoice[] = [
  { name: 'scan with the monitored events', loaded: () => shipped(['rules/monitored_events.json']) },
  {
    name: 'scan with all shipped rules',
    loaded: () => shipped(['rules/aws', 'rules/lists', 'rules/monitored_events.json']),
  },
  ...[10, 100, 1000, 10_000].map((count) => ({
    name: `${count.toLocaleString('en-US')} rules`,
    loaded: () => ({ rules: generateRare(count).map(ruleOf), series: [] }),
  })),
];
export const SCAN_ROWS = 2;
export const RULE_ROWS = sets.length - SCAN_ROWS;

function ruleOf(pattern: Pattern, index: number): EventRule {
  const when = compileEventPatternText(JSON.stringify(pattern));
  return { id: `rule-${index}`, title: `Rule ${index}`, severity: 'low', dialect: 'eventbridge', attack: [], place: {}, when };
}

function shipped(paths: readonly string[]): RuleSet {
  return selectRules(loadRules(readRuleFiles(paths)), (rule) => rule.profile !== 'all');
}

async function timedScan(logs: BenchLogs, engine: Engine, row: ScanRow, events: number): Promise<number> {
  const started = performance.now();
  const spill = createDiskSpill();
  const counts = await scan(
    [filesSource(logs.folder)],
    engine,
    spill,
    { emit: 'findings', accounts: new Set(), regions: new Set(), keepRaw: false, stopped: () => false },
    { finding: () => undefined, match: () => undefined, reject: () => undefined, progress: () => undefined },
  );
  spill.close();
  if (counts.events !== events) throw new Error(`the scan saw ${counts.events} events, the baseline ${events}`);
  row.matches = counts.matches;
  row.findings = counts.findings;
  return (performance.now() - started) / 1000;
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
