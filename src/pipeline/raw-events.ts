import { Problem } from '../base/problem.ts';
import type { Source } from '../edges/sources/source.ts';
import { keptRaw } from '../engine/findings/kept-raw.ts';
import type { TriageItem } from '../model/triage-item.ts';
import { batches } from './reading.ts';
import { takeTurns } from './turns.ts';

export type RawEvent = Pick<TriageItem, 'raw' | 'rawLength'>;

/**
 * The JSON of single events, read once more from the files that held them: a scan keeps that of matches only, and a series rule's
 * finding shows events that nobody wanted by themselves. What can't be read again is left out: it was a reject the first time.
 * @param wanted event ids by file
 */
export async function fetchRawEvents(
  sources: readonly Source[],
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  stopped: () => boolean,
): Promise<Map<string, RawEvent>> {
  const found = new Map<string, RawEvent>();
  const turn = takeTurns();
  for (const [file, ids] of wanted) {
    const delivery = sources.flatMap((source) => source.reopen?.(file) ?? [])[0];
    if (delivery === undefined) continue;
    let left = ids.size;
    try {
      for await (const batch of batches(delivery, { bytes: 0 })) {
        for (const decoded of batch) {
          if (decoded.kind !== 'event') continue;
          const id = eventId(decoded.record);
          if (id === undefined || !ids.has(id) || found.has(id)) continue;
          found.set(id, keptRaw(decoded.record.raw()));
          left--;
        }
        if (turn.due()) await turn.take();
        if (left <= 0 || stopped()) break;
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    if (stopped()) break;
  }
  return found;
}

function eventId(record: { event(): { readonly id: string } }): string | undefined {
  try {
    return record.event().id;
  } catch {
    return undefined;
  }
}
