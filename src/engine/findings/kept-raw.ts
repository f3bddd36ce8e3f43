import { RAW_LIMIT, type TriageItem } from '../../model/triage-item.ts';

/** A record's JSON as a report keeps it. */
export function keptRaw(raw: string): Pick<TriageItem, 'raw' | 'rawLength'> {
  if (raw.length <= RAW_LIMIT) return { raw };
  // Through bytes: a slice of a string keeps the whole of it in memory.
  return { raw: Buffer.from(raw.slice(0, RAW_LIMIT), 'utf16le').toString('utf16le'), rawLength: raw.length };
}
