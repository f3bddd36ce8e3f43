import type { MatchRecord } from '../../model/match.ts';
import type { SeriesInput } from '../../model/series.ts';

const MOST = 20_000;
/** Never the same twice. */
const own: ReadonlySet<string> = new Set<keyof MatchRecord>(['eventId', 'eventTime']);

/** Inputs that come back from disk bring copies of texts that most of them share: kept once, a window takes half the memory. */
export function createTextSharer(): (input: SeriesInput) => SeriesInput {
  const known = new Map<unknown, unknown>();
  return (input) => {
    if (known.size > MOST) known.clear();
    const record: Record<string, unknown> = { ...input.record };
    for (const key in record) {
      if (own.has(key)) continue;
      const value = record[key];
      if (typeof value !== 'string') continue;
      const shared = known.get(value);
      if (shared === undefined) known.set(value, value);
      else record[key] = shared;
    }
    return { ...input, record: record as unknown as MatchRecord };
  };
}
