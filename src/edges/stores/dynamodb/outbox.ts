import { randomUUID } from 'node:crypto';
import type { EpochMs } from '../../../base/units.ts';
import type { ClaimedMessage, Settlement } from '../../../model/alert.ts';
import { type Condition, type Item, type ItemKey, KEYS_IN_A_READ, type Table } from '../../aws/use/dynamodb.ts';
import type { OutboxRow, Store } from '../store.ts';
import type { Directory } from './directory.ts';
import { chunksOf, inParallel } from './in-parallel.ts';
import { keyOf, keyText, listPartition, listPartitions, shards, threadKey } from './keys.ts';
import { laneOf, messageList, toMessage } from './rows.ts';
import { inChunks, walkOf } from './walk.ts';

/** Rounds of one claim, where others were faster. */
const ROUNDS = 3;

/**
 * Messages from their commit until they are sent or given up. A lane is what waits for one sink, in the order of `readyAt`: when it
 * is due, or when the claim on it ends. So a claim takes it out of the way of others, and needs one condition: it is still ready.
 * Costs: half a read unit for each shard of the lane, and for each message of 1 KB 3 write units to claim and 4 to forget, with its
 * entries in indexes.
 */
export function outboxOf(
  table: Pick<Table, 'get' | 'query' | 'update' | 'remove' | 'transact'>,
  directory: Directory,
): Pick<Store, 'claim' | 'settle' | 'outbox' | 'retryGivenUp'> {
  async function ready(sinks: readonly string[], now: EpochMs, limit: number): Promise<readonly ItemKey[]> {
    const lanes = sinks.flatMap((sink) => shards.map((shard) => laneOf(sink, shard)));
    const pages = await inParallel(lanes, (partition) =>
      table.query({ index: { name: 'lane', partition: 'lane', sort: 'readyAt' }, partition, to: now, limit }),
    );
    const entries = pages.flatMap(({ items }) => items).sort((a, b) => Number(a.readyAt) - Number(b.readyAt));
    return entries.slice(0, limit).map(({ pk, sk }) => ({ pk, sk }));
  }

  async function withThreads(items: readonly Item[]): Promise<ClaimedMessage[]> {
    const messages = items.map((item) => ({ ...toMessage(item), claim: String(item.claim) }));
    const keys = messages.map(({ alert, to }) => threadKey(alert.finding.id, to));
    const named = (key: ItemKey) => `${key.pk}\n${key.sk}`;
    const distinct = [...new Map(keys.map((key) => [named(key), key])).values()];
    const found = (await inParallel(chunksOf(distinct, KEYS_IN_A_READ), (chunk) => table.get(chunk))).flat();
    const threads = new Map(found.map((item) => [named(item), JSON.parse(String(item.thread)) as string]));
    return messages.map((message, i) => {
      const thread = threads.get(named(keys[i]!));
      return thread === undefined ? message : { ...message, thread };
    });
  }

  async function settle(settlement: Settlement): Promise<void> {
    const key = keyOf('message', settlement.id);
    const held: Condition = { equals: { claim: settlement.claim } };
    const free = ['claim'];
    switch (settlement.kind) {
      case 'sent': {
        if (settlement.thread === undefined) {
          await table.remove(key, held);
          return;
        }
        const [item] = await table.get([key]);
        if (item === undefined) return;
        const { alert, to } = toMessage(item);
        const thread = { ...threadKey(alert.finding.id, to), thread: JSON.stringify(settlement.thread) };
        const failed = await table.transact([
          { remove: key, if: held },
          { put: thread, if: { absent: true } },
        ]);
        // The thread is there already: the first one stays.
        if (failed.length === 1 && failed[0] === 1) await table.remove(key, held);
        return;
      }
      case 'later': {
        const { dueAt, error } = settlement;
        const set = { dueAt, readyAt: dueAt, error: JSON.stringify(error) };
        await table.update(key, { set, add: { attempts: 1 }, remove: free }, held);
        return;
      }
      case 'digest': {
        const { dueAt, digest } = settlement;
        await table.update(key, { set: { dueAt, readyAt: dueAt, digest: JSON.stringify(digest) }, remove: free }, held);
        return;
      }
      case 'given-up': {
        const byStatus = listPartition(messageList('given-up'), settlement.id);
        const set = { state: 'given-up', byStatus, error: JSON.stringify(settlement.error) };
        await table.update(key, { set, add: { attempts: 1 }, remove: [...free, 'lane', 'readyAt'] }, held);
      }
    }
  }

  const listed = (state: OutboxState, limit: number) =>
    inChunks(
      walkOf(table, {
        index: 'byStatus',
        partitions: listPartitions(messageList(state)),
        pageSize: Math.min(1000, limit),
      }).entries(),
      KEYS_IN_A_READ,
    );

  return {
    async claim({ now, lease, limit, to }) {
      const sinks = to === undefined ? (await directory.all('sink')).map(({ name }) => name) : [keyText(to)];
      const claimed: Item[] = [];
      for (let round = 1; round <= ROUNDS && claimed.length < limit; round++) {
        const keys = await ready(sinks, now, limit - claimed.length);
        const taken = await inParallel<ItemKey, Item | undefined>(keys, (key) => {
          const set = { claim: randomUUID(), readyAt: now + lease };
          return table.update(key, { set }, { equals: { state: 'waiting' }, atMost: { readyAt: now } });
        });
        claimed.push(...taken.filter((item) => item !== undefined));
        // Where nobody else was at it, there is no more.
        if (taken.every((item) => item !== undefined)) break;
      }
      const messages = await withThreads(claimed);
      return messages.sort((a, b) => a.dueAt - b.dueAt || a.createdAt - b.createdAt);
    },
    async settle(settlements) {
      const byId = new Map<string, Settlement[]>();
      for (const settlement of settlements) byId.set(settlement.id, [...(byId.get(settlement.id) ?? []), settlement]);
      await inParallel([...byId.values()], async (same) => {
        for (const settlement of same) await settle(settlement);
      });
    },
    async outbox({ state, limit }) {
      const rows: OutboxRow[] = [];
      for await (const chunk of listed(state, limit)) {
        const items = new Map((await table.get(chunk.map(({ pk, sk }) => ({ pk, sk })))).map((item) => [item.pk, item]));
        for (const { pk } of chunk) {
          const item = items.get(pk);
          if (item?.state !== state) continue;
          rows.push({ ...toMessage(item), ...(item.error !== undefined && { error: JSON.parse(String(item.error)) as string }) });
          if (rows.length === limit) return rows;
        }
      }
      return rows;
    },
    async retryGivenUp(now) {
      let count = 0;
      for await (const chunk of listed('given-up', 1000)) {
        const items = await table.get(chunk.map(({ pk, sk }) => ({ pk, sk })));
        const again = await inParallel(items, (item) => {
          const { id } = toMessage(item);
          const byStatus = listPartition(messageList('waiting'), id);
          const set = { state: 'waiting', byStatus, lane: item.home, dueAt: now, readyAt: now, attempts: 0 };
          return table.update(keyOf('message', id), { set }, { equals: { state: 'given-up' } });
        });
        count += again.filter((item) => item !== undefined).length;
      }
      return count;
    },
  };
}

type OutboxState = 'waiting' | 'given-up';
