import type { Item, ItemKey, NextPage, Table } from '../../aws/use/dynamodb.ts';
import type { FindingIndex } from './table-definition.ts';

/** What an index says of an item. It lags: what the item is now stands in the table. */
export interface Entry extends ItemKey {
  readonly place: string;
  /** Of findings, in the index by status. */
  readonly updatedAt?: number;
}

export interface ListQuery {
  readonly index: FindingIndex;
  readonly partitions: readonly string[];
  /** Places, as in `TableQuery`. */
  readonly after?: string;
  readonly from?: string;
  readonly to?: string;
  /** Entries of one request. @default 100 */
  readonly pageSize?: number;
}

export interface Walk {
  /** Asks for the first entries of all partitions, side by side. True if there are any. */
  begin(): Promise<boolean>;
  /** In the order of places, whichever partition they are in. */
  entries(): AsyncGenerator<Entry, void, undefined>;
}

export function walkOf(table: Pick<Table, 'query'>, query: ListQuery): Walk {
  const streams = query.partitions.map((partition) => streamOf(table, query, partition));
  const heads = () => Promise.all(streams.map((stream) => stream.head()));
  return {
    begin: async () => (await heads()).some((head) => head !== undefined),
    async *entries() {
      for (;;) {
        let first: { readonly entry: Entry; readonly stream: (typeof streams)[number] } | undefined;
        for (const [i, entry] of (await heads()).entries()) {
          if (entry === undefined || (first !== undefined && !isBefore(entry.place, first.entry.place))) continue;
          first = { entry, stream: streams[i]! };
        }
        if (first === undefined) return;
        first.stream.take();
        yield first.entry;
      }
    },
  };
}

/** All entries of a walk, so many at a time. */
export async function* inChunks(entries: AsyncIterable<Entry>, size: number): AsyncGenerator<Entry[], void, undefined> {
  let chunk: Entry[] = [];
  for await (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function streamOf(table: Pick<Table, 'query'>, { index, after, from, to, pageSize = 100 }: ListQuery, partition: string) {
  let items: readonly Item[] = [];
  let taken = 0;
  let next: NextPage | undefined;
  let begun: Promise<void> | undefined;
  const ask = async () => {
    const page = await table.query({
      index: { name: index, partition: index, sort: 'place' },
      partition,
      limit: pageSize,
      ...(after !== undefined && { after }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(next !== undefined && { next }),
    });
    items = page.items;
    taken = 0;
    next = page.next;
  };
  return {
    async head(): Promise<Entry | undefined> {
      begun ??= ask();
      await begun;
      while (taken >= items.length && next !== undefined) await ask();
      return items[taken] as Entry | undefined;
    },
    take() {
      taken++;
    },
  };
}

/** As DynamoDB compares texts: by their UTF-8 bytes. */
function isBefore(a: string, b: string): boolean {
  return a !== b && Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}
