/**
 * What the tests start as a process of its own, with the file of a store as argument:
 * `forever FILE` commits batches of units until it is killed, and prints the number of each unit that is in;
 * `count FILE TIMES` counts that often in one cell, and ends.
 */
import { writeSync } from 'node:fs';
import { message, seen, stored, T0, unit } from '../contract/sample-rows.cases.ts';
import type { StoreCommit } from '../store.ts';
import { openEmbeddedStore } from './open-embedded-store.ts';

/** Unit `i` has all of these; large values make a commit span many pages. */
export const partsOf = (i: number): StoreCommit =>
  unit({
    cells: [{ key: `cell-${i}`, version: 1, value: 'x'.repeat(3000), validUntil: T0 }],
    ledger: [seen(`${i}-a`), seen(`${i}-b`), seen(`${i}-c`)],
    findings: [stored(`finding-${i}`, { summary: `number ${i}` })],
    messages: [message(`message-${i}`, `finding-${i}`)],
  });

const BATCH = 20;

async function forever(path: string): Promise<never> {
  const store = await openEmbeddedStore({ path });
  const { findings } = await store.stats();
  for (let i = findings.open; ; i += BATCH) {
    const results = await store.commit(
      Array.from({ length: BATCH }, (_, j) => partsOf(i + j)),
      T0,
    );
    if (!results.every(Boolean)) throw new Error('a unit was refused');
    writeSync(1, `${i + BATCH}\n`);
  }
}

async function count(path: string, times: number): Promise<void> {
  const store = await openEmbeddedStore({ path });
  for (let done = 0; done < times; ) {
    const cell = (await store.load({ cells: ['n'], seen: [], findings: [] })).cells.get('n');
    const next = { key: 'n', version: (cell?.version ?? 0) + 1, value: Number(cell?.value ?? 0) + 1, validUntil: T0 };
    if ((await store.commit([unit({ cells: [next] })], T0))[0]) done++;
  }
  await store.close();
}

const [mode, path = '', times] = process.argv.slice(2);
if (mode === 'forever') await forever(path);
if (mode === 'count') await count(path, Number(times));
