import type { Json } from '../../base/json.ts';
import type { SeriesInput } from '../../model/series.ts';

/** The name of a pending feed, the same however often it is committed. What takes a crossing back is another feed than it. */
export function feedId({ ruleId, eventId, crossing }: SeriesInput): string {
  return JSON.stringify([ruleId, eventId, crossing?.change ?? 1] satisfies Json);
}
