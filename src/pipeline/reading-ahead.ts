import type { Source } from '../edges/sources/source.ts';
import type { Decoded } from '../model/decoded.ts';
import type { ScanCounts } from '../model/scan.ts';
import type { FileReaders, FileResult } from './file-result.ts';
import { readListed, type Selecting } from './reading.ts';

/**
 * All that a source has, in its order: decoded here, in batches, or as a whole file by other threads, which are some files ahead. The order
 * doesn't depend on who reads what.
 */
export async function* readAhead(
  source: Source,
  counts: Pick<ScanCounts, 'files' | 'bytes'>,
  selecting: Selecting,
  readers: FileReaders | undefined,
): AsyncGenerator<readonly Decoded[] | FileResult> {
  const ahead: Promise<FileResult>[] = [];
  const next = async () => {
    counts.files++;
    return ahead.shift()!;
  };
  let begun = 0;
  for await (const listed of source.list()) {
    if (readers !== undefined && source.reopen !== undefined && listed.kind === 'delivery') {
      const { file, size } = listed.delivery;
      if (readers.takes(file, size, counts.bytes + begun)) {
        begun += size!;
        ahead.push(readers.read(file, size!));
        if (ahead.length >= readers.ahead) yield await next();
        continue;
      }
    }
    while (ahead.length > 0) yield await next();
    yield* readListed(listed, source, counts, selecting);
  }
  while (ahead.length > 0) yield await next();
}
