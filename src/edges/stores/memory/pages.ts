import type { StoredFinding } from '../../../model/stored-finding.ts';
import { fitsFilters, lastAtOf, pageLimit } from '../finding-filter.ts';
import { fromCursor, inOrder, isAfter, type Position, toCursor } from '../page-cursor.ts';
import { fitsPhrases, searchPhrases } from '../search-text.ts';
import type { FindingPage, FindingQuery, Store } from '../store.ts';
import type { Tables } from './tables.ts';

export function pagesOf(tables: Tables): Required<Pick<Store, 'finding' | 'findings' | 'search' | 'rejects'>> {
  const page = (query: FindingQuery, fits: (stored: StoredFinding) => boolean): FindingPage => {
    const all = [...tables.findings.values()].map((copy) => copy()).filter(({ finding }) => fitsFilters(finding, query));
    const { items, cursor } = cut(all.filter(fits), ({ finding }) => ({ at: lastAtOf(finding), id: finding.id }), query);
    return cursor === undefined ? { findings: items } : { findings: items, cursor };
  };
  return {
    finding: async (id) => tables.findings.get(id)?.(),
    findings: async (query) => page(query, () => true),
    async search(query) {
      const phrases = searchPhrases(query.text);
      return page(query, ({ finding }) => phrases.length > 0 && fitsPhrases(finding, phrases));
    },
    async rejects(query) {
      const all = [...tables.rejects.values()].map((copy) => copy());
      const { items, cursor } = cut(all, ({ foundAt, id }) => ({ at: foundAt, id }), query);
      return cursor === undefined ? { rejects: items } : { rejects: items, cursor };
    },
  };
}

function cut<T>(
  all: readonly T[],
  positionOf: (item: T) => Position,
  query: { readonly limit: number; readonly cursor?: string },
): { readonly items: readonly T[]; readonly cursor?: string } {
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  const rest = all
    .map((item) => ({ item, position: positionOf(item) }))
    .filter(({ position }) => after === undefined || isAfter(position, after))
    .sort((a, b) => inOrder(a.position, b.position));
  const taken = rest.slice(0, pageLimit(query));
  const items = taken.map(({ item }) => item);
  return taken.length === rest.length ? { items } : { items, cursor: toCursor(taken.at(-1)!.position) };
}
