import { DAY, type EpochMs } from '../../../base/units.ts';
import type { Item, ItemKey, Table } from '../../aws/use/dynamodb.ts';
import { inParallel } from './in-parallel.ts';

/** What there is to look at: the days on which findings ended, the sinks that messages were for. */
export type Listed = 'day' | 'sink';

export interface DirectoryRow {
  readonly name: string;
  /** When a writer last said so; at most a day before its last write. */
  readonly touchedAt: EpochMs;
}

export interface Directory {
  /** To be called before what is listed is written: a name too many costs a query, one too few hides something. */
  touch(list: Listed, names: readonly string[], now: EpochMs): Promise<void>;
  /** In the order of names. */
  all(
    list: Listed,
    bounds?: { readonly from?: string; readonly to?: string; readonly descending?: boolean },
  ): Promise<DirectoryRow[]>;
  /** False if a writer has named it since. */
  drop(list: Listed, row: DirectoryRow): Promise<boolean>;
}

export function createDirectory(table: Pick<Table, 'put' | 'query' | 'remove'>): Directory {
  // What this process has said today. A few hundred names, unless somebody reads logs of centuries.
  const said = new Map<string, EpochMs>();
  return {
    async touch(list, names, now) {
      const due = [...new Set(names)].filter((name) => {
        const at = said.get(`${list}#${name}`);
        return at === undefined || now - at >= DAY || now < at;
      });
      await inParallel(due, async (name) => {
        await table.put({ ...rowKey(list, name), touchedAt: now });
        said.set(`${list}#${name}`, now);
      });
    },
    async all(list, { from, to, descending = false } = {}) {
      const rows: DirectoryRow[] = [];
      let next: Item | undefined;
      do {
        const page = await table.query({
          partition: `list#${list}`,
          descending,
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          ...(next !== undefined && { next }),
        });
        rows.push(...page.items.map(({ sk, touchedAt }) => ({ name: sk, touchedAt: Number(touchedAt) })));
        next = page.next;
      } while (next !== undefined);
      return rows;
    },
    async drop(list, { name, touchedAt }) {
      said.delete(`${list}#${name}`);
      return table.remove(rowKey(list, name), { equals: { touchedAt } });
    },
  };
}

function rowKey(list: Listed, name: string): ItemKey {
  return { pk: `list#${list}`, sk: name };
}
