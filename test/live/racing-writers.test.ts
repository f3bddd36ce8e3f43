import { expect, it } from 'vitest';
import { memoryTable } from '../../src/edges/stores/dynamodb/memory-table.cases.ts';
import { storeOver } from '../../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { Random } from '../../src/simulation/random.ts';
import { deliverEvent, EVENTS, raced } from './racing-writers.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('five processes on one correlation, however their requests interleave, make the finding that a scan makes', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed, 'racing');
    const table = memoryTable();
    const later = async () => {
      for (let turns = random.below(5); turns > 0; turns--) await turn();
    };
    table.before = later;
    const clock = { now: () => Date.UTC(2026, 0, 31, 13), sleep: later };
    const open = () => storeOver(table, { clock });
    await Promise.all(Array.from({ length: EVENTS }, async (_, i) => deliverEvent(i, await open(), clock)));
    const { findings, expected, messages } = await raced(await open());
    expect(expected).toHaveLength(1);
    expect([seed, findings]).toEqual([seed, expected]);
    expect([seed, messages]).toEqual([seed, ['opened']]);
  }
});
