import { Problem } from '../base/problem.ts';
import type { Source } from '../edges/sources/source.ts';
import { keptRaw } from '../engine/findings/kept-raw.ts';
import type { TriageItem } from '../model/triage-item.ts';
import { batches } from './reading.ts';
import { takeTurns } from './turns.ts';

export type RawEvent = Pick<TriageItem, 'raw' | 'rawLength'>;

/** Of files that are read beside each other: those in S3 are mostly waited for. */
const AT_ONCE = 16;

/**
 * The JSON of single events, read once more from the files that held them: a scan keeps that of matches only, and a series rule's
 * finding shows events that nobody wanted by themselves. What can't be read again is left out: it was a reject the first time.
 * @param wanted event ids by file; of an id in several files, the first one counts
 */
export async function fetchRawEvents(
  sources: readonly Source[],
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  stopped: () => boolean,
): Promise<Map<string, RawEvent>> {
  const turn = takeTurns();
  const files = [...wanted];
  const found: (readonly [string, RawEvent])[][] = files.map(() => []);
  let next = 0;
  const reader = async () => {
    for (let i = next++; i < files.length && !stopped(); i = next++) {
      const [file, ids] = files[i]!;
      const left = new Set(ids);
      const delivery = sources.flatMap((source) => source.reopen?.(file) ?? [])[0];
      try {
        for await (const batch of delivery === undefined ? [] : batches(delivery, { bytes: 0 })) {
          for (const decoded of batch) {
            const id = decoded.kind === 'event' ? eventId(decoded.record) : undefined;
            if (decoded.kind === 'event' && id !== undefined && left.delete(id))
              found[i]!.push([id, keptRaw(decoded.record.raw())]);
          }
          if (turn.due()) await turn.take();
          if (left.size === 0 || stopped()) break;
        }
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, files.length) }, reader));
  return new Map(found.flat().reverse());
}

function eventId(record: { event(): { readonly id: string } }): string | undefined {
  try {
    return record.event().id;
  } catch {
    return undefined;
  }
}
