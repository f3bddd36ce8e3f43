import { KEYS_IN_A_READ, type Table } from '../../aws/use/dynamodb.ts';
import { fitsFilters, indexedFields, lastAtOf, MOST_EXAMINED, pageLimit } from '../finding-filter.ts';
import { fromCursor, type Position, toCursor } from '../page-cursor.ts';
import type { FindingPage, FindingQuery, Store } from '../store.ts';
import type { Directory } from './directory.ts';
import { afterAll, dayOf, findingPartitions, newestFirst } from './keys.ts';
import { toFinding } from './rows.ts';
import { indexOf } from './table-definition.ts';
import { type Entry, inChunks, type Walk, walkOf } from './walk.ts';

/** Days that are asked for side by side: one at first, twice as many each time that there was nothing. */
const MOST_DAYS_AT_ONCE = 16;

/**
 * Pages of findings. The directory names the days, newest first; of each day the partitions of one index are merged. An entry of the
 * index only says where to look: what is shown is what the table has, if it is still in that place.
 * Costs: half a read unit for each partition of each day on the way, and one for each 4 KB of each finding that is looked at.
 */
export function findingPagesOf(table: Pick<Table, 'get' | 'query'>, directory: Directory): Pick<Store, 'findings'> {
  async function* daysOf(query: FindingQuery, after: Position | undefined): AsyncGenerator<Walk> {
    const field = indexedFields.find((each) => query[each] !== undefined);
    const bounds = boundsOf(query, after);
    const to = Math.min(after?.at ?? Number.POSITIVE_INFINITY, query.to ?? Number.POSITIVE_INFINITY);
    const days = await directory.all('day', {
      descending: true,
      ...(query.from !== undefined && { from: dayOf(query.from) }),
      ...(to !== Number.POSITIVE_INFINITY && { to: dayOf(to) }),
    });
    for (let done = 0, atOnce = 1; done < days.length; ) {
      const walks = days.slice(done, done + atOnce).map(({ name }) =>
        walkOf(table, {
          index: indexOf[field ?? 'status'],
          partitions: findingPartitions(field, field && query[field], name),
          pageSize: Math.min(KEYS_IN_A_READ, pageLimit(query) + 1),
          ...bounds,
        }),
      );
      done += walks.length;
      const found = await Promise.all(walks.map((walk) => walk.begin()));
      yield* walks.filter((_walk, i) => found[i]);
      atOnce = found.includes(true) ? 1 : Math.min(MOST_DAYS_AT_ONCE, atOnce * 2);
    }
  }

  async function* entriesOf(days: AsyncIterable<Walk>): AsyncGenerator<Entry> {
    for await (const day of days) yield* day.entries();
  }

  return {
    async findings(query): Promise<FindingPage> {
      const limit = pageLimit(query);
      const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
      /** Of the last finding that was looked at, whether it fits or not. */
      let last = after;
      /** Of the last that is on the page. */
      let shown = after;
      const found: FindingPage['findings'][number][] = [];
      const pageOf = (place: Position | undefined) => ({ findings: found, ...(place && { cursor: toCursor(place) }) });
      let examined = 0;
      for await (const chunk of inChunks(entriesOf(daysOf(query, after)), Math.min(KEYS_IN_A_READ, limit + 1))) {
        const items = new Map((await table.get(chunk.map(({ pk, sk }) => ({ pk, sk })))).map((item) => [item.pk, item]));
        for (const { pk, place } of chunk) {
          const item = items.get(pk);
          const stored = toFinding(item);
          // It has moved or gone since the index was told: where it is now, it is or was shown.
          if (stored === undefined || item?.place !== place) continue;
          last = { at: lastAtOf(stored.finding), id: stored.finding.id };
          if (!fitsFilters(stored.finding, query)) continue;
          if (found.length === limit) return pageOf(shown);
          found.push(stored);
          shown = last;
        }
        examined += chunk.length;
        if (examined >= MOST_EXAMINED && last !== undefined) return pageOf(last);
      }
      return pageOf(undefined);
    },
  };
}

/** As places: those after the cursor, of `from <= lastAt < to`. */
function boundsOf({ from, to }: FindingQuery, after: Position | undefined): { from?: string; after?: string; to?: string } {
  const oldest = from === undefined ? {} : { to: afterAll(-from) };
  if (after !== undefined && (to === undefined || after.at < to)) return { after: newestFirst(after), ...oldest };
  return { ...(to !== undefined && { after: afterAll(-to) }), ...oldest };
}
