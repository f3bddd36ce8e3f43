import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ITEMS = 5_000_000;
/** Each id comes again once. */
const DISTINCT = ITEMS / 2;

/** A process of its own, because memory is measured: items of about 600 bytes go through the deduper into a sorter. */
const PROGRAM = `
  import { createDiskSpill } from ${JSON.stringify(new URL('../../../dist/edges/spill/disk-spill.js', import.meta.url).href)};
  const spill = createDiskSpill();
  const sorter = spill.sorter({ name: 'sort', compare: (a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) });
  const deduper = spill.deduper({ name: 'dedup', keep: (item) => sorter.add(item) });
  for (let i = 0; i < ${ITEMS}; i++) {
    const n = i % ${DISTINCT};
    const hex = (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
    const id = hex + '-0000-4000-8000-' + String(n).padStart(12, '0');
    deduper.add(id, { at: Math.imul(n, 2654435761) >>> 0, id, first: i < ${DISTINCT}, text: hex.repeat(66) });
  }
  deduper.finish();
  let count = 0, at = -1, disorder = 0, repeats = 0;
  for (const item of sorter.sorted()) {
    count++;
    if (item.at < at) disorder++;
    if (!item.first) repeats++;
    at = item.at;
  }
  spill.close();
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ count, disorder, repeats, duplicates: deduper.duplicates, megabytes: maxRSS / 1024 }));
`;

test('five million items are told apart and sorted in under 300 MB, and leave nothing behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spill-deep-'));
  try {
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
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
    rmSync(folder, { recursive: true });
  }
});
