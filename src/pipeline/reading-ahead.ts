import type { Source } from '../edges/sources/source.ts';
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
): AsyncGenerator<readonly Decoded[] | FileResult> {
  const ahead: AsyncIterable<FileResult>[] = [];
  async function* next() {
    counts.files++;
    yield* ahead.shift()!;
  }
  let begun = 0;
  for await (const listed of source.list()) {
    if (readers !== undefined && source.reopen !== undefined && listed.kind === 'delivery') {
      const { delivery } = listed;
      if (readers.takes(delivery, counts.bytes + begun)) {
        begun += delivery.size!;
        ahead.push(readers.read(delivery, () => source.reopen!(delivery.file)));
        if (ahead.length >= readers.ahead) yield* next();
        continue;
      }
    }
    while (ahead.length > 0) yield* next();
    yield* readListed(listed, source, counts, selecting);
  }
  while (ahead.length > 0) yield* next();
}
