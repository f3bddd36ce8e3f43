import { feedId, type SeriesInput } from '../../../model/series.ts';
import { KEYS_IN_A_READ, type Table } from '../../aws/use/dynamodb.ts';
import type { PendingFeed, Store } from '../store.ts';
import { fromBody } from './body.ts';
import { inParallel } from './in-parallel.ts';
import { beforeAll, keyOf, listPartitions } from './keys.ts';
import type { LargeUnits } from './large-units.ts';
import { inChunks, walkOf } from './walk.ts';

export function feedsOf(
  table: Pick<Table, 'get' | 'query' | 'remove'>,
  large: LargeUnits,
): Pick<Store, 'pendingFeeds' | 'dropFeeds'> {
  return {
    async pendingFeeds(before, limit) {
      // Whoever asks looks after what others didn't live to finish: a large unit that is in, with its feeds still to be put.
      await large.resolveAll();
      const feeds: PendingFeed[] = [];
      const walk = walkOf(table, { index: 'byStatus', partitions: listPartitions('feed'), to: beforeAll(before) });
      for await (const chunk of inChunks(walk.entries(), Math.min(limit, KEYS_IN_A_READ))) {
        const items = new Map((await table.get(chunk.map(({ pk, sk }) => ({ pk, sk })))).map((item) => [item.pk, item]));
        for (const { pk } of chunk) {
          const item = items.get(pk);
          // Dropped, and the index doesn't know yet.
          if (item === undefined) continue;
          const feed = fromBody(item.body) as SeriesInput;
          feeds.push({ id: feedId(feed), feed });
          if (feeds.length === limit) return feeds;
        }
      }
      return feeds;
    },
    async dropFeeds(ids) {
      await inParallel(ids, (id) => table.remove(keyOf('feed', id)));
    },
  };
}
