import type { ReadRoom } from '../base/read-room.ts';
import type { Bytes } from '../base/units.ts';
import type { Listed, Source } from '../edges/sources/source.ts';
import type { Decoded } from '../model/decoded.ts';
import type { ScanCounts } from '../model/scan.ts';
import type { FileReaders, FileResult } from './file-result.ts';
import { readListed, type Selecting } from './reading.ts';

/**
 * All that a source has, in its order: decoded here, in batches, or in parts by other threads, which are some files ahead. The order
 * doesn't depend on who reads what.
 */
export async function* readAhead(
  source: Source,
  counts: Pick<ScanCounts, 'files' | 'bytes'>,
  selecting: Selecting,
  readers: FileReaders | undefined,
  room: ReadRoom,
): AsyncGenerator<readonly Decoded[] | FileResult> {
  const ahead: AsyncIterable<FileResult>[] = [];
  async function* next() {
    counts.files++;
    yield* ahead.shift()!;
  }
  const list = readers === undefined ? undefined : createForesight(source.list(), readers);
  let begun = 0;
  for await (const listed of list?.listed() ?? source.list()) {
    if (readers !== undefined && source.reopen !== undefined && listed.kind === 'delivery') {
      const { delivery } = listed;
      if (readers.takes(delivery, counts.bytes + begun + list!.foreseen)) {
        begun += delivery.size!;
        const { file } = delivery;
        ahead.push(readers.read(delivery, () => source.reopen!(file)));
        if (ahead.length >= readers.ahead) yield* next();
        continue;
      }
    }
    while (ahead.length > 0) yield* next();
    yield* readListed(listed, source, counts, selecting, room);
  }
  while (ahead.length > 0) yield* next();
}

/** So many names on disk are listed before the first file is read: how many there are decides who reads them. */
const FORESEEN = 4000;

/** Lists ahead, until there is enough for readers, and no further than that costs nearly nothing: on disk. */
function createForesight(list: AsyncIterable<Listed>, readers: FileReaders) {
  let foreseen: Bytes = 0;
  return {
    /** Bytes of what was listed, and not done with yet. */
    get foreseen() {
      return foreseen;
    },
    async *listed(): AsyncGenerator<Listed> {
      const ahead: Listed[] = [];
      let looking = true;
      const giveOut = function* () {
        looking = false;
        for (const listed of ahead.splice(0)) {
          yield listed;
          foreseen -= sizeOf(listed);
        }
      };
      for await (const listed of list) {
        foreseen += sizeOf(listed);
        ahead.push(listed);
        looking &&=
          ahead.length < FORESEEN &&
          listed.kind !== 'problem' &&
          (listed.kind === 'ignored' || (listed.delivery.elsewhere === 'named' && !readers.takes(listed.delivery, foreseen)));
        if (!looking) yield* giveOut();
      }
      yield* giveOut();
    },
  };
}

function sizeOf(listed: Listed): Bytes {
  return listed.kind === 'delivery' ? (listed.delivery.size ?? 0) : 0;
}
