import { describe, expect, it } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { cell, seen, stored, T0, unit } from '../contract/sample-rows.cases.ts';
import { memoryTable } from './memory-table.cases.ts';
import { storeOver } from './open-dynamodb-store.ts';
import { tableDefinition } from './table-definition.ts';

const clock = { now: () => T0, sleep: async () => {} };
const random = (bytes: number) =>
  Array.from({ length: bytes / 8 }, () => Math.random().toString(36).padEnd(10, '0').slice(2, 10)).join('');

describe('a store over a table', () => {
  it('says what AWS could not do just now as a failure of the store, and what it refuses as it is', async () => {
    const table = memoryTable();
    const store = await storeOver(table, { clock });
    for (const [code, said] of [
      ['AWS_FAILED', 'STORE_FAILED'],
      ['AWS_DENIED', 'AWS_DENIED'],
    ] as const) {
      table.before = () => {
        throw new Problem(code, 'no', { at: { file: 'findings' }, hint: 'again' });
      };
      const asked = store.load({ cells: ['a'], seen: [], findings: [] });
      await expect(asked).rejects.toMatchObject({ code: said, at: { file: 'findings' }, hint: 'again' });
    }
  });

  it('loads more keys than one request takes, each once', async () => {
    const store = await storeOver(memoryTable(), { clock });
    const keys = Array.from({ length: 450 }, (_, i) => `c${i}`);
    await store.commit(
      keys.map((key) => unit({ cells: [cell(key, 1, key)] })),
      T0,
    );
    const { cells } = await store.load({ cells: [...keys, 'c1', 'none'], seen: [], findings: [] });
    expect([...cells].map(([key, found]) => found?.value === key).filter((fits) => fits)).toHaveLength(450);
    expect(cells.get('none')).toBeUndefined();
  });

  it('refuses a unit with an item that is too large before it writes any of it', async () => {
    const table = memoryTable();
    const store = await storeOver(table, { clock });
    const ledger = Array.from({ length: 120 }, (_, i) => seen(`e${i}`));
    const commit = store.commit([unit({ cells: [cell('huge', 1, random(800_000))], ledger })], T0);
    await expect(commit).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('400 KB') });
    expect(table.items()).toEqual([]);
  });

  it('puts a unit of more than 4 MB into several transactions', async () => {
    const table = memoryTable();
    const store = await storeOver(table, { clock });
    const cells = Array.from({ length: 20 }, (_, i) => cell(`c${i}`, 1, random(240_000)));
    expect(await store.commit([unit({ cells, findings: [stored('f1')] })], T0)).toEqual([true]);
    const loaded = await store.load({ cells: cells.map(({ key }) => key), seen: [], findings: ['f1'] });
    expect([...loaded.cells.values()]).toEqual(cells);
    expect(loaded.findings.get('f1')).toEqual(stored('f1'));
  });
});

describe('the definition of the table', () => {
  it('defines each attribute that a key names, and no other, as DynamoDB wants it', () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = tableDefinition;
    const named = [KeySchema, ...GlobalSecondaryIndexes.map((index) => index.KeySchema)].flat();
    expect(new Set(AttributeDefinitions.map((each) => each.AttributeName))).toEqual(
      new Set(named.map((each) => each.AttributeName)),
    );
    expect(GlobalSecondaryIndexes.length).toBeLessThanOrEqual(20);
  });
});
