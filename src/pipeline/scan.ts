import { Problem } from '../base/problem.ts';
import type { EpochMs } from '../base/units.ts';
import { createReadRoom } from '../base/read-room.ts';
import type { Source } from '../edges/sources/source.ts';
import type { Sorter, Spill } from '../edges/spill/spill.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogRoom } from '../engine/findings/matches/match-log.ts';
import { noPolicy, type Policy } from '../engine/findings/policy.ts';
import { betterIssue, type CredentialIssue, type IssueLookup } from '../engine/findings/role-chain.ts';
import { toSeriesFinding } from '../engine/findings/series-finding.ts';
import { compareMatchRecords, type Triaged, type TriageItem } from '../engine/findings/triage.ts';
import { createWaitingFeeds, type WaitingFeeds } from '../engine/waiting-feeds.ts';
import { createInputSorter, type SorterLike } from '../engine/state/input-sorter.ts';
import { createSeriesRun, type SeriesRunOptions } from '../engine/state/run-series.ts';
import type { TrailEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { MatchRecord } from '../model/match.ts';
import { noCounts, type ScanCounts } from '../model/scan.ts';
import type { SeriesInput, SeriesMatch } from '../model/series.ts';
import type { MatchItem } from '../model/triage-item.ts';
import type { FileCounts, FileReaders, FileResult } from './file-result.ts';
import { compareTriaged, createGathering, type Gathering } from './gathering.ts';
import { createMatchedPacking } from './matched-packing.ts';
import { merged } from './merged.ts';
import { readAhead } from './reading-ahead.ts';
import { type Matched, looksAtAll, selectingOf, type Taker, takeBatch } from './taking.ts';
import { takeTurns } from './turns.ts';
import { nothingWaits, readWaiting } from './waiting.ts';

/** Issues of credentials that a scan remembers: some 40 MB. */
const MOST_ISSUES = 200_000;

/** What a scan looks at, and what it makes of it. */
export interface ScanOptions {
  readonly emit: 'findings' | 'matches';
  /** Event time, both ends inclusive-exclusive: `from <= at < to`. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Only events of these accounts and regions; empty: all. */
  readonly accounts: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  /** What the configuration says of findings. @default nothing */
  readonly policy?: Policy;
  /** Keep the JSON of matched events for the output (costs temporary disk space). */
  readonly keepRaw: boolean;
  /** For matches that wait to become findings; others wait on disk. @default some 30 MB */
  readonly room?: LogRoom;
  /** Read files in other threads. @default all in this one */
  readonly readers?: FileReaders | undefined;
  /** Asked between batches: stop reading and conclude with what there is. */
  readonly stopped: () => boolean;
}

/** Who listens to a scan. Output is awaited, so that a slow reader slows the scan instead of filling memory. */
export interface ScanListener {
  finding(finding: Finding, events: readonly TriageItem[]): void | Promise<void>;
  match(record: MatchRecord): void | Promise<void>;
  reject(problem: Problem): void | Promise<void>;
  /** After each delivery and now and then within a long one. */
  progress(counts: ScanCounts): void;
  /** What series rules are shown, in the order of event time, and over which time the events are. */
  series?: {
    input(input: SeriesInput): void;
    end(span: Span | undefined): void;
  };
}

/**
 * The flow of a scan, on one page:
 *
 *   read → decode → match → drop repeats → gather by finding → triage → tell
 *                                        ↘ sort by event time → state ↗
 *
 * Memory stays bounded whatever the input: content is decoded in batches, and what doesn't fit is sorted in runs on disk.
 * What can't be read is told to the listener and counted, and the rest goes on.
 * @throws {Problem} SPILL_FAILED, and whatever the listener throws
 */
export async function scan(
  sources: readonly Source[],
  engine: Engine,
  spill: Spill,
  options: ScanOptions,
  listener: ScanListener,
): Promise<ScanCounts> {
  const counts = noCounts();
  const matches =
    options.emit === 'matches'
      ? spill.sorter<MatchItem>({ name: 'matches', compare: compareByMatch })
      : createGathering(spill, options.room);
  const feeds = createInputSorter(engine.series, spill);
  const deduper = spill.deduper<Matched>({
    name: 'repeats',
    // What only feeds series may not have been looked at the first time, or the second.
    counts: ({ items }) => items.length > 0,
    packing: createMatchedPacking(),
    keep: (matched) => {
      for (const item of matched.items) matches.add(item);
      for (const input of matched.feeds) feeds.add(input);
    },
  });

  // A lossy copy of an event must not hide the whole one, which may match more: it counts only where no whole one was read.
  const lossy = spill.sorter<Lossy>({ name: 'lossy', compare: () => 0 });
  const add = (id: string, partial: boolean, matched: Matched) => {
    if (partial) lossy.add({ id, matched });
    else deduper.add(id, matched);
  };
  const issues = rememberIssues();
  const times = rememberSpan();
  // `--emit matches` is about single events: nothing is made of what waits.
  const waiting = options.emit === 'matches' ? nothingWaits : createWaitingFeeds(engine.series, spill, issues.add);
  await read(sources, { engine, options, listener, counts, taker: { add, issue: issues.add, inside: times.add }, waiting });
  for (const counted of (await options.readers?.counted(options.stopped())) ?? []) waiting.merge(counted);
  await readWaiting(
    sources,
    engine,
    options,
    waiting,
    (event, feeds) => deduper.add(event.id, { items: [], feeds }),
    listener,
    counts,
  );
  for (const { id, matched } of lossy.sorted()) deduper.add(id, matched);
  lossy.close();
  deduper.finish();
  counts.duplicates = deduper.duplicates;
  counts.matches = matches.size;
  if ('sorted' in matches) await tellMatches(matches, listener);
  else {
    const findings = {
      matches,
      feeds,
      engine,
      spill,
      policy: options.policy ?? noPolicy,
      lookup: issues.lookup,
      span: times.span(),
    };
    await tellFindings(findings, listener, counts);
  }
  feeds.close();
  listener.progress(counts);
  return counts;
}

interface Lossy {
  readonly id: string;
  readonly matched: Matched;
}

interface Reading {
  readonly engine: Engine;
  readonly options: ScanOptions;
  readonly listener: ScanListener;
  readonly counts: ScanCounts;
  readonly taker: Taker;
  readonly waiting: WaitingFeeds;
}

async function read(sources: readonly Source[], reading: Reading): Promise<void> {
  const { engine, options, listener, counts, taker, waiting } = reading;
  const turn = takeTurns();
  const room = createReadRoom();
  const selecting = selectingOf(engine, options, counts, waiting);
  const counting: Taker = {
    ...taker,
    add(id, partial, matched) {
      for (const input of matched.feeds) waiting.count(input);
      taker.add(id, partial, matched);
    },
  };
  for (const source of sources) {
    for await (const step of readAhead(source, counts, selecting, looksAtAll(engine) ? undefined : options.readers, room)) {
      // What was cut short by the stop itself looks damaged and isn't: only what is whole counts.
      const cut = options.stopped();
      const problems = 'file' in step ? takeFile(step, reading) : takeBatch(step, engine, counting, options, counts, cut);
      for (const problem of cut ? [] : problems) {
        counts.rejects++;
        const slow = listener.reject(problem);
        if (slow !== undefined) await slow;
      }
      if (turn.due()) {
        listener.progress(counts);
        await turn.take();
      }
      if (options.stopped()) return;
    }
  }
}

/** What a worker has made of a file: what that feeds is counted there. */
function takeFile(result: FileResult, { taker, waiting, counts }: Reading): readonly Problem[] {
  for (const [name, count] of Object.entries(result.counts)) counts[name as keyof FileCounts] += count;
  for (const { id, partial, matched } of result.added) taker.add(id, partial, matched);
  for (const issue of result.issues) taker.issue(issue);
  if (result.waiting !== undefined) waiting.keepPlaces(result.file, result.waiting);
  return result.rejects.map(({ code, message, at, hint }) => new Problem(code, message, { at, hint }));
}

const compareByMatch = (a: MatchItem, b: MatchItem): number => compareMatchRecords(a.record, b.record);

async function tellMatches(sorter: Sorter<MatchItem>, listener: ScanListener): Promise<void> {
  const turn = takeTurns();
  for (const item of sorter.sorted()) {
    const slow = listener.match(item.record);
    if (slow !== undefined) await slow;
    if (turn.due()) await turn.take();
  }
  sorter.close();
}

interface FindingParts {
  readonly matches: Gathering;
  readonly feeds: SorterLike<SeriesInput>;
  readonly engine: Engine;
  readonly spill: Spill;
  readonly policy: Policy;
  readonly lookup: IssueLookup;
  readonly span: Span | undefined;
}

async function tellFindings(
  { matches, feeds, engine, spill, policy, lookup, span }: FindingParts,
  listener: ScanListener,
  counts: ScanCounts,
): Promise<void> {
  const turn = takeTurns();
  const timeline = spill.sorter<Triaged>({ name: 'series', compare: compareTriaged });
  await concludeSeries(feeds, engine, policy, { span, ...listener.series }, (triaged) => timeline.add(triaged), counts);
  listener.series?.end(span);
  for (const { finding, events } of merged(matches.findings(lookup, policy), timeline.sorted(), compareTriaged)) {
    counts.findings++;
    const slow = listener.finding(finding, events);
    if (slow !== undefined) await slow;
    if (turn.due()) await turn.take();
  }
  matches.close();
  timeline.close();
}

/** Many matches become one: series rules see their inputs in the order of event time, whatever the order of files. */
async function concludeSeries(
  feeds: SorterLike<SeriesInput>,
  engine: Engine,
  policy: Policy,
  { span, input: tellInput }: { readonly span: Span | undefined; readonly input?: (input: SeriesInput) => void },
  add: (triaged: Triaged) => void,
  counts: ScanCounts,
): Promise<void> {
  // An alarm may be about what doesn't come.
  if (feeds.size === 0 && !engine.series.some(({ series }) => series.kind === 'alarm')) return;
  const turn = takeTurns();
  const heads = new Map(engine.series.filter(({ silent }) => silent !== true).map((rule) => [rule.id, rule]));
  const run = createSeriesRun(engine.series, span === undefined ? {} : { span });
  const tell = (matches: readonly SeriesMatch[]) => {
    for (const match of matches) {
      const rule = heads.get(match.ruleId);
      if (rule !== undefined) add(toSeriesFinding(rule, match, policy));
    }
  };
  for (const input of feeds.sorted()) {
    tellInput?.(input);
    tell(run.add(input));
    if (turn.due()) await turn.take();
  }
  tell(run.finish());
  counts.bounded = run.bounded;
}

/** Who was given which temporary credentials: those issued last, as many as memory has room for. */
function rememberIssues(): { add(issue: CredentialIssue): void; readonly lookup: IssueLookup } {
  const issues = new Map<string, CredentialIssue>();
  return {
    add(issue) {
      const known = issues.get(issue.accessKeyId);
      issues.delete(issue.accessKeyId);
      issues.set(issue.accessKeyId, known === undefined ? issue : betterIssue(known, issue));
      if (issues.size > MOST_ISSUES) issues.delete(issues.keys().next().value!);
    },
    lookup: (key) => issues.get(key),
  };
}

type Span = NonNullable<SeriesRunOptions['span']>;

/** Event time of the first and of the last event. */
function rememberSpan(): { add(event: TrailEvent): void; span(): Span | undefined } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  return {
    add({ at }) {
      if (at < from) from = at;
      if (at > to) to = at;
    },
    span: () => (from <= to ? { from, to } : undefined),
  };
}
