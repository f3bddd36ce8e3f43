import { Problem } from '../base/problem.ts';
import type { Delivery, Source } from '../edges/sources/source.ts';
import type { Engine } from '../engine/engine.ts';
import { createRecordReader, type RecordReader } from '../engine/events/walk/record-reader.ts';
import type { WaitingFeeds, WantedFile } from '../engine/waiting-feeds.ts';
import type { Decoded, EventRecord } from '../model/decoded.ts';
import type { TrailEvent } from '../model/event.ts';
import type { ScanCounts } from '../model/scan.ts';
import type { SeriesInput } from '../model/series.ts';
import { isInside, type TakingOptions } from './taking.ts';
import { takeTurns } from './turns.ts';

/** Where nobody will ask for what has waited. */
export const nothingWaits: WaitingFeeds = {
  count: () => undefined,
  take: () => true,
  alike: () => ({ add: () => undefined }),
  keep: () => undefined,
  keepPlaces: () => undefined,
  drop: () => undefined,
  merge: () => undefined,
  *wanted() {},
};

/**
 * Reads those records again that have waited and matter, and hands on what they feed; what had been read whole comes once more, too. A
 * file that isn't there any more, or is another one now, is a reject: some of its events count, and these don't.
 */
export async function readWaiting(
  sources: readonly Source[],
  engine: Engine,
  options: TakingOptions,
  waiting: Pick<WaitingFeeds, 'wanted'>,
  add: (event: TrailEvent, feeds: readonly SeriesInput[]) => void,
  listener: { reject(problem: Problem): void | Promise<void> },
  counts: Pick<ScanCounts, 'rejects'>,
): Promise<void> {
  const turn = takeTurns();
  let reader: RecordReader | undefined;
  for (const wanted of beginAhead(sources, waiting.wanted())) {
    reader ??= createRecordReader(engine.selection(options), options);
    try {
      for (const decoded of await pick(wanted, reader!)) {
        const event = decoded.kind === 'event' ? eventOf(decoded.record) : undefined;
        if (event === undefined || !isInside(event, options)) continue;
        const { feeds } = engine.match(event);
        if (feeds.length > 0) add(event, feeds);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      counts.rejects++;
      const slow = listener.reject(error);
      if (slow !== undefined) await slow;
    }
    if (turn.due()) await turn.take();
  }
}

/** Undefined where it is none, which has been told before. */
function eventOf(record: EventRecord): TrailEvent | undefined {
  try {
    return record.event();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}

interface Again extends WantedFile {
  readonly open: () => Promise<Body | undefined>;
}

type Body = Awaited<ReturnType<Delivery['open']>>;

/** So many contents from afar are on their way at once. Those on disk are opened when their turn comes. */
const AHEAD = 8;

function* beginAhead(sources: readonly Source[], wanted: Iterable<WantedFile>): Generator<Again> {
  const ahead: Again[] = [];
  for (const again of wanted) {
    const delivery = sources.flatMap((source) => source.reopen?.(again.file) ?? [])[0];
    if (delivery?.elsewhere !== 'sent') ahead.push({ ...again, open: async () => delivery?.open() });
    else {
      const body = delivery.open();
      // Whoever opens it gets the error.
      body.catch(() => {});
      ahead.push({ ...again, open: () => body });
    }
    if (ahead.length >= AHEAD) yield ahead.shift()!;
  }
  yield* ahead;
}

/** @throws {Problem} if it can't be read again */
async function pick({ open, file, records, isWanted }: Again, reader: RecordReader): Promise<readonly Decoded[]> {
  const body = await open();
  const read = body instanceof Uint8Array ? reader.read(body, file, { take: (record) => !isWanted(record) }) : undefined;
  if (read?.records === records) return read.decoded;
  throw new Problem('READ_FAILED', 'the file changed while it was read', {
    at: { file },
    hint: 'Some of its events may be missing in findings over many events. Scan it again.',
  });
}
