import { storeContract } from '../store.contract.ts';
import { T0 } from '../contract/sample-rows.cases.ts';
import { memoryTable } from './memory-table.cases.ts';
import { storeOver } from './open-dynamodb-store.ts';

const clock = { now: () => T0, sleep: async () => {} };

storeContract('dynamodb over a table in memory', {
  sweepsAll: false,
  async prepare() {
    const table = memoryTable();
    return { open: () => storeOver(table, { clock }), remove: async () => table.close() };
  },
});
