import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type BenchLogs, benchLogs } from './logs.ts';
import { median } from './scan.ts';

/** Scans as whole processes of the built command: the shape of the files, what is in them, the time to begin. */
export interface ProcessBench {
  /** The same bytes in 50 files and in 5,000: seconds of reading and judging, medians. */
  readonly few: number;
  readonly many: number;
  /** Half of the records match a rule, and inflating and `JSON.parse` of the same. */
  readonly attack: number;
  readonly attackParse: number;
  /** Half of the records have to be looked at closely and match nothing. */
  readonly candidates: number;
  readonly candidatesParse: number;
  /** Milliseconds of whole processes. */
  readonly help: number;
  readonly small: number;
}

const COMMAND = 'dist/hosts/cli/main.js';

export function benchProcesses(events: number, rounds: number): ProcessBench {
  const logs = benchLogs(events);
  const records = recordsOf(logs);
  const shares = records.slice(0, Math.min(records.length, 150_000));
  const few = written('few', split(shares, 50));
  const many = written('many', split(shares, 5000));
  const attack = written('attack', split(shares.map(attacked), 50));
  const candidates = written('candidates', split(shares.map(almost), 50));
  const small = written('small', split(shares.slice(0, 50), 1));
  const seconds = (folder: string) => median(Array.from({ length: rounds }, () => scanned(folder, 1).seconds));
  return {
    few: seconds(few),
    many: seconds(many),
    attack: seconds(attack),
    attackParse: median(Array.from({ length: rounds }, () => parsed(attack))),
    candidates: seconds(candidates),
    candidatesParse: median(Array.from({ length: rounds }, () => parsed(candidates))),
    help: median(Array.from({ length: rounds }, () => elapsed(['--help']))),
    small: median(
      Array.from({ length: rounds }, () => elapsed(['scan', small, '--quiet', '--output', '/dev/null', '--format', 'jsonl'])),
    ),
  };
}

export interface Scanned {
  readonly seconds: number;
  readonly peakMemoryMiB: number;
}

export function scanned(folder: string, workers: number): Scanned {
  const { stderr, status } = spawnSync(process.execPath, [COMMAND, ...scanArguments(folder, workers)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the scan ended with ${status}: ${stderr}`);
  return summaryOf(stderr);
}

/** Two of them at once, each with one worker. */
export async function scannedBeside(folder: string): Promise<readonly Scanned[]> {
  const run = promisify(execFile);
  const both = [1, 2].map(async () => summaryOf((await run(process.execPath, [COMMAND, ...scanArguments(folder, 1)])).stderr));
  return Promise.all(both);
}

function scanArguments(folder: string, workers: number): string[] {
  return ['scan', folder, '--workers', String(workers), '--output', '/dev/null', '--format', 'jsonl', '--summary', 'json'];
}

function summaryOf(stderr: string): Scanned {
  return JSON.parse(stderr.trim().split('\n').at(-1)!) as Scanned;
}

function elapsed(args: readonly string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, [COMMAND, ...args]);
  return performance.now() - started;
}

function parsed(folder: string): number {
  const started = performance.now();
  for (let i = 0; i < 50; i++) JSON.parse(gunzipSync(readFileSync(fileOf(folder, i))).toString('utf8'));
  return (performance.now() - started) / 1000;
}

type Part = Record<string, unknown>;

function recordsOf(logs: BenchLogs): Part[] {
  return logs.files.flatMap(
    (file) => (JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { Records: Part[] }).Records,
  );
}

/** Every other record stops a trail. */
function attacked(record: Part, index: number): Part {
  return index % 2 === 0 ? record : { ...record, eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' };
}

/** Every other record takes somebody's access to a snapshot away: what rules about giving it have to look into. */
function almost(record: Part, index: number): Part {
  if (index % 2 === 0) return record;
  const remove = { items: [{ userId: '111122223333' }] };
  const requestParameters = {
    snapshotId: 'snap-0example',
    createVolumePermission: { remove },
    attributeType: 'CREATE_VOLUME_PERMISSION',
  };
  return { ...record, eventSource: 'ec2.amazonaws.com', eventName: 'ModifySnapshotAttribute', requestParameters };
}

function split(records: readonly Part[], files: number): Part[][] {
  const size = Math.ceil(records.length / files);
  return Array.from({ length: files }, (_, i) => records.slice(i * size, (i + 1) * size));
}

function fileOf(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(6, '0')}.json.gz`);
}

function written(name: string, files: readonly (readonly Part[])[]): string {
  const count = files.reduce((sum, file) => sum + file.length, 0);
  const folder = join(tmpdir(), `trailwatch-bench-${name}-${count}`);
  if (existsSync(join(folder, 'done'))) return folder;
  mkdirSync(folder, { recursive: true });
  for (const [number, Records] of files.entries()) writeFileSync(fileOf(folder, number), gzipSync(JSON.stringify({ Records })));
  writeFileSync(join(folder, 'done'), '');
  return folder;
}

export function processTable(bench: ProcessBench): string {
  const { few, many, attack, attackParse, candidates, candidatesParse, help, small } = bench;
  return [
    '| the built command, all shipped rules | measured | goal |',
    '|---|---|---|',
    `| the same bytes in 5,000 files ÷ in 50, time | ${(many / few).toFixed(2)} × | ≤ 1.5 × |`,
    `| half of the records match ÷ inflate + \`JSON.parse\`, speed | ${(attackParse / attack).toFixed(2)} × | ≥ 1.2 × |`,
    `| half are looked into and few match ÷ inflate + \`JSON.parse\`, speed | ${(candidatesParse / candidates).toFixed(2)} × | ≥ 1.2 × |`,
    `| \`trailwatch --help\` | ${help.toFixed(0)} ms | < 100 ms |`,
    `| \`trailwatch scan\` of one file of 50 events | ${small.toFixed(0)} ms | < 250 ms |`,
  ].join('\n');
}
