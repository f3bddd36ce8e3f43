import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY } from '../../src/base/units.ts';
import { cell, seen, stored, T0, unit } from '../../src/edges/stores/contract/sample-rows.cases.ts';
import { keyOf } from '../../src/edges/stores/dynamodb/keys.ts';
import { openDynamoDbStore } from '../../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { tableDefinition, timeToLive } from '../../src/edges/stores/dynamodb/table-definition.ts';
import { storeContract } from '../../src/edges/stores/store.contract.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import { seenKey } from '../../src/model/cell.ts';
import { bundled } from '../bundled.ts';
import { EVENTS, raced } from '../live/racing-writers.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

describe.runIf(hasEmulator())('DynamoDB', () => {
  let emulator: Emulator;
  let client: DynamoDBClient;
  let tables = 0;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new DynamoDBClient({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());

  const createTable = async (): Promise<string> => {
    const name = `trailwatch-${++tables}`;
    await client.send(new CreateTableCommand({ TableName: name, ...tableDefinition }));
    return name;
  };
  const clock = { now: () => T0, sleep: (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time)) };

  storeContract('dynamodb', {
    sweepsAll: false,
    async prepare() {
      const table = await createTable();
      const stores: Store[] = [];
      return {
        async open() {
          const store = await openDynamoDbStore({ table, clock });
          stores.push(store);
          return store;
        },
        async remove() {
          for (const store of stores) await store.close();
          await client.send(new DeleteTableCommand({ TableName: table }));
        },
      };
    },
  });

  const open = (table: string, more: Partial<Parameters<typeof openDynamoDbStore>[0]> = {}) =>
    openDynamoDbStore({ table, clock, ...more });
  const itemOf = async (TableName: string, { pk, sk }: { readonly pk: string; readonly sk: string }) =>
    (await client.send(new GetItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }))).Item;

  it('five processes on one correlation make one finding, told once', async () => {
    const { script, remove } = await bundled(new URL('./racing-process.ts', import.meta.url));
    try {
      for (let round = 0; round < 3; round++) {
        const table = await createTable();
        const run = (i: number) => promisify(execFile)(process.execPath, [script, table, String(i)], { env: process.env });
        await Promise.all(Array.from({ length: EVENTS }, (_, i) => run(i)));
        const store = await open(table);
        const { findings, expected, messages } = await raced(store);
        expect(expected).toHaveLength(1);
        expect(findings).toEqual(expected);
        expect(messages).toEqual(['opened']);
        await store.close();
      }
    } finally {
      remove();
    }
  });

  it('a hot group: five writers that count in one cell, each tries again until it is in', async () => {
    const table = await createTable();
    const stores = await Promise.all([1, 2, 3, 4, 5].map(() => open(table)));
    await Promise.all(
      stores.map(async (store, writer) => {
        for (let done = 0; done < 10; ) {
          const { cells } = await store.load({ cells: ['hot'], seen: [], findings: [] });
          const before = cells.get('hot');
          const next = cell('hot', (before?.version ?? 0) + 1, Number(before?.value ?? 0) + 1);
          const [fits] = await store.commit([unit({ cells: [next], ledger: [seen(`${writer} ${done}`)] })], T0);
          if (fits) done++;
        }
      }),
    );
    const { cells } = await stores[0]!.load({ cells: ['hot'], seen: [], findings: [] });
    expect(cells.get('hot')).toMatchObject({ version: 50, value: 50 });
    for (const store of stores) await store.close();
  });

  it('writes when ledger rows and cells may go, and nothing else goes by itself', async () => {
    const table = await createTable();
    await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: timeToLive }));
    const now = Date.now();
    const retention = { findings: 90 * DAY, ledger: 45 * DAY };
    const store = await open(table, { retention });
    const commit = unit({
      cells: [cell('a', 1, 1, now + 10 * DAY), cell('b', 1, 1, Number.POSITIVE_INFINITY)],
      ledger: [seen('e1')],
      findings: [stored('f1')],
    });
    expect(await store.commit([commit], now)).toEqual([true]);
    const expiry = async (kind: 'cell' | 'seen' | 'finding', name: string) =>
      (await itemOf(table, keyOf(kind, name)))?.expiresAt?.N;
    expect(await expiry('seen', seenKey(seen('e1')))).toBe(String(Math.ceil((now + 45 * DAY) / 1000)));
    expect(await expiry('cell', 'a')).toBe(String(Math.ceil((now + 24 * DAY) / 1000)));
    expect(await expiry('cell', 'b')).toBeUndefined();
    expect(await expiry('finding', 'f1')).toBeUndefined();
    await store.close();
  });

  it('says of an item that is too large that the store failed, and writes nothing of its unit', async () => {
    const table = await createTable();
    const store = await open(table);
    const random = Array.from({ length: 120_000 }, () => Math.random().toString(36).slice(2, 10)).join('');
    const commit = store.commit([unit({ cells: [cell('huge', 1, random), cell('other', 1)] })], T0);
    await expect(commit).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect((await store.load({ cells: ['other'], seen: [], findings: [] })).cells.get('other')).toBeUndefined();
    await store.close();
  });

  it('refuses a table that a newer version wrote, and one that is not there', async () => {
    const table = await createTable();
    await client.send(
      new PutItemCommand({ TableName: table, Item: { pk: { S: 'store' }, sk: { S: 'form' }, form: { N: '2' } } }),
    );
    await expect(open(table)).rejects.toMatchObject({ code: 'STORE_VERSION' });
    await expect(open('no-such-table')).rejects.toMatchObject({ code: 'AWS_NOT_FOUND' });
  });
});
