import { DAY, type EpochMs } from '../../../base/units.ts';
import { type Item, KEYS_IN_A_READ, type Table } from '../../aws/use/dynamodb.ts';
import { cutoffs } from '../retention.ts';
import type { Store } from '../store.ts';
import type { Directory } from './directory.ts';
import { inParallel } from './in-parallel.ts';
import { afterAll, beforeAll, dayOf, findingPartitions, listPartitions, threadsOf } from './keys.ts';
import type { LargeUnits } from './large-units.ts';
import { messageList, messagesOf, toFinding, toMessage } from './rows.ts';
import { type Entry, inChunks, walkOf } from './walk.ts';

type SweptTable = Pick<Table, 'get' | 'query' | 'remove'>;

/**
 * Forgets findings, given-up messages and rejects, found through the index by status; cells and ledger rows go by the table's time to
 * live. A finding goes when its last event and its last change are both past the time.
 * Costs: the index entries of the days that are past, and 6 to 8 write units for each finding that goes.
 */
export function sweepOf(table: SweptTable, directory: Directory, large: LargeUnits): Pick<Store, 'sweep'> {
  async function sweepFindings(past: EpochMs): Promise<{ readonly findings: number; readonly messages: number }> {
    const swept = { findings: 0, messages: 0 };
    for (const day of await directory.all('day', { to: dayOf(past) })) {
      let entries = 0;
      const walk = walkOf(table, { index: 'byStatus', partitions: findingPartitions(undefined, undefined, day.name) });
      for await (const chunk of inChunks(walk.entries(), KEYS_IN_A_READ)) {
        entries += chunk.length;
        const gone = await inParallel(await read(chunk.filter(({ updatedAt = past }) => updatedAt <= past)), (item) =>
          removeFinding(item, past),
        );
        for (const messages of gone) {
          if (messages === undefined) continue;
          swept.findings++;
          swept.messages += messages;
        }
      }
      // A day longer than the time: a writer may name a day only once in 24 hours.
      if (entries === 0 && day.touchedAt <= past - DAY) await directory.drop('day', day);
    }
    return swept;
  }

  /** With what hangs on it; undefined if it stays. One that somebody is still to be told of stays. */
  async function removeFinding(
    item: Item & { readonly pk: string; readonly sk: string },
    past: EpochMs,
  ): Promise<number | undefined> {
    const stored = toFinding(item);
    if (stored === undefined || stored.updatedAt > past) return undefined;
    const { id } = stored.finding;
    const hanging = walkOf(table, { index: 'byActor', partitions: [messagesOf(id)] });
    const messages: Awaited<ReturnType<typeof read>> = [];
    for await (const chunk of inChunks(hanging.entries(), KEYS_IN_A_READ)) messages.push(...(await read(chunk)));
    if (messages.some(({ state }) => state === 'waiting')) return undefined;
    if (!(await table.remove({ pk: item.pk, sk: item.sk }, { equals: { version: stored.version } }))) return undefined;
    const removed = await inParallel(messages, ({ pk, sk }) => table.remove({ pk, sk }, { equals: { state: 'given-up' } }));
    const { items: threads } = await table.query({ partition: threadsOf(id) });
    await inParallel(threads, ({ pk, sk }) => table.remove({ pk, sk }));
    return removed.filter((each) => each).length;
  }

  async function sweepMessages(past: EpochMs): Promise<number> {
    const walk = walkOf(table, { index: 'byStatus', partitions: listPartitions(messageList('given-up')), to: afterAll(past) });
    let swept = 0;
    for await (const chunk of inChunks(walk.entries(), KEYS_IN_A_READ)) {
      const old = (await read(chunk)).filter((item) => toMessage(item).createdAt <= past);
      const gone = await inParallel(old, ({ pk, sk }) => table.remove({ pk, sk }, { equals: { state: 'given-up' } }));
      swept += gone.filter((each) => each).length;
    }
    return swept;
  }

  async function sweepRejects(past: EpochMs): Promise<number> {
    const walk = walkOf(table, { index: 'byStatus', partitions: listPartitions('reject'), from: beforeAll(-past) });
    let swept = 0;
    for await (const chunk of inChunks(walk.entries(), KEYS_IN_A_READ)) {
      const gone = await inParallel(await read(chunk), ({ pk, sk }) => table.remove({ pk, sk }));
      swept += gone.length;
    }
    return swept;
  }

  const read = (entries: readonly Entry[]) =>
    entries.length === 0 ? Promise.resolve([]) : table.get(entries.map(({ pk, sk }) => ({ pk, sk })));

  return {
    async sweep(now, retention) {
      await large.resolveAll();
      const past = cutoffs(now, retention).findings;
      const messages = await sweepMessages(past);
      const swept = await sweepFindings(past);
      return {
        findings: swept.findings,
        messages: messages + swept.messages,
        rejects: await sweepRejects(past),
        ledger: 0,
        cells: 0,
      };
    },
  };
}
