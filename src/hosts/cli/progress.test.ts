import { expect, it } from 'vitest';
import type { ScanCounts } from '../../model/scan.ts';
import { progressLine, startProgress } from './progress.ts';

const counts = { files: 3, bytes: 31 * 2 ** 20, events: 67_186 } as ScanCounts;
const total = { files: 42, bytes: 363 * 2 ** 20 };

it('says files, bytes, speed and time left', () => {
  expect(progressLine(counts, total, 1, 80)).toBe('██░░░░░░░░░░░░░░░░░░ 3/42 files · 31 MiB · 67,186 events/s · 11 s left');
});

it('says what is known when the totals are not', () => {
  expect(progressLine(counts, undefined, 1, 80)).toBe('░░░░░░░░░░░░░░░░░░░░ 3 files · 31 MiB · 67,186 events/s');
});

it.each([10, 20, 40, 60, 66, 67, 80, 200])('never wraps at %i columns', (columns) => {
  expect(progressLine(counts, total, 1, columns).length).toBeLessThan(columns);
});

it('a message stands on a line of its own, and nothing of the bar is left at the end', () => {
  const writes: string[] = [];
  const terminal = { isTTY: true, columns: 80, write: (text: string) => writes.push(text) > 0 };
  const progress = startProgress([], true, terminal as never);
  progress.say('trailwatch: one\n');
  progress.stop();
  progress.say('trailwatch: two\n');
  const clear = '\r\x1b[K';
  expect(writes[0]).toContain(`${clear}░`);
  expect(writes.slice(1)).toEqual([`${clear}trailwatch: one\n`, expect.stringContaining('events/s'), clear, 'trailwatch: two\n']);
});

it('is silent where standard error is no terminal', () => {
  const writes: string[] = [];
  const progress = startProgress([], true, {
    isTTY: false,
    columns: 80,
    write: (text: string) => writes.push(text) > 0,
  } as never);
  progress.update(counts);
  progress.stop();
  expect(writes).toEqual([]);
});
