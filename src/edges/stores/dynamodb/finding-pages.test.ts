import { beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../../base/units.ts';
import { follow } from '../contract/pages.contract.ts';
import { stored, T0, unit } from '../contract/sample-rows.cases.ts';
import type { Store } from '../store.ts';
import { type MemoryTable, memoryTable } from './memory-table.cases.ts';
import { storeOver } from './open-dynamodb-store.ts';

const clock = { now: () => T0, sleep: async () => {} };
const iso = (at: number) => new Date(at).toISOString();

let table: MemoryTable;
let store: Store;
let queries: number;
beforeEach(async () => {
  table = memoryTable();
  store = await storeOver(table, { clock });
  queries = 0;
  table.before = (call) => {
    if (call === 'query') queries++;
  };
});
const put = (...rows: (readonly [string, number, object?])[]) =>
  store.commit(
    rows.map(([id, at, more]) => unit({ findings: [stored(id, { lastAt: iso(at), ...more })] })),
    T0,
  );

describe('pages over days', () => {
  it('go through all days that have findings, newest first', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `f${String(i).padStart(2, '0')}`);
    await put(...ids.map((id, i) => [id, T0 - i * 11 * HOUR] as const));
    for (const limit of [1, 7, 100]) expect(await follow(store, { limit })).toEqual(ids);
    const from = T0 - 50 * 11 * HOUR;
    const to = T0 - 10 * 11 * HOUR;
    expect(await follow(store, { limit: 7, from, to: to + 1 })).toEqual(ids.slice(10, 51));
  });

  it('ask nothing of days without findings, and side by side of days without such findings', async () => {
    await put(['new', T0], ['old', T0 - 3000 * DAY, { actor: 'bob' }]);
    expect(await follow(store, { limit: 10, actor: 'bob' })).toEqual(['old']);
    // The directory, and one partition of each of the two days.
    expect(queries).toBe(3);
  });

  it('ask only for the days of the time that is asked for', async () => {
    await put(...Array.from({ length: 40 }, (_, i) => [`f${i}`, T0 - i * DAY] as const));
    queries = 0;
    expect(await follow(store, { limit: 10, from: T0 - 2 * DAY, to: T0 - 1 })).toEqual(['f1', 'f2']);
    expect(queries).toBeLessThanOrEqual(1 + 3 * 12);
  });

  it('end early when nothing fits, with a cursor to go on', async () => {
    await put(...Array.from({ length: 10_100 }, (_, i) => [`f${String(i).padStart(5, '0')}`, T0 - i] as const));
    await put(['last', T0 - DAY, { severity: 'high' }]);
    const query = { status: 'open', severity: 'high', limit: 1000 } as const;
    // By severity there is an index; by account all would be looked at.
    expect((await store.findings(query)).findings).toHaveLength(1);
    const first = await store.findings({ account: '123456789012', severity: 'high', limit: 1000 });
    expect([first.findings.length, typeof first.cursor]).toEqual([0, 'string']);
    expect(await follow(store, { account: '123456789012', severity: 'high', limit: 1000 })).toEqual(['last']);
  });
});

describe('an index that lags', () => {
  it('shows nothing that has moved or gone', async () => {
    await put(['gone', T0], ['moved', T0 - 1], ['stays', T0 - 2], ['closed', T0 - 3]);
    const { query } = table;
    const before = await query({
      index: { name: 'byActor', partition: 'byActor', sort: 'place' },
      partition: partitionOf('stays'),
    });
    expect(before.items).toHaveLength(4);
    table.query = async (asked) => (asked.index === undefined ? query(asked) : before);
    await store.commit([unit({ findings: [stored('moved', { lastAt: iso(T0 + 1) }, { version: 2 })] })], T0);
    await store.commit([unit({ findings: [stored('closed', { lastAt: iso(T0 - 3), status: 'closed' }, { version: 2 })] })], T0);
    await table.remove({ pk: 'finding#gone', sk: '-' });
    const shown = await storeOver(table, { clock });
    const page = await shown.findings({ actor: stored('x').finding.actor, status: 'open', limit: 10 });
    expect(page.findings.map(({ finding }) => finding.id)).toEqual(['stays']);
  });
});

function partitionOf(id: string): string {
  return String(table.items().find(({ pk }) => pk === `finding#${id}`)?.byActor);
}
