import { Problem } from './base/problem.ts';
import type { EpochMs, Milliseconds } from './base/units.ts';
import type { Delivery, Source } from './edges/sources/source.ts';
import type { Deduper, Sorter, Spill } from './edges/spill/spill.ts';
import type { Engine } from './engine/engine.ts';
import { decode, decodeWhole } from './engine/events/decode.ts';
import {
  compareFindings,
  compareMatchRecords,
  compareTriageItems,
  type TriageItem,
  toFindings,
  toTriageItem,
} from './engine/findings/triage.ts';
import type { Decoded, EventRecord } from './model/decoded.ts';
import type { TrailEvent } from './model/event.ts';
import type { Finding } from './model/finding.ts';
import type { MatchRecord } from './model/match.ts';
import type { ScanCounts } from './model/scan.ts';

/** What a scan looks at, and what it makes of it. */
export interface ScanOptions {
  readonly emit: 'findings' | 'matches';
  /** Event time, both ends inclusive-exclusive: `from <= at < to`. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Only events of these accounts and regions; empty: all. */
  readonly accounts: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  /** Keep the JSON of matched events for the output (costs temporary disk space). */
  readonly keepRaw: boolean;
  /** Asked between batches: stop reading and conclude with what there is. */
  readonly stopped: () => boolean;
}

/** Who listens to a scan. Output is awaited, so that a slow reader slows the scan instead of filling memory. */
export interface ScanListener {
  finding(finding: Finding, events: readonly TriageItem[]): void | Promise<void>;
  match(record: MatchRecord): void | Promise<void>;
  reject(problem: Problem): void;
  /** After each delivery and now and then within a long one. */
  progress(counts: ScanCounts): void;
}

/** Between two looks at the clock of the event loop: signals and the progress bar need a turn now and then. */
const TURN: Milliseconds = 50;

/**
 * The flow of a scan, on one page:
 *
 *   read → decode → match → drop repeats → sort by event time → triage → tell
 *
 * Memory stays bounded whatever the input: content is decoded in batches, and matches and findings are sorted in runs on disk.
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
  const counts: ScanCounts = {
    files: 0,
    bytes: 0,
    events: 0,
    outside: 0,
    duplicates: 0,
    rejects: 0,
    ignored: 0,
    pointers: 0,
    withheld: 0,
    matches: 0,
    findings: 0,
  };
  const compare = options.emit === 'matches' ? compareByMatch : compareTriageItems;
  const sorter = spill.sorter<TriageItem>({ name: 'matches', compare });
  const deduper = spill.deduper<TriageItem[]>({
    name: 'repeats',
    keep: (items) => {
      for (const item of items) sorter.add(item);
    },
  });

  await read(sources, engine, deduper, options, listener, counts);
  deduper.finish();
  counts.duplicates = deduper.duplicates;
  counts.matches = sorter.size;
  if (options.emit === 'matches') await tellMatches(sorter, listener);
  else await tellFindings(sorter, spill, listener, counts);
  listener.progress(counts);
  return counts;
}

async function read(
  sources: readonly Source[],
  engine: Engine,
  deduper: Deduper<TriageItem[]>,
  options: ScanOptions,
  listener: ScanListener,
  counts: ScanCounts,
): Promise<void> {
  const reject = (problem: Problem) => {
    counts.rejects++;
    listener.reject(problem);
  };
  const turn = takeTurns();
  for (const source of sources) {
    for await (const batch of readBatches(source, counts)) {
      for (const decoded of batch) {
        if (decoded.kind === 'event') matchRecord(decoded.record, engine, deduper, options, counts, reject);
        else if (decoded.kind === 'reject') reject(decoded.problem);
        else if (decoded.kind === 'ignored') counts.ignored++;
        else counts.pointers++;
      }
      if (turn.due()) {
        listener.progress(counts);
        await turn.take();
      }
      if (options.stopped()) return;
    }
  }
}

/**
 * All that a source has, decoded, in batches. What can't be listed, opened or decoded comes as a reject in its place.
 * `counts` learns of files and bytes.
 */
export async function* readBatches(
  source: Source,
  counts: Pick<ScanCounts, 'files' | 'bytes'> = { files: 0, bytes: 0 },
): AsyncGenerator<readonly Decoded[]> {
  for await (const listed of source.list()) {
    if (listed.kind === 'problem') yield [{ kind: 'reject', problem: listed.problem }];
    else if (listed.kind === 'ignored') yield [{ kind: 'ignored', reason: listed.reason }];
    else {
      counts.files++;
      try {
        yield* batches(listed.delivery, counts);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        yield [{ kind: 'reject', problem: error.within({ file: listed.delivery.file }) }];
      }
    }
  }
}

/** The content of a delivery, decoded: at once where it is small, else as it streams by. */
async function* batches(delivery: Delivery, counts: Pick<ScanCounts, 'bytes'>): AsyncGenerator<readonly Decoded[]> {
  const body = await delivery.open();
  if (!(body instanceof Uint8Array)) {
    yield* decode(counted(body, counts), delivery.file);
    return;
  }
  counts.bytes += body.length;
  const whole = decodeWhole(body, delivery.file);
  if (whole !== undefined) yield whole;
  else yield* decode(once(body), delivery.file);
}

async function* counted(chunks: AsyncIterable<Uint8Array>, counts: Pick<ScanCounts, 'bytes'>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    counts.bytes += chunk.length;
    yield chunk;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function matchRecord(
  record: EventRecord,
  engine: Engine,
  deduper: Deduper<TriageItem[]>,
  options: ScanOptions,
  counts: ScanCounts,
  reject: (problem: Problem) => void,
): void {
  let event: TrailEvent;
  try {
    event = record.event();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reject(error);
    return;
  }
  counts.events++;
  if (!isInside(event, options)) {
    counts.outside++;
    return;
  }
  const verdict = engine.match(event);
  counts.withheld += verdict.withheld;
  if (verdict.matches.length === 0) return;
  const raw = options.keepRaw ? record.raw() : undefined;
  deduper.add(
    event.id,
    verdict.matches.map((match) => toTriageItem(match, raw)),
  );
}

function isInside(event: TrailEvent, options: ScanOptions): boolean {
  if (options.from !== undefined && event.at < options.from) return false;
  if (options.to !== undefined && event.at >= options.to) return false;
  if (options.accounts.size > 0 && !options.accounts.has(event.envelope.account)) return false;
  return options.regions.size === 0 || options.regions.has(event.envelope.region);
}

const compareByMatch = (a: TriageItem, b: TriageItem): number => compareMatchRecords(a.record, b.record);

async function tellMatches(sorter: Sorter<TriageItem>, listener: ScanListener): Promise<void> {
  const turn = takeTurns();
  for (const item of sorter.sorted()) {
    const slow = listener.match(item.record);
    if (slow !== undefined) await slow;
    if (turn.due()) await turn.take();
  }
  sorter.close();
}

interface Grouped {
  readonly finding: Finding;
  readonly events: readonly TriageItem[];
}

async function tellFindings(sorter: Sorter<TriageItem>, spill: Spill, listener: ScanListener, counts: ScanCounts): Promise<void> {
  const turn = takeTurns();
  const timeline = spill.sorter<Grouped>({ name: 'findings', compare: (a, b) => compareFindings(a.finding, b.finding) });
  for (const grouped of toFindings(sorter.sorted())) {
    timeline.add(grouped);
    if (turn.due()) await turn.take();
  }
  sorter.close();
  counts.findings = timeline.size;
  for (const { finding, events } of timeline.sorted()) {
    const slow = listener.finding(finding, events);
    if (slow !== undefined) await slow;
    if (turn.due()) await turn.take();
  }
  timeline.close();
}

/** Long synchronous work that still lets signals in: `take()` gives the event loop a turn, `due()` says when. */
function takeTurns(): { due(): boolean; take(): Promise<void> } {
  let last = performance.now();
  return {
    due: () => performance.now() - last >= TURN,
    take: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      last = performance.now();
    },
  };
}
