import { type IndexedField, indexedFields, MOST_EXAMINED, pageLimit } from '../finding-filter.ts';
import { fromCursor, type Position, toCursor } from '../page-cursor.ts';
import { searchPhrases } from '../search-text.ts';
import type { FindingPage, FindingQuery, Store } from '../store.ts';
import type { Connection, Value } from './connection.ts';
import { loadFinding, loadRow } from './finding-rows.ts';
import { matchOf } from './finding-words.ts';
import { fromColumn, toColumn } from './text-column.ts';

/** Findings, one by one and in pages. */
export function findingsOf(connection: Connection): Required<Pick<Store, 'finding' | 'findings' | 'search'>> {
  return {
    finding: async (id) => loadFinding(connection, id),
    findings: async (query) => connection.read(() => page(connection, query, [])),
    search: async (query) => {
      const phrases = searchPhrases(query.text);
      return phrases.length === 0 ? { findings: [] } : connection.read(() => page(connection, query, phrases));
    },
  };
}

interface Row {
  readonly n: number;
  readonly id: string;
  readonly last_at: number;
  readonly fits: number;
}

/** Walks the index in its order, and keeps what fits the other filters, until the page is full or it has looked at enough. */
function page(connection: Connection, query: FindingQuery, phrases: readonly string[]): FindingPage {
  const limit = pageLimit(query);
  const walk = walkOf(query, phrases);
  const found: (Position & { readonly n: number })[] = [];
  let place: Position | undefined = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  for (let examined = 0; examined < MOST_EXAMINED; ) {
    const step = walk.filtered ? Math.max(limit + 1, 500) : limit + 1;
    const rows = connection.all<Row>(...walk.next(place, step));
    for (const { n, id, last_at, fits } of rows) {
      place = { at: last_at, id: fromColumn(id) };
      if (fits === 0) continue;
      if (found.length === limit) return toPage(found.at(-1));
      found.push({ ...place, n });
    }
    if (rows.length < step) return toPage(undefined);
    examined += rows.length;
  }
  return toPage(place);

  function toPage(last: Position | undefined): FindingPage {
    const findings = found.map(({ n }) => loadRow(connection, n));
    return last === undefined ? { findings } : { findings, cursor: toCursor(last) };
  }
}

interface Walk {
  /** Rows may not fit. */
  readonly filtered: boolean;
  /** The statement for the next rows after this place, and its values. */
  next(after: Position | undefined, limit: number): [string, ...Value[]];
}

function walkOf(query: FindingQuery, phrases: readonly string[]): Walk {
  const asked = indexedFields.filter((field) => query[field] !== undefined);
  const value = (field: IndexedField) => toColumn(query[field]!);
  const [indexed, ...others] = asked;
  const fits: string[] = [];
  const fitsValues: Value[] = [];
  for (const field of others) {
    fits.push(`${field} = ?`);
    fitsValues.push(value(field));
  }
  if (query.hidden !== true) fits.push('hidden = 0');
  const where: string[] = [];
  const values: Value[] = [];
  const restrict = (condition: string, ...more: readonly Value[]) => {
    where.push(condition);
    values.push(...more);
  };
  if (indexed !== undefined) restrict(`${indexed} = ?`, value(indexed));
  if (query.from !== undefined) restrict('last_at >= ?', query.from);
  if (query.to !== undefined) restrict('last_at < ?', query.to);
  if (phrases.length > 0) restrict('n IN (SELECT rowid FROM finding_words WHERE finding_words MATCH ?)', matchOf(phrases));
  return {
    filtered: fits.length > 0,
    next(after, limit) {
      const all = after === undefined ? where : [...where, 'last_at <= ? AND (last_at < ? OR id > ?)'];
      const place = after === undefined ? [] : [after.at, after.at, toColumn(after.id)];
      return [
        `SELECT n, id, last_at, ${fits.length === 0 ? '1' : fits.join(' AND ')} AS fits
        FROM findings ${phrases.length > 0 ? '' : `INDEXED BY findings_by_${indexed ?? 'time'}`}
        ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`} ORDER BY last_at DESC, id LIMIT ?`,
        ...fitsValues,
        ...values,
        ...place,
        limit,
      ];
    },
  };
}
