import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { benchLogs } from './logs.ts';
import { scanned, scannedBeside } from './processes.ts';
import { median } from './scan.ts';

export interface GrowthRow {
  /** MB inflated. */
  readonly size: number;
  readonly files: number;
  /** By the number of workers, one and two. */
  readonly seconds: readonly [number, number];
  /** MiB at most. */
  readonly memory: readonly [number, number];
  /** Two scans of one worker at once, and how many times as much they get done as one: what two workers could reach on this machine. */
  readonly beside?: number;
}

/** MB inflated. */
const SIZES = [10, 100, 500, 2000, 4000];

/** The same command on more and more of the same logs. */
export async function benchGrowth(events: number, rounds: number): Promise<GrowthRow[]> {
  const folder = join(tmpdir(), `trailwatch-bench-growth-${process.pid}`);
  const supply = repeated(benchLogs(events).files, join(folder, 'more'));
  try {
    const rows: GrowthRow[] = [];
    const taken: string[] = [];
    let bytes = 0;
    for (const size of SIZES) {
      while (bytes < size * 1e6) {
        const next = supply.next().value as LogFile;
        taken.push(next.file);
        bytes += next.inflated;
      }
      const logs = linked(taken, join(folder, String(size)));
      const row: GrowthRow = { size: bytes / 1e6, files: taken.length, ...measured(logs, rounds) };
      if (size !== SIZES.at(-1)) rows.push(row);
      else {
        const both = await scannedBeside(logs);
        rows.push({ ...row, beside: (2 * row.seconds[0]) / Math.max(...both.map(({ seconds }) => seconds)) });
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(folder: string, rounds: number): Pick<GrowthRow, 'seconds' | 'memory'> {
  const [one, two] = [1, 2].map((workers) => {
    const runs = Array.from({ length: rounds }, () => scanned(folder, workers));
    const memory = Math.max(...runs.map(({ peakMemoryMiB }) => peakMemoryMiB));
    return { seconds: median(runs.map(({ seconds }) => seconds)), memory };
  }) as [{ seconds: number; memory: number }, { seconds: number; memory: number }];
  return { seconds: [one.seconds, two.seconds], memory: [one.memory, two.memory] };
}

interface LogFile {
  readonly file: string;
  readonly inflated: number;
}

/** The files, and then copies of them without end, each time as those of another account with other ids. */
function* repeated(files: readonly string[], folder: string): Generator<LogFile, never> {
  for (const file of files) yield { file, inflated: gunzipSync(readFileSync(file)).length };
  mkdirSync(folder, { recursive: true });
  for (let time = 1; ; time++) {
    for (const file of files) {
      const text = gunzipSync(readFileSync(file))
        .toString('latin1')
        .replaceAll('123456789012', `12345678${String(9012 + time)}`)
        .replaceAll('"eventID":"', `"eventID":"${time}-`)
        .replaceAll(/"accessKeyId":"(A[SK]IA)/g, `"accessKeyId":"$1${time}`);
      const copy = join(folder, `${time}-${basename(file)}`);
      writeFileSync(copy, gzipSync(Buffer.from(text, 'latin1'), { level: 4 }));
      yield { file: copy, inflated: text.length };
    }
  }
}

function linked(files: readonly string[], folder: string): string {
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  for (const [number, file] of files.entries()) linkSync(file, join(folder, `${String(number).padStart(6, '0')}.json.gz`));
  return folder;
}

export function growthTable(rows: readonly GrowthRow[]): string {
  const cells = ({ size, seconds, memory }: GrowthRow, workers: 0 | 1) =>
    `${seconds[workers].toFixed(1)} | ${(size / seconds[workers]).toFixed(0)} | ${Math.round(memory[workers])}`;
  return [
    '| inflated, MB | files | one worker, s | MB/s | memory, MiB | two workers, s | MB/s | memory, MiB (goal ≤ 400) | two ÷ one (goal ≥ 1.7) |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => {
      const { size, files, seconds, beside } = row;
      const allowed = beside === undefined ? '' : `, two scans at once ${beside.toFixed(2)}`;
      return `| ${size.toFixed(0)} | ${files} | ${cells(row, 0)} | ${cells(row, 1)} | ${(seconds[0] / seconds[1]).toFixed(2)}${allowed} |`;
    }),
  ].join('\n');
}
