import { createDiskSpill } from './disk-spill.ts';

export const ITEMS = 5_000_000;
/** Each id comes again once. */
export const DISTINCT = ITEMS / 2;

/** Items of about 600 bytes go through the deduper into a sorter, in a process of its own: memory is measured. */
function spill(): void {
  const spill = createDiskSpill();
  const sorter = spill.sorter<{ at: number; id: string; first: boolean; text: string }>({
    name: 'sort',
    compare: (a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  });
  const deduper = spill.deduper<{ at: number; id: string; first: boolean; text: string }>({
    name: 'dedup',
    keep: (item) => sorter.add(item),
  });
  for (let i = 0; i < ITEMS; i++) {
    const n = i % DISTINCT;
    const hex = (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
    const id = `${hex}-0000-4000-8000-${String(n).padStart(12, '0')}`;
    deduper.add(id, { at: Math.imul(n, 2654435761) >>> 0, id, first: i < DISTINCT, text: hex.repeat(66) });
  }
  deduper.finish();
  let count = 0;
  let at = -1;
  let disorder = 0;
  let repeats = 0;
  for (const item of sorter.sorted()) {
    count++;
    if (item.at < at) disorder++;
    if (!item.first) repeats++;
    at = item.at;
  }
  spill.close();
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ count, disorder, repeats, duplicates: deduper.duplicates, megabytes: maxRSS / 1024 }));
}

if (process.argv[2] === 'spill') spill();
