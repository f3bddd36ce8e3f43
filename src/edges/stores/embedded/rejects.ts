import type { EpochMs } from '../../../base/units.ts';
import { pageLimit } from '../finding-filter.ts';
import { fromCursor, toCursor } from '../page-cursor.ts';
import type { Store, StoredReject } from '../store.ts';
import type { Connection } from './connection.ts';
import { fromColumn, toColumn } from './text-column.ts';

interface RejectRow {
  readonly id: string;
  readonly found_at: EpochMs;
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly place: string;
}

/** What could not be read. */
export function rejectsOf(connection: Connection): Pick<Store, 'addRejects' | 'rejects' | 'removeRejects'> {
  return {
    addRejects: async (rejects) =>
      connection.write(() => {
        for (const { id, source, code, message, at, foundAt } of rejects) {
          connection.run(
            'INSERT OR IGNORE INTO rejects (id, found_at, source, code, message, place) VALUES (?, ?, ?, ?, ?, ?)',
            toColumn(id),
            foundAt,
            toColumn(source),
            code,
            toColumn(message),
            JSON.stringify(at),
          );
        }
      }),
    rejects: async ({ cursor, ...query }) => {
      const limit = pageLimit(query);
      const after = cursor === undefined ? { at: Number.MAX_SAFE_INTEGER, id: '' } : fromCursor(cursor);
      const rows = connection.all<RejectRow>(
        `SELECT * FROM rejects WHERE found_at <= ? AND (found_at < ? OR id > ?) ORDER BY found_at DESC, id LIMIT ?`,
        after.at,
        after.at,
        toColumn(after.id),
        limit + 1,
      );
      const rejects = rows.slice(0, limit).map(toReject);
      const last = rejects.at(-1);
      return rows.length > limit && last !== undefined
        ? { rejects, cursor: toCursor({ at: last.foundAt, id: last.id }) }
        : { rejects };
    },
    removeRejects: async (ids) =>
      connection.write(() => {
        for (const id of ids) connection.run('DELETE FROM rejects WHERE id = ?', toColumn(id));
      }),
  };
}

function toReject({ id, found_at, source, code, message, place }: RejectRow): StoredReject {
  return {
    id: fromColumn(id),
    source: fromColumn(source),
    code: code as StoredReject['code'],
    message: fromColumn(message),
    at: JSON.parse(place) as StoredReject['at'],
    foundAt: found_at,
  };
}
