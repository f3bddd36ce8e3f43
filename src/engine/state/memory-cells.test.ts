import { expect, it } from 'vitest';
import { cellStoreContract } from './cell-store.contract.ts';
import { createMemoryCells } from './memory-cells.ts';

cellStoreContract('memory', () => createMemoryCells());

it('forgets what can not be needed any more', () => {
  const store = createMemoryCells();
  const cells = [10, 20].map((validUntil) => ({ key: String(validUntil), version: 1, value: 0, validUntil }));
  store.commit({ cells, ledger: [], updates: [], feeds: [] });
  store.expire(10);
  expect([...store.load({ cells: ['10', '20'], seen: [] }).cells.values()]).toEqual([undefined, cells[1]]);
});
