import { expect, test } from 'vitest';
import { createRuns } from './disk-runs.ts';
import { packJson, unpackJson } from './json-blocks.ts';

const numbers = { compare: (a: number, b: number) => a - b, pack: packJson, unpack: unpackJson<number> };

test.each([2, 3, 100])('runs become one sequence, merged %i at a time', (fanIn) => {
  const runs = createRuns<number>(numbers, fanIn);
  const all: number[] = [];
  for (let run = 0; run < 20; run++) {
    const items = Array.from({ length: run }, (_, i) => i * 20 - run);
    runs.add(items);
    all.push(...items);
  }
  expect(runs.count).toBe(20);
  expect([...runs.merged([5, 6][Symbol.iterator]())]).toEqual([...all, 5, 6].sort((a, b) => a - b));
  expect(runs.count).toBe(0);
});

test('a run that follows the one before is part of it', () => {
  const runs = createRuns<number>(numbers, 2);
  runs.add([2, 4]);
  for (let i = 0; i < 10; i++) runs.add([4 + i, 5 + i], true);
  runs.add([1, 3]);
  expect(runs.count).toBe(2);
  expect([...runs.merged()].slice(0, 4)).toEqual([1, 2, 3, 4]);
});

test('nothing added, nothing merged', () => {
  expect([...createRuns<number>(numbers, 2).merged()]).toEqual([]);
});
