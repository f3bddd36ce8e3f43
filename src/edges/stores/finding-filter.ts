import type { EpochMs } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingQuery } from './store.ts';

/** The fields that have an index. Where several are asked for, the first is used: the one that leaves the fewest, as a rule. */
export const indexedFields = ['actor', 'ruleId', 'account', 'severity', 'status'] as const;
export type IndexedField = (typeof indexedFields)[number];

/** Rows that a page looks at, at most: one whose other filters fit nothing else would read the whole store. */
export const MOST_EXAMINED = 10_000;
const MOST_ON_A_PAGE = 1000;

export function pageLimit({ limit }: Pick<FindingQuery, 'limit'>): number {
  return Math.max(1, Math.min(MOST_ON_A_PAGE, Math.floor(limit)));
}

/** Kept, and not shown unless asked for. */
export function isHidden({ suppressedBy, shadow, mergedInto }: Finding): boolean {
  return suppressedBy !== undefined || shadow === true || mergedInto !== undefined;
}

/** What findings are ordered by. One without a readable time comes last. */
export function lastAtOf({ lastAt }: Finding): EpochMs {
  const at = Date.parse(lastAt);
  return Number.isNaN(at) ? 0 : at;
}

export function fitsFilters(finding: Finding, query: Omit<FindingQuery, 'limit' | 'cursor'>): boolean {
  const at = lastAtOf(finding);
  return (
    (query.hidden === true || !isHidden(finding)) &&
    (query.from === undefined || at >= query.from) &&
    (query.to === undefined || at < query.to) &&
    indexedFields.every((field) => query[field] === undefined || finding[field] === query[field])
  );
}
