import type { Json } from '../../../base/json.ts';
import type { Store } from '../store.ts';
import type { Connection } from './connection.ts';
import { fromColumn, toColumn } from './text-column.ts';

/** What sources remember between runs. */
export function checkpointsOf(connection: Connection): Pick<Store, 'checkpoints' | 'setCheckpoints' | 'listCheckpoints'> {
  return {
    checkpoints: async (source, keys) =>
      connection.read(() => {
        const found = new Map<string, Json>();
        for (const key of keys) {
          const row = connection.get<{ readonly value: string }>(
            'SELECT value FROM checkpoints WHERE source = ? AND key = ?',
            toColumn(source),
            toColumn(key),
          );
          if (row !== undefined) found.set(key, JSON.parse(row.value) as Json);
        }
        return found;
      }),
    setCheckpoints: async (source, entries, now) =>
      connection.write(() => {
        for (const [key, value] of entries) {
          if (value === undefined) {
            connection.run('DELETE FROM checkpoints WHERE source = ? AND key = ?', toColumn(source), toColumn(key));
          } else {
            connection.run(
              'INSERT OR REPLACE INTO checkpoints (source, key, stored_at, value) VALUES (?, ?, ?, ?)',
              toColumn(source),
              toColumn(key),
              now,
              JSON.stringify(value),
            );
          }
        }
      }),
    listCheckpoints: async (source) =>
      new Map(
        connection
          .all<{ readonly key: string; readonly value: string }>(
            'SELECT key, value FROM checkpoints WHERE source = ? ORDER BY key',
            toColumn(source),
          )
          .map(({ key, value }) => [fromColumn(key), JSON.parse(value) as Json]),
      ),
  };
}
