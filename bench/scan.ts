import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { filesSource } from '../src/edges/sources/files.ts';
import { createDiskSpill } from '../src/edges/spill/disk-spill.ts';
import { createEngine } from '../src/engine/engine.ts';
import { loadRules } from '../src/engine/rules/load.ts';
import { readRuleFiles } from '../src/hosts/cli/rule-files.ts';
import { scan } from '../src/pipeline.ts';
import type { BenchLogs } from './logs.ts';

export interface ScanBench {
  readonly events: number;
  readonly inflatedBytes: number;
  readonly matches: number;
  /** Seconds, one for each round. */
  readonly inflate: readonly number[];
  readonly parse: readonly number[];
  readonly scan: readonly number[];
}

/**
 * Three ways through the same files, in turn, in one process on one thread: inflating alone; inflating and `JSON.parse` with a
 * touch of each record (the baseline: the least that a tool which parses can do); the whole scan with the shipped rules.
 */
export async function benchScan(logs: BenchLogs, rounds: number): Promise<ScanBench> {
  const engine = createEngine(loadRules(readRuleFiles(['rules/monitored_events.json'])).rules);
  const result = {
    events: 0,
    inflatedBytes: 0,
    matches: 0,
    inflate: [] as number[],
    parse: [] as number[],
    scan: [] as number[],
  };
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
    const scanned = (performance.now() - started) / 1000;
    if (counts.events !== result.events) throw new Error(`the scan saw ${counts.events} events, the baseline ${result.events}`);
    result.matches = counts.matches;
    if (round < 0) continue;
    result.inflate.push(inflate);
    result.parse.push(parse);
    result.scan.push(scanned);
  }
  return result;
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
