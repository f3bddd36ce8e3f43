import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bundled, bundled } from '../../../../test/bundled.ts';
import { seenKey } from '../../../model/cell.ts';
import { openEmbeddedStore } from './open-embedded-store.ts';
import { partsOf } from './store-process.cases.ts';

let folder: string;
let program: Bundled;
let path: string;
let round = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-store-'));
  program = await bundled(new URL('./store-process.cases.ts', import.meta.url));
});
afterAll(() => {
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  path = join(folder, `store-${++round}.db`);
});

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [program.script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

describe('several processes on one file', () => {
  it('count in one cell without losing any, from the moment that they create it', async () => {
    const all = await Promise.all([1, 2, 3].map(() => ended(start('count', path, '60'))));
    expect(all).toEqual(all.map(() => ({ code: 0, said: '' })));
    const store = await openEmbeddedStore({ path });
    const { cells } = await store.load({ cells: ['n'], seen: [], findings: [] });
    expect(cells.get('n')).toMatchObject({ version: 180, value: 180 });
    await store.close();
  });

  it('kill -9 in the midst of commits leaves each unit whole or absent, and all that were acknowledged', async () => {
    let acknowledged = 0;
    for (let kill = 0; kill < 5; kill++) {
      const child = start('forever', path);
      const end = ended(child);
      // The last whole line: after so many units that return, and some time into the next commit.
      const enough = acknowledged + 40;
      let printed = '';
      child.stdout?.on('data', (text: Buffer) => {
        printed += text.toString();
        const last = printed.slice(0, printed.lastIndexOf('\n')).split('\n').at(-1);
        acknowledged = Math.max(acknowledged, Number(last));
        if (acknowledged >= enough) setTimeout(() => child.kill('SIGKILL'), kill);
      });
      expect(await end).toEqual({ code: null, said: '' });
      await expectWhole(acknowledged);
    }
  });
});

async function expectWhole(acknowledged: number): Promise<void> {
  const store = await openEmbeddedStore({ path });
  try {
    const messages = new Set((await store.outbox({ state: 'waiting', limit: 100_000 })).map(({ id }) => id));
    let whole = 0;
    for (let i = 0; i < messages.size + 100; i++) {
      const { cells, ledger } = partsOf(i);
      const loaded = await store.load({
        cells: cells.map(({ key }) => key),
        seen: ledger.map(seenKey),
        findings: [`finding-${i}`],
      });
      const found = (await store.search({ text: `number ${i} `, limit: 1000 })).findings.some(
        ({ finding }) => finding.id === `finding-${i}`,
      );
      const parts = [
        loaded.cells.get(`cell-${i}`) !== undefined,
        loaded.seen.size === 3,
        loaded.seen.size > 0,
        loaded.findings.get(`finding-${i}`) !== undefined,
        messages.has(`message-${i}`),
        found,
      ];
      expect(new Set(parts).size, `unit ${i}: ${parts}`).toBe(1);
      if (parts[0]) whole++;
    }
    expect(whole).toBeGreaterThanOrEqual(acknowledged);
    expect(whole).toBe(messages.size);
  } finally {
    await store.close();
  }
}
