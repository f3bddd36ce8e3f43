import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchLogs } from './logs.ts';
import { benchMatcher, formatMatcherRow, type MatcherRow } from './matcher.ts';
import { benchScan, median, type ScanBench } from './scan.ts';

/**
 * `npm run bench [-- EVENTS [ROUNDS]]`: everything side by side in one run, printed, and written to docs/benchmarks.md when all of
 * it ran. Data is generated once and kept in the temporary folder.
 */
const events = Number(process.argv[2] ?? 300_000);
const rounds = Number(process.argv[3] ?? 5);

const scanned = scanTable(await benchScan(benchLogs(events), rounds));
console.log(`\n${scanned}\n`);
const rows = await benchMatcher({ rounds, onRow: (row) => console.log(formatMatcherRow(row)) });
writeFileSync('docs/benchmarks.md', page(scanned, rows));
console.log('\nwritten to docs/benchmarks.md');

function scanTable(bench: ScanBench): string {
  const row = (name: string, seconds: readonly number[]) => {
    // Ratios within a round: a machine that slows down slows both down.
    const ratio = median(seconds.map((value, round) => bench.parse[round]! / value));
    const middle = median(seconds);
    return `| ${name} | ${(bench.inflatedBytes / 1e6 / middle).toFixed(0)} | ${Math.round(bench.events / middle).toLocaleString('en-US')} | ${ratio.toFixed(2)} |`;
  };
  return [
    `| ${bench.events.toLocaleString('en-US')} events, ${(bench.inflatedBytes / 1e6).toFixed(0)} MB inflated | MB/s | events/s | speed ÷ baseline |`,
    '|---|---|---|---|',
    row('inflate only', bench.inflate),
    row('inflate + `JSON.parse` of every record (the baseline)', bench.parse),
    ...bench.scans.map(({ name, rules, matches, findings, seconds }) =>
      row(
        `${name} (${rules}; ${matches.toLocaleString('en-US')} matches, ${findings.toLocaleString('en-US')} findings)`,
        seconds,
      ),
    ),
  ].join('\n');
}

function page(scan: string, rows: readonly MatcherRow[]): string {
  const table = rows.map(
    (row) =>
      `| ${row.rules} | ${row.stream} | ${Math.round(row.eventsPerSecond).toLocaleString('en-US')} | ${row.againstParse.toFixed(2)} | ${row.matchesPerEvent.toFixed(1)} | ${row.buildMilliseconds.toFixed(0)} |`,
  );
  return `# Benchmarks

Written by \`npm run bench\` on Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}. Absolute figures belong to that
machine and that hour; the ratios travel.

## A scan, on one thread

The same generated files, in turn, in one process; medians of ${rounds} rounds after a warm-up.

${scan}

## The matcher alone

Generated EventBridge patterns over CloudTrail events of about 1.5 KB in EventBridge envelopes, from parsed objects, on one thread. The mix is 30 %
lists of exact names, 12 % prefixes, 10 % identity types, 8 % error codes, 8 % wildcards on ARNs, 8 % anything-but lists, and exists, ignore-case,
numeric, cidr, anything-but prefix, suffix and \`$or\` for the rest. "All values new": names, addresses and ids never come twice, so that nothing remembered helps.
The last but two columns set the speed against \`JSON.parse\` of the same events in the same run.

| rules | events | events/s | ÷ \`JSON.parse\` | matches per event | build, ms |
|---|---|---|---|---|---|
${table.join('\n')}
`;
}
