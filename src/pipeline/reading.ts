import { Problem } from '../base/problem.ts';
import type { ReadRoom } from '../base/read-room.ts';
import type { Bytes } from '../base/units.ts';
import type { Delivery, Listed, Source } from '../edges/sources/source.ts';
import { decode, decodeWhole } from '../engine/events/decode.ts';
import type { RecordReader } from '../engine/events/walk/record-reader.ts';
import type { WaitingFeeds } from '../engine/waiting-feeds.ts';
import type { Decoded } from '../model/decoded.ts';
import type { ScanCounts } from '../model/scan.ts';

/** Leaves out what nobody needs. */
export interface Selecting {
  /** Undefined where every record has to be looked at, or as long as so little has come that it wouldn't pay. */
  reader(bytes: Bytes): RecordReader | undefined;
  /** Takes records that may wait, where the source can be read again. */
  readonly waiting?: Pick<WaitingFeeds, 'take' | 'alike' | 'keep' | 'drop'> | undefined;
  /** So many events were left out; `outside` of them were outside of the times and places asked for. */
  passed(events: number, outside: number): void;
}

/** Preparing for a set of rules takes as long as parsing so much. */
const WORTH_IT: Bytes = 512 * 1024;

/** @param worthIt as stored: a scan of a small file shall begin at once */
export function createSelecting(make: () => RecordReader | undefined, worthIt = WORTH_IT): Pick<Selecting, 'reader'> {
  let read = 0;
  let made: { readonly reader: RecordReader | undefined } | undefined;
  return {
    reader(bytes) {
      read += bytes;
      if (read < worthIt) return undefined;
      made ??= { reader: make() };
      return made.reader;
    },
  };
}

/**
 * All that a source has, decoded, in batches. What can't be listed, opened or decoded comes as a reject in its place.
 * `counts` learns of files and bytes.
 */
export async function* readBatches(
  source: Source,
  counts: Pick<ScanCounts, 'files' | 'bytes'> = { files: 0, bytes: 0 },
): AsyncGenerator<readonly Decoded[]> {
  for await (const listed of source.list()) yield* readListed(listed, source, counts);
}

/** One thing that a source has listed. */
export async function* readListed(
  listed: Listed,
  source: Pick<Source, 'reopen'>,
  counts: Pick<ScanCounts, 'files' | 'bytes'>,
  selecting?: Selecting,
  room?: ReadRoom,
): AsyncGenerator<readonly Decoded[]> {
  if (listed.kind === 'problem') yield [{ kind: 'reject', problem: listed.problem }];
  else if (listed.kind === 'ignored') yield [{ kind: 'ignored', reason: listed.reason }];
  else {
    counts.files++;
    try {
      yield* batches(listed.delivery, counts, source.reopen === undefined ? withoutWaiting(selecting) : selecting, room);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      yield [{ kind: 'reject', problem: error.within({ file: listed.delivery.file }) }];
    }
  }
}

/** The content of a delivery, decoded: at once where it is small, else as it streams by. @throws {Problem} as `open` does */
export async function* batches(
  delivery: Delivery,
  counts: Pick<ScanCounts, 'bytes'>,
  selecting?: Selecting,
  room?: ReadRoom,
): AsyncGenerator<readonly Decoded[]> {
  const body = await delivery.open(room);
  if (!(body instanceof Uint8Array)) {
    yield* decode(counted(body, counts), delivery.file);
    return;
  }
  counts.bytes += body.length;
  const selected = selecting === undefined ? undefined : select(selecting, body, delivery.file);
  if (selected !== undefined) {
    yield selected;
    return;
  }
  const whole = decodeWhole(body, delivery.file);
  if (whole !== undefined) yield whole;
  else yield* decode(once(body), delivery.file);
}

function select({ reader, waiting, passed }: Selecting, body: Uint8Array, file: string): readonly Decoded[] | undefined {
  const selected = reader(body.length)?.read(body, file, waiting);
  if (selected === undefined) {
    waiting?.drop();
    return undefined;
  }
  waiting?.keep(file, selected.records);
  passed(selected.passed, selected.outside);
  return selected.decoded;
}

function withoutWaiting(selecting: Selecting | undefined): Selecting | undefined {
  return selecting && { ...selecting, waiting: undefined };
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
