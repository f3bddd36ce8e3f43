import { randomUUID } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Clock } from '../../../base/clock.ts';
import { type Bytes, type EpochMs, type Milliseconds, MINUTE, SECOND } from '../../../base/units.ts';
import type { Item, ItemKey, Table, Write } from '../../aws/use/dynamodb.ts';
import type { Retention, StoreCommit } from '../store.ts';
import { chunksOf, inParallel } from './in-parallel.ts';
import { beforeAll, listPartition, listPartitions, oldestFirst } from './keys.ts';
import { fromUnitBody, LOCK, unitBody } from './rows.ts';
import { transactParts } from './transact-parts.ts';
import { inTransactions, judgedParts, MOST_ITEMS, type Part, toldParts } from './unit-writes.ts';
import { inChunks, walkOf } from './walk.ts';

/**
 * Units that are larger than a transaction, each in or not as a whole:
 *
 *   1. record   the unit is written down, in a record that says `open`
 *   2. lock     each cell, finding and ledger row is locked for it, if it is as the unit needs it and the record is still open
 *   3. decide   the record says `committed`: the unit is in. One write
 *   4. apply    messages and feeds, then what was locked; the record goes
 *
 * Whoever dies before 3 leaves locks that others take away after a while, by deciding that the record is `aborted`. Whoever dies
 * after 3 leaves work that anybody can do: the redelivery does, for it meets the locks.
 */
export interface LargeUnits {
  commit(unit: StoreCommit, now: EpochMs): Promise<boolean>;
  /** What has locked something is finished if it was decided on, and aborted if it has been open for long. False: it stays for now. */
  resolve(unit: string): Promise<boolean>;
  /** Resolves all that were begun some time ago. */
  resolveAll(): Promise<void>;
}

/** A writer that needs longer from its record to its decision has lost. */
const OPEN_FOR: Milliseconds = 30 * SECOND;
const UNFINISHED_AFTER: Milliseconds = MINUTE;
/** An item has at most 400 KB. */
const LOG_PART: Bytes = 350_000;
const LIST = 'unit';

interface Logged {
  readonly unit: StoreCommit;
  readonly now: EpochMs;
}

export function largeUnitsOf(
  table: Pick<Table, 'get' | 'put' | 'update' | 'remove' | 'transact' | 'query'>,
  clock: Pick<Clock, 'now'>,
  retention: Retention,
): LargeUnits {
  const recordKey = (id: string): ItemKey => ({ pk: `unit#${id}`, sk: 'record' });
  const logKey = (id: string, part: number): ItemKey => ({ pk: `unit#${id}`, sk: `log#${String(part).padStart(5, '0')}` });
  const load = async (key: ItemKey): Promise<Item | undefined> => (await table.get([key]))[0];
  const isOpen = (id: string): Write => ({ check: recordKey(id), if: { equals: { state: 'open' } } });

  /** The record comes first: whoever finds it can tidy up, and nothing is locked before all is written down. */
  async function record(id: string, logged: Logged): Promise<number> {
    const text = deflateRawSync(JSON.stringify({ unit: unitBody(logged.unit), now: logged.now }));
    const logs = Math.ceil(text.length / LOG_PART);
    const startedAt = clock.now();
    const listed = { byStatus: listPartition(LIST, id), place: oldestFirst({ at: startedAt, id }) };
    await table.put({ ...recordKey(id), state: 'open', logs, told: 0, startedAt, ...listed });
    await inParallel(numbers(logs), (i) =>
      table.put({ ...logKey(id, i), body: text.subarray(i * LOG_PART, (i + 1) * LOG_PART) }),
    );
    return logs;
  }

  /** Undefined: its writer died writing it, or somebody has finished it since. */
  async function readLog(id: string, { logs }: Item): Promise<Logged | undefined> {
    const keys = numbers(Number(logs)).map((i) => logKey(id, i));
    const parts: Item[] = [];
    for (const chunk of chunksOf(keys, 10)) parts.push(...(await table.get(chunk)));
    if (parts.length < keys.length) return undefined;
    const bodies = parts.sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1)).map(({ body }) => body as Uint8Array);
    const { unit, now } = JSON.parse(inflateRawSync(Buffer.concat(bodies)).toString()) as { unit: unknown; now: EpochMs };
    return { unit: fromUnitBody(unit), now };
  }

  async function forget(id: string, logs: number): Promise<void> {
    await table.remove(recordKey(id));
    await inParallel(numbers(logs), (i) => table.remove(logKey(id, i)));
  }

  async function lock(id: string, parts: readonly Part[]): Promise<boolean> {
    const writes = parts.map(({ item: { pk, sk, expiresAt }, over = {} }): Write => {
      // What isn't there yet is there only as a lock, until the unit is applied.
      if (over.absent) return { put: { pk, sk, [LOCK]: id, expiresAt }, if: over };
      return { update: { pk, sk }, change: { set: { [LOCK]: id } }, if: over };
    });
    for (const chunk of chunksOf(writes, MOST_ITEMS)) {
      if ((await table.transact([isOpen(id), ...chunk])).length > 0) return false;
    }
    return true;
  }

  async function abort(id: string, logged: Logged, logs: number): Promise<void> {
    await inParallel(judgedParts(logged.unit, logged.now, retention), (part) => unlock(id, part));
    await forget(id, logs);
  }

  /** As it was before. */
  async function unlock(id: string, { item: { pk, sk }, over = {} }: Part): Promise<void> {
    if (over.absent) await table.remove({ pk, sk }, { equals: { [LOCK]: id } });
    else await table.update({ pk, sk }, { remove: [LOCK] }, { equals: { [LOCK]: id } });
  }

  async function apply(id: string, logged: Logged, logs: number): Promise<void> {
    // Each message once: the record counts the transactions, so that of two who apply it only one tells each.
    const told = inTransactions(toldParts(logged.unit, logged.now));
    for (const [i, chunk] of told.entries()) {
      const count: Write = {
        update: recordKey(id),
        change: { set: { told: i + 1 } },
        if: { equals: { state: 'committed', told: i } },
      };
      await transactParts(table, chunk, [count]);
    }
    await inParallel(judgedParts(logged.unit, logged.now, retention), ({ item }) => table.put(item, { equals: { [LOCK]: id } }));
    await forget(id, logs);
  }

  async function resolve(id: string): Promise<boolean> {
    let record = await load(recordKey(id));
    if (record?.state === 'open') {
      if (clock.now() - Number(record.startedAt) < OPEN_FOR) return false;
      record = await table.update(recordKey(id), { set: { state: 'aborted' } }, { equals: { state: 'open' } });
      record ??= await load(recordKey(id));
    }
    // Somebody has finished it in between.
    if (record === undefined) return true;
    const logged = await readLog(id, record);
    if (logged === undefined) await forget(id, Number(record.logs));
    else await (record.state === 'committed' ? apply : abort)(id, logged, Number(record.logs));
    return true;
  }

  return {
    resolve,
    async commit(unit, now) {
      const id = randomUUID();
      const logged = { unit, now };
      const logs = await record(id, logged);
      const decide = (state: string) => table.update(recordKey(id), { set: { state } }, { equals: { state: 'open' } });
      const decided = (await lock(id, judgedParts(unit, now, retention))) && (await decide('committed'));
      // Only this call says `committed`. Perhaps it did, and the answer was lost on its way.
      const { state } = decided || (await decide('aborted')) || (await load(recordKey(id))) || {};
      await (state === 'committed' ? apply : abort)(id, logged, logs);
      return state === 'committed';
    },
    async resolveAll() {
      const to = beforeAll(clock.now() - UNFINISHED_AFTER);
      const walk = walkOf(table, { index: 'byStatus', partitions: listPartitions(LIST), to });
      for await (const chunk of inChunks(walk.entries(), 100)) {
        for (const { pk } of chunk) await resolve(pk.slice('unit#'.length));
      }
    },
  };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
