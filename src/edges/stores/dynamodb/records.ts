import type { Json } from '../../../base/json.ts';
import { type Item, KEYS_IN_A_READ, type Table, type Write } from '../../aws/use/dynamodb.ts';
import { pageLimit } from '../finding-filter.ts';
import { fromCursor, toCursor } from '../page-cursor.ts';
import type { Store, StoredReject } from '../store.ts';
import { fromBody, toBody } from './body.ts';
import { chunksOf, inParallel } from './in-parallel.ts';
import { checkpointKey, checkpointsOf, keyOf, listPartitions, newestFirst } from './keys.ts';
import { rejectItem } from './rows.ts';
import { MOST_ITEMS } from './unit-writes.ts';
import { inChunks, walkOf } from './walk.ts';

/** What sources remember. All or nothing up to 90 entries; more go in steps of so many, in their order. */
export function checkpointRowsOf(
  table: Pick<Table, 'get' | 'query' | 'transact'>,
): Pick<Store, 'checkpoints' | 'setCheckpoints' | 'listCheckpoints'> {
  const entry = ({ body }: Item) => fromBody(body) as [string, Json];
  return {
    async checkpoints(source, keys) {
      const wanted = [...new Set(keys)].map((key) => checkpointKey(source, key));
      return new Map((await inParallel(chunksOf(wanted, KEYS_IN_A_READ), (chunk) => table.get(chunk))).flat().map(entry));
    },
    async setCheckpoints(source, entries) {
      const writes = [...entries].map(([key, value]): Write => {
        const at = checkpointKey(source, key);
        return value === undefined ? { remove: at } : { put: { ...at, body: toBody([key, value]) } };
      });
      for (const chunk of chunksOf(writes, MOST_ITEMS)) await table.transact(chunk);
    },
    async listCheckpoints(source) {
      const found = new Map<string, Json>();
      let next: Item | undefined;
      do {
        const page = await table.query({ partition: checkpointsOf(source), ...(next && { next }) });
        for (const item of page.items) found.set(...entry(item));
        next = page.next;
      } while (next !== undefined);
      return found;
    },
  };
}

export function rejectsOf(
  table: Pick<Table, 'get' | 'query' | 'put' | 'remove'>,
): Pick<Store, 'addRejects' | 'rejects' | 'removeRejects'> {
  return {
    async addRejects(rejects) {
      await inParallel(rejects, (reject) => table.put(rejectItem(reject), { absent: true }));
    },
    async rejects(query) {
      const limit = pageLimit(query);
      const after = query.cursor === undefined ? {} : { after: newestFirst(fromCursor(query.cursor)) };
      const pageSize = Math.min(KEYS_IN_A_READ, limit + 1);
      const walk = walkOf(table, { index: 'byStatus', partitions: listPartitions('reject'), pageSize, ...after });
      const rejects: StoredReject[] = [];
      for await (const chunk of inChunks(walk.entries(), pageSize)) {
        const items = new Map((await table.get(chunk.map(({ pk, sk }) => ({ pk, sk })))).map((item) => [item.pk, item]));
        for (const { pk } of chunk) {
          const item = items.get(pk);
          if (item === undefined) continue;
          const last = rejects.at(-1);
          if (rejects.length === limit) return { rejects, cursor: toCursor({ at: last!.foundAt, id: last!.id }) };
          rejects.push(fromBody(item.body) as StoredReject);
        }
      }
      return { rejects };
    },
    async removeRejects(ids) {
      await inParallel(ids, (id) => table.remove(keyOf('reject', id)));
    },
  };
}
