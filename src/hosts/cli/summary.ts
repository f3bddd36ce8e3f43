import type { Seconds } from '../../base/units.ts';
import type { ScanCounts } from '../../model/scan.ts';
import { formatMiB } from './progress.ts';

export interface SummaryInput {
  readonly counts: ScanCounts;
  readonly rules: number;
  readonly seconds: Seconds;
  readonly interrupted: boolean;
  readonly emit: 'findings' | 'matches';
}

/** For machines: one line of JSON. `mbPerSecond` is 10^6 bytes read (before inflating) a second. */
export function summaryJson({ counts, rules, seconds, interrupted }: SummaryInput): string {
  return `${JSON.stringify({
    files: counts.files,
    bytes: counts.bytes,
    events: counts.events,
    outside: counts.outside,
    duplicates: counts.duplicates,
    rejects: counts.rejects,
    ignored: counts.ignored,
    pointers: counts.pointers,
    withheld: counts.withheld,
    rules,
    matches: counts.matches,
    findings: counts.findings,
    ...(counts.bounded ? { bounded: counts.bounded } : {}),
    seconds: Math.round(seconds * 1000) / 1000,
    mbPerSecond: Math.round(counts.bytes / 1e4 / seconds) / 100,
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    interrupted,
  })}\n`;
}

/** For people: two lines, and one for each thing that they should know. */
export function summaryText(input: SummaryInput): string {
  const { counts, seconds } = input;
  const read = `${many(counts.events, 'event')} in ${many(counts.files, 'file')} (${formatMiB(counts.bytes)})`;
  const found = `${input.emit === 'findings' ? `${many(counts.findings, 'finding')} from ` : ''}${many(counts.matches, 'match', 'matches')}`;
  const lines = [
    `${input.interrupted ? 'Interrupted. Until then: ' : ''}${read}, ${many(input.rules, 'rule')}: ${found}`,
    `${seconds.toFixed(1)} s, ${number(counts.events / seconds)} events/s, ${(counts.bytes / 1e6 / seconds).toFixed(1)} MB/s read`,
  ];
  if (counts.duplicates > 0) lines.push(`${many(counts.duplicates, 'repeat')} dropped: delivered more than once`);
  if (counts.outside > 0) lines.push(`${many(counts.outside, 'event')} left out by --from, --to, --account or --region`);
  if (counts.withheld > 0) {
    lines.push(
      `${many(counts.withheld, 'match', 'matches')} withheld: read-only management events don't reach rules in the state ENABLED`,
    );
  }
  if (counts.pointers > 0)
    lines.push(`${many(counts.pointers, 'notification')} only named objects in S3: scan those with s3://bucket/prefix`);
  if (counts.ignored > 0)
    lines.push(`${many(counts.ignored, 'thing')} ignored that held no event (digests, test messages, folder markers)`);
  if (counts.bounded)
    lines.push(
      `${many(counts.bounded, 'time')} a correlation hit a bound of its memory: its findings may be less exact, or missing`,
    );
  if (counts.rejects > 0)
    lines.push(`${many(counts.rejects, 'reject')}: could not be read; --rejects FILE lists all with place and reason`);
  return `${lines.join('\n')}\n`;
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : more}`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
