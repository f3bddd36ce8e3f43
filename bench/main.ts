import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchCorrelation, CORRELATION_ROWS, type CorrelationRow, formatCorrelationRow } from './correlations.ts';
import { benchLogs } from './logs.ts';
import { benchMatcher, formatMatcherRow, type MatcherRow } from './matcher.ts';
import { benchProcesses, type ProcessBench, processTable } from './processes.ts';
import { benchGrowth, type GrowthRow, growthTable } from './growth.ts';
import { benchScan, median, RULE_ROWS, SCAN_ROWS, type ScanBench } from './scan.ts';

/** Smaller, since the rules are what is measured. */
const RULE_EVENTS = 60_000;
const GROWTH = `The built command with all shipped rules on more and more of the same generated logs; beyond what was generated, they repeat as those of
other accounts, with other ids. Seconds are of reading and judging; memory is the most that the process had. A second worker begins where 64 MB are stored, some
600 MB inflated. Two scans at once, with one worker each, show what two workers could reach on this machine. Then a scan in one thread with more and more generated
rules, each of which names somebody or something of its own, so that few match.`;

/**
 * `npm run bench [-- EVENTS [ROUNDS]]`: everything side by side in one run, printed, and written to docs/benchmarks.md when all of
 * it ran. Data is generated once and kept in the temporary folder.
 */
if (process.argv[2] === 'scan') {
  const [events, rounds, row] = process.argv.slice(3).map(Number);
  console.log(JSON.stringify(await benchScan(benchLogs(events!), rounds!, row!)));
} else if (process.argv[2] === 'growth') {
  const [events, rounds] = process.argv.slice(3).map(Number);
  console.log(JSON.stringify(await benchGrowth(events!, rounds!)));
} else if (process.argv[2] === 'processes') {
  const [events, rounds] = process.argv.slice(3).map(Number);
  console.log(JSON.stringify(benchProcesses(events!, rounds!)));
} else if (process.argv[2] === 'correlation') console.log(JSON.stringify(benchCorrelation(Number(process.argv[3]))));
else await everything(Number(process.argv[2] ?? 300_000), Number(process.argv[3] ?? 5));

async function everything(events: number, rounds: number): Promise<void> {
  benchLogs(events);
  const scanned = scanTable(inProcesses<ScanBench>(SCAN_ROWS, (row) => ['scan', String(events), String(rounds), String(row)]));
  console.log(`\n${scanned}\n`);
  const [whole] = inProcesses<ProcessBench>(1, () => ['processes', String(events), String(rounds)]);
  const processes = processTable(whole!);
  console.log(`${processes}\n`);
  const [sizes] = inProcesses<GrowthRow[]>(1, () => ['growth', String(events), '3']);
  const ruled = inProcesses<ScanBench>(RULE_ROWS, (row) => ['scan', String(RULE_EVENTS), '3', String(SCAN_ROWS + row)]);
  const grown = `${growthTable(sizes!)}\n\n${ruleTable(ruled)}`;
  console.log(`${grown}\n`);
  const correlated = correlations();
  const rows = await benchMatcher({ rounds, onRow: (row) => console.log(formatMatcherRow(row)) });
  const scans = `${scanned}\n\n## A scan as a process\n\n${processes}\n\n## How it grows\n\n${GROWTH}\n\n${grown}`;
  writeFileSync('docs/benchmarks.md', page(rounds, scans, correlated, rows));
  console.log('\nwritten to docs/benchmarks.md');
}

/** Each in a process of its own. */
function inProcesses<T>(rows: number, argumentsOf: (row: number) => string[], tell: (row: T) => void = () => {}): T[] {
  return Array.from({ length: rows }, (_, row) => {
    const { stdout, status } = spawnSync(process.execPath, [process.argv[1]!, ...argumentsOf(row)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`a process of the bench ended with ${status}`);
    const measured = JSON.parse(stdout) as T;
    tell(measured);
    return measured;
  });
}

/** Their memory is measured. */
function correlations(): CorrelationRow[] {
  const tell = (row: CorrelationRow) => console.log(formatCorrelationRow(row));
  return inProcesses(CORRELATION_ROWS, (row) => ['correlation', String(row)], tell);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function correlationTable(rows: readonly CorrelationRow[]): string {
  return [
    '| series | sorting, s | examined | state, s | all, events/s | memory, MB | findings | bounded |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.series} | ${row.sortSeconds.toFixed(1)} | ${count(row.examined)} | ${row.seconds.toFixed(1)} | ${count(row.events / (row.sortSeconds + row.seconds))} | ${count(row.peakMemory / 1e6)} | ${count(row.findings)} | ${count(row.bounded)} |`,
    ),
  ].join('\n');
}

function scanTable(benches: readonly ScanBench[]): string {
  const [first] = benches as [ScanBench];
  const row = (name: string, bench: ScanBench, seconds: readonly number[]) => {
    // Ratios within a round: a machine that slows down slows both down.
    const against = (other: readonly number[]) => median(seconds.map((value, round) => other[round]! / value)).toFixed(2);
    const middle = median(seconds);
    const speeds = `${(bench.inflatedBytes / 1e6 / middle).toFixed(0)} | ${count(bench.events / middle)}`;
    return `| ${name} | ${speeds} | ${against(bench.parse)} | ${against(bench.inflate)} |`;
  };
  return [
    `| ${count(first.events)} events, ${(first.inflatedBytes / 1e6).toFixed(0)} MB inflated | MB/s | events/s | speed ÷ baseline | ÷ inflate only |`,
    '|---|---|---|---|---|',
    row('inflate only', first, first.inflate),
    row('inflate + `JSON.parse` of every record (the baseline)', first, first.parse),
    ...benches.map((bench) => {
      const { name, rules, matches, findings, seconds } = bench.scan;
      return row(`${name} (${rules}; ${count(matches)} matches, ${count(findings)} findings)`, bench, seconds);
    }),
  ].join('\n');
}

function ruleTable(benches: readonly ScanBench[]): string {
  return [
    `| rules, ${count(benches[0]!.events)} events | events/s | matches | ÷ \`JSON.parse\` of every record |`,
    '|---|---|---|---|',
    ...benches.map(({ scan, events, parse }) => {
      const ratio = median(scan.seconds.map((value, round) => parse[round]! / value));
      return `| ${count(scan.rules)} | ${count(events / median(scan.seconds))} | ${count(scan.matches)} | ${ratio.toFixed(2)} |`;
    }),
  ].join('\n');
}

function page(rounds: number, scan: string, correlated: readonly CorrelationRow[], rows: readonly MatcherRow[]): string {
  const table = rows.map(
    (row) =>
      `| ${row.rules} | ${row.stream} | ${Math.round(row.eventsPerSecond).toLocaleString('en-US')} | ${row.againstParse.toFixed(2)} | ${row.matchesPerEvent.toFixed(1)} | ${row.buildMilliseconds.toFixed(0)} |`,
  );
  return `# Benchmarks

Written by \`npm run bench\` on Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}. Absolute figures belong to that
machine and that hour; the ratios travel.

## A scan, on one thread

The same generated files, in turn, each set of rules with its baseline in a process of its own; medians of ${rounds} rounds after a warm-up.

${scan}

## Correlations alone

${count(correlated[0]!.events)} matches over 30 days in ${count(correlated[0]!.groups)} groups: waiting and sorting on disk, then state. Seconds are of processor, all threads. In each row
some groups reach the condition; "examined" are the events near enough others of their group, which state has to look at. Memory is
the most that the whole process had. "Bounded": how often a bound made something coarser or dropped it.

${correlationTable(correlated)}

## The matcher alone

Generated EventBridge patterns over CloudTrail events of about 1.5 KB in EventBridge envelopes, from parsed objects, on one thread. The mix is 30 %
lists of exact names, 12 % prefixes, 10 % identity types, 8 % error codes, 8 % wildcards on ARNs, 8 % anything-but lists, and exists, ignore-case,
numeric, cidr, anything-but prefix, suffix and \`$or\` for the rest. Metric filters are JSON patterns of CloudWatch Logs as benchmarks have them. "All values new": names, addresses and ids never come twice, so that nothing remembered helps.
The last but two columns set the speed against \`JSON.parse\` of the same events in the same run.

| rules | events | events/s | ÷ \`JSON.parse\` | matches per event | build, ms |
|---|---|---|---|---|---|
${table.join('\n')}
`;
}
