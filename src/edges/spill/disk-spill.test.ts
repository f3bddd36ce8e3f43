import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDiskSpill } from './disk-spill.ts';
import { openTempFile } from './temp-file.ts';

const numbers = { name: 'numbers', compare: (a: number, b: number) => a - b };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spill-test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('temporary files', () => {
  test('none are needed for little', () => {
    rmSync(folder, { recursive: true });
    const spill = createDiskSpill();
    const sorter = spill.sorter(numbers);
    for (const n of [3, 1, 2]) sorter.add(n);
    expect([...sorter.sorted()]).toEqual([1, 2, 3]);
    spill.close();
  });

  test('have no name while they are used, so nothing stays behind a killed process', () => {
    const spill = createDiskSpill({ memory: 1 });
    const sorter = spill.sorter(numbers);
    for (const n of [3, 1, 2]) sorter.add(n);
    expect(readdirSync(folder)).toEqual([]);
    expect([...sorter.sorted()]).toEqual([1, 2, 3]);
    spill.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that cannot be made are a problem that says what to do', () => {
    rmSync(folder, { recursive: true });
    const sorter = createDiskSpill({ memory: 1 }).sorter(numbers);
    expect(() => sorter.add(1)).toThrow(expect.objectContaining({ code: 'SPILL_FAILED', at: { file: folder } }));
    expect(() => sorter.add(1)).toThrow(expect.objectContaining({ hint: expect.stringContaining('TMPDIR') }));
  });

  test('are written and read in any place', () => {
    const file = openTempFile(folder);
    expect(file.append(Buffer.from('one'))).toBe(0);
    expect(file.append(Buffer.from('three'))).toBe(3);
    const into = Buffer.alloc(4);
    file.read(2, into);
    expect(into.toString()).toBe('ethr');
    expect(() => file.read(6, into)).toThrow(expect.objectContaining({ code: 'SPILL_FAILED' }));
    expect(file.size).toBe(8);
    file.close();
    file.close();
  });
});

describe('closing a spill', () => {
  test('closes all its parts, and may be repeated', () => {
    const spill = createDiskSpill({ memory: 1 });
    const sorter = spill.sorter(numbers);
    sorter.add(1);
    const deduper = spill.deduper<number>({ name: 'd', bound: 0, keep: () => {} });
    deduper.add('a', 1);
    spill.close();
    spill.close();
    expect(() => sorter.add(2)).toThrow('closed');
    expect(() => deduper.add('b', 2)).toThrow();
  });
});
