import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BenchLogs, benchLogs } from './logs.ts';
import { median } from './scan.ts';

/**
 * `node tools/bench.mjs run.ts [EVENTS [ROUNDS [ARRIVALS]]]`, of the built command: how fast `run` brings a folder to committed
 * findings, as a share of the speed of `scan` over the same folder; and how long it takes from a file's arrival to its alert.
 */
/** About so many are generated. */
const events = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
const arrivals = Number(process.argv[4] ?? 200);

const COMMAND = 'dist/hosts/cli/main.js';
/** Seconds between two looks at the folder: a new file is read when its time of change is that old, or it has stood still for one. */
const POLL = 1;
/** Milliseconds between two arrivals: no multiple of the poll. */
const APART = 137;

const logs = benchLogs(events);
const scans: number[] = [];
const runs: number[] = [];
let read = 0;
for (let round = 0; round < rounds; round++) {
  scans.push(await secondsOfScan(logs));
  runs.push(await secondsOfRun(logs));
}
const share = median(scans.map((seconds, round) => seconds / runs[round]!));
const perSecond = (seconds: readonly number[]) => Math.round(read / median(seconds)).toLocaleString('en-US');
console.log(
  `${read.toLocaleString('en-US')} events in ${logs.files.length} files, medians of ${rounds} rounds, all shipped rules`,
);
console.log(`scan --config   ${perSecond(scans)} events/s`);
console.log(
  `run             ${perSecond(runs)} events/s to committed findings, ${(100 * share).toFixed(0)} % of the scan's speed`,
);

const delays = (await delaysOfAlerts()).sort((a, b) => a - b);
const at = (part: number) => Math.round(delays[Math.min(delays.length - 1, Math.floor(part * delays.length))]!);
console.log(
  `${delays.length} arrivals, ${APART} ms apart, folder polled each ${POLL} s: from arrival to the alert in a file ` +
    `median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms, longest ${Math.round(delays.at(-1)!)} ms`,
);

/** As the scan itself measures it: without the start of the process. */
async function secondsOfScan({ folder }: BenchLogs): Promise<number> {
  return inFolder(async (own) => {
    const config = configure(own, folder, {});
    const args = ['scan', folder, '--config', config, '--output', join(own, 'findings.jsonl'), '--summary', 'json'];
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    await once(child, 'close');
    const summary = JSON.parse(err.trim().split('\n').at(-1)!) as { seconds: number; events: number };
    read = summary.events;
    return summary.seconds;
  });
}

/** By its log: from when it runs until the last file is acknowledged. */
async function secondsOfRun({ folder, files }: BenchLogs): Promise<number> {
  return inFolder(async (own) => {
    const delivered = new Set<string>();
    let started = 0;
    return watchRun(configure(own, folder, {}), ({ msg, time, file }, end) => {
      if (msg === 'running') started = Date.parse(time);
      if (msg !== 'delivered' || file === undefined) return;
      delivered.add(file);
      // The folder holds a marker too, which is no log.
      if (files.every((each) => delivered.has(each))) end((Date.parse(time) - started) / 1000);
    });
  });
}

async function delaysOfAlerts(): Promise<number[]> {
  return inFolder(async (own) => {
    const folder = join(own, 'logs');
    mkdirSync(folder);
    const told = join(own, 'told.jsonl');
    const arrivedAt = new Map<string, number>();
    const delays: number[] = [];
    const arrive = (name: string) => {
      writeFileSync(join(folder, `.${name}`), gzipSync(JSON.stringify({ Records: [stopLogging(name)] })));
      renameSync(join(folder, `.${name}`), join(folder, `${name}.json.gz`));
      arrivedAt.set(name, performance.now());
    };
    return watchRun(configure(own, folder, { sinks: { file: { type: 'file', path: told } } }), ({ msg }, end) => {
      if (msg !== 'running') return;
      let next = 0;
      const arriving = setInterval(() => {
        if (next < arrivals) arrive(`user-${next++}`);
        else clearInterval(arriving);
      }, APART);
      const looking = setInterval(() => {
        const now = performance.now();
        for (const name of namesIn(told)) {
          const arrived = arrivedAt.get(name);
          if (arrived === undefined) continue;
          delays.push(now - arrived);
          arrivedAt.delete(name);
        }
        if (delays.length < arrivals) return;
        clearInterval(looking);
        end(delays);
      }, 2);
    });
  });
}

function namesIn(told: string): string[] {
  let text: string;
  try {
    text = readFileSync(told, 'utf8');
  } catch {
    return [];
  }
  return [...text.matchAll(/"actor":"arn:aws:iam::123456789012:user\/([^"]+)"/g)].map(([, name]) => name!);
}

interface LogLine {
  readonly msg: string;
  readonly time: string;
  readonly file?: string;
}

/** A run, until what is seen in its log gives the result. */
async function watchRun<T>(config: string, see: (line: LogLine, end: (result: T) => void) => void): Promise<T> {
  const args = [COMMAND, 'run', '--config', config, '--log-level', 'debug'];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    return await new Promise<T>((resolve, reject) => {
      let rest = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          if (line.startsWith('{')) see(JSON.parse(line) as LogLine, resolve);
          else console.error(line);
        }
      });
      child.on('close', (code) => reject(new Error(`the run ended with ${code}`)));
    });
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'close');
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-bench-run-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function configure(own: string, folder: string, more: object): string {
  const file = join(own, 'trailwatch.yaml');
  const sources = [{ type: 'folder', path: folder, every: `${POLL}s` }];
  writeFileSync(file, JSON.stringify({ store: { path: './store.db' }, sources, silent_after: 'off', ...more }));
  return file;
}

function stopLogging(userName: string): object {
  return {
    eventVersion: '1.08',
    eventID: `stop-${userName}`,
    eventTime: '2026-03-01T12:00:00Z',
    eventName: 'StopLogging',
    eventSource: 'cloudtrail.amazonaws.com',
    eventType: 'AwsApiCall',
    awsRegion: 'us-east-1',
    recipientAccountId: '123456789012',
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/${userName}`, accountId: '123456789012', userName },
    requestParameters: { name: 'trail' },
  };
}
