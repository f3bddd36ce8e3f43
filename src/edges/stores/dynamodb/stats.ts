import { findingStatuses, type FindingStatus } from '../../../model/finding.ts';
import type { NextPage, Table } from '../../aws/use/dynamodb.ts';
import type { Store } from '../store.ts';
import type { Directory } from './directory.ts';
import { inParallel } from './in-parallel.ts';
import { listPartitions, statusPartitions } from './keys.ts';
import { messageList } from './rows.ts';

/** A longer history isn't counted: each day is asked for by status and shard. */
const MOST_DAYS = 400;

/**
 * How much there is, as the index says: some seconds late. Costs half a read unit for each day, status and shard (1,080 requests for
 * 90 days), and one for each 8 KB of entries (about 40).
 */
export function statsOf(table: Pick<Table, 'count'>, directory: Directory): Pick<Store, 'stats'> {
  async function count(partitions: readonly string[]): Promise<number> {
    const counts = await inParallel(partitions, async (partition) => {
      let total = 0;
      let next: NextPage | undefined;
      do {
        const index = { name: 'byStatus', partition: 'byStatus', sort: 'place' };
        const page = await table.count({ index, partition, ...(next && { next }) });
        total += page.count;
        next = page.next;
      } while (next !== undefined);
      return total;
    });
    return counts.reduce((sum, each) => sum + each, 0);
  }
  return {
    async stats() {
      const days = (await directory.all('day', { descending: true })).slice(0, MOST_DAYS);
      const findings: Record<FindingStatus, number> = { open: 0, acknowledged: 0, closed: 0 };
      for (const status of findingStatuses) {
        findings[status] = await count(days.flatMap(({ name }) => statusPartitions(status, name)));
      }
      const waiting = await count(listPartitions(messageList('waiting')));
      const givenUp = await count(listPartitions(messageList('given-up')));
      return { findings, outbox: { waiting, givenUp }, rejects: await count(listPartitions('reject')) };
    },
  };
}
