import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundled } from '../../../test/bundled.ts';
import { DISTINCT, ITEMS } from './spill-process.cases.ts';

test('five million items are told apart and sorted in under 300 MB, and leave nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spill-deep-'));
  const program = await bundled(new URL('./spill-process.cases.ts', import.meta.url));
  try {
    const run = spawnSync(process.execPath, [program.script, 'spill'], {
      env: { ...process.env, TMPDIR: folder },
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    const { megabytes, ...rest } = JSON.parse(run.stdout);
    expect(rest).toEqual({ count: DISTINCT, disorder: 0, repeats: 0, duplicates: ITEMS - DISTINCT });
    expect(megabytes).toBeLessThan(300);
    expect(readdirSync(folder).filter((name) => name.startsWith('trailwatch-'))).toEqual([]);
    console.log(`${Math.round(megabytes)} MB`);
  } finally {
    program.remove();
    rmSync(folder, { recursive: true });
  }
});
