import type { SeriesInput } from '../../../model/series.ts';
import type { Store } from '../store.ts';
import type { Connection } from './connection.ts';

/** Feeds that have not had their effect yet. */
export function feedsOf(connection: Connection): Pick<Store, 'pendingFeeds' | 'dropFeeds'> {
  return {
    pendingFeeds: async (before, limit) =>
      connection
        .all<{ readonly id: string; readonly feed: string }>(
          'SELECT id, feed FROM feeds WHERE stored_at < ? ORDER BY stored_at, n LIMIT ?',
          before,
          limit,
        )
        .map(({ id, feed }) => ({ id, feed: JSON.parse(feed) as SeriesInput })),
    dropFeeds: async (ids) =>
      connection.write(() => {
        for (const id of ids) connection.run('DELETE FROM feeds WHERE id = ?', id);
      }),
  };
}
