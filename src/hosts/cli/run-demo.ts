import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Problem } from '../../base/problem.ts';
import { serialize, simulate } from '../../simulation/simulate.ts';
import { runScan } from './run-scan.ts';
import { colorsFor } from './colors.ts';

const pc = colorsFor(process.stdout);

/** The flags of `trailwatch demo`. */
export interface DemoFlags {
  readonly out: string;
  readonly events: number;
  readonly seed: number;
  readonly days: number;
}

/** Tells a folder of ours, whose old logs may be replaced, from one that holds something else. */
const MARKER = '.trailwatch-demo';

/** Writes the simulated account, scans it, says what to try next. @throws {Problem} CLI_USAGE, CLI_OUTPUT */
export async function runDemo(flags: DemoFlags): Promise<number> {
  const logs = join(flags.out, 'logs');
  const report = join(flags.out, 'report.html');
  prepare(flags.out, logs);
  const started = performance.now();
  const { files, events } = writing(flags.out, () => writeLogs(logs, flags));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(
    `${pc.bold('A simulated account')}: ${events.toLocaleString('en-US')} events of ${flags.days} days in ${files.toLocaleString('en-US')} log files, written to ${logs} in ${seconds} s.`,
  );
  say('Among them: a leaked access key. This is what a scan with the shipped rules finds, from medium up:\n');
  const code = await runScan([logs], {
    rules: [],
    lists: [],
    pack: true,
    rulesSet: 'both',
    rulesProfile: 'default',
    emit: 'findings',
    format: 'table',
    report,
    account: [],
    region: [],
    summary: 'text',
    minSeverity: 'medium',
  });
  const named = quoted(logs);
  say(`
${pc.bold('Look at the report')}: ${report} (opens offline in any browser)

${pc.bold('Then try')}
  npx trailwatch scan ${named}                                everything: sign-ins and denied calls too
  npx trailwatch scan ${named} --emit matches | jq -r '[.eventTime, .eventName, .sourceIPAddress] | @tsv'
  npx trailwatch decode ${named} | head -1 | jq .envelope

${pc.bold('With your own logs')}
  aws s3 sync s3://YOUR-TRAIL-BUCKET/AWSLogs/ ./logs --exclude '*' --include '*/CloudTrail/*'
  npx trailwatch scan ./logs --report report.html
or, without a trail: aws cloudtrail lookup-events --output json | npx trailwatch scan -`);
  return code;
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function prepare(folder: string, logs: string): void {
  const marker = join(folder, MARKER);
  writing(folder, () => {
    if (existsSync(folder) && !existsSync(marker) && readdirSync(folder).length > 0) {
      throw new Problem('CLI_USAGE', `${folder} exists and holds something else`, { hint: 'Name another folder with --out.' });
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(marker, 'Written by `trailwatch demo`, which replaces the logs beside this file.\n');
    rmSync(logs, { recursive: true, force: true });
  });
}

/** @throws {Problem} CLI_OUTPUT for what the file system refuses */
function writing<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('CLI_OUTPUT', `${folder} cannot be written: ${(error as Error).message}`, {
      hint: 'Name another folder with --out.',
      cause: error,
    });
  }
}

function writeLogs(logs: string, flags: DemoFlags): { files: number; events: number } {
  let files = 0;
  let events = 0;
  const known = new Set<string>();
  for (const file of simulate({ seed: flags.seed, events: flags.events, days: flags.days })) {
    const path = join(logs, file.path);
    const folder = dirname(path);
    if (!known.has(folder)) {
      known.add(folder);
      mkdirSync(folder, { recursive: true });
    }
    writeFileSync(path, gzipSync(serialize(file), { level: 6 }));
    files++;
    events += file.records.length;
    if (process.stderr.isTTY === true && files % 200 === 0)
      process.stderr.write(
        `\rwriting: ${events.toLocaleString('en-US')} of about ${flags.events.toLocaleString('en-US')} events\x1b[K`,
      );
  }
  if (process.stderr.isTTY === true) process.stderr.write('\r\x1b[K');
  return { files, events };
}
