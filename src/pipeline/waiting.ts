import { Problem } from '../base/problem.ts';
import type { Delivery, Source } from '../edges/sources/source.ts';
import type { Engine } from '../engine/engine.ts';
import { createRecordReader, type RecordReader } from '../engine/events/walk/record-reader.ts';
import type { WaitingFeeds } from '../engine/waiting-feeds.ts';
import type { Decoded } from '../model/decoded.ts';
import type { TrailEvent } from '../model/event.ts';
import type { ScanCounts } from '../model/scan.ts';
import type { SeriesInput } from '../model/series.ts';
import { takeTurns } from './turns.ts';

/** Where nobody will ask for what has waited. */
export const nothingWaits: WaitingFeeds = {
  count: () => undefined,
  take: () => true,
  keep: () => undefined,
  keepPack: () => undefined,
  drop: () => undefined,
  *wanted() {},
};

/**
 * Reads those records again that have waited and matter, and hands on what they feed. A file that isn't there any more, or is another one now,
 * is a reject: some of its events count, and these don't.
 */
export async function readWaiting(
  sources: readonly Source[],
  engine: Engine,
  waiting: Pick<WaitingFeeds, 'wanted'>,
  add: (event: TrailEvent, feeds: readonly SeriesInput[]) => void,
  listener: { reject(problem: Problem): void | Promise<void> },
  counts: Pick<ScanCounts, 'rejects'>,
): Promise<void> {
  const turn = takeTurns();
  let reader: RecordReader | undefined;
  for (const { file, records, open } of beginAhead(sources, waiting.wanted())) {
    reader ??= createRecordReader(engine.selection());
    try {
      for (const decoded of await pick(open, file, records, reader!)) {
        if (decoded.kind !== 'event') continue;
        const event = decoded.record.event();
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

interface Again {
  readonly file: string;
  readonly records: ReadonlySet<number>;
  readonly open: () => Promise<Body | undefined>;
}

type Body = Awaited<ReturnType<Delivery['open']>>;

/** So many contents from afar are on their way at once. Those on disk are opened when their turn comes. */
const AHEAD = 8;

function* beginAhead(sources: readonly Source[], wanted: Iterable<Omit<Again, 'open'>>): Generator<Again> {
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
async function pick(
  open: Again['open'],
  file: string,
  records: ReadonlySet<number>,
  reader: RecordReader,
): Promise<readonly Decoded[]> {
  const body = await open();
  const decoded = body instanceof Uint8Array ? reader.pick(body, file, records) : undefined;
  if (decoded !== undefined) return decoded;
  throw new Problem('READ_FAILED', 'the file changed while it was read', {
    at: { file },
    hint: 'Some of its events may be missing in findings over many events. Scan it again.',
  });
}
