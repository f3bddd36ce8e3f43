import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HOUR, KiB, MiB } from '../../base/units.ts';
import type { Cell } from '../../model/cell.ts';
import type { SeriesInput } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { scanned } from './agreement.cases.ts';
import { applyBatch } from './apply.ts';
import { createMemoryCells } from './memory-cells.ts';
import { createSeriesRun } from './run-series.ts';
import { anyChain, anyInputs, anyRule, noon, sampleInput, sampleRule } from './sample-series.cases.ts';
import { createState } from './state.ts';

const busy = sampleRule('s', ['a'], { kind: 'distinct', field: 'value', timespan: HOUR, condition: { gte: 100 } }, []);
const flood = (length: number) =>
  Array.from({ length }, (_, i) =>
    sampleInput('a', `e${i}`, noon + ((i * 7919) % 3_600_000), { value: `value number ${(i * 31) % 5000}` }),
  );

function cellsOf(inputs: readonly SeriesInput[], batch: number) {
  const store = createMemoryCells();
  const state = createState([busy]);
  const cells = new Map<string, Cell>();
  const spy = {
    ...store,
    commit(conclusion: Parameters<typeof store.commit>[0]) {
      for (const cell of conclusion.cells) cells.set(cell.key, { ...cell, version: 0 });
      return store.commit(conclusion);
    },
  };
  let bounded = 0;
  for (let i = 0; i < inputs.length; i += batch) bounded += applyBatch(state, spy, inputs.slice(i, i + batch), () => undefined);
  return { cells: [...cells].sort(([a], [b]) => (a < b ? -1 : 1)), bounded };
}

it('a cell stays within 64 KB whatever comes, and says that a bound was hit', () => {
  const { cells, bounded } = cellsOf(flood(20_000), 20_000);
  for (const [, cell] of cells) expect(JSON.stringify(cell).length).toBeLessThanOrEqual(64 * KiB);
  expect(bounded).toBeGreaterThan(0);
});

it('events with very long texts are not kept whole', () => {
  const inputs = flood(200).map((input) => ({
    ...input,
    record: { ...input.record, userAgent: 'x'.repeat(1024), actor: 'y'.repeat(1024) },
    resources: Array.from({ length: 20 }, (_, i) => `arn:aws:s3:::${'z'.repeat(2000)}${i}`),
  }));
  for (const [, cell] of cellsOf(inputs, 50).cells) expect(JSON.stringify(cell).length).toBeLessThanOrEqual(64 * KiB);
});

it('past the bounds too a cell depends on what came, not on the order', () => {
  const inputs = flood(1500);
  const whole = cellsOf(inputs, 1500).cells;
  fc.assert(
    fc.property(
      fc.shuffledSubarray(inputs, { minLength: inputs.length }),
      fc.integer({ min: 100, max: 1500 }),
      (shuffled, batch) => {
        expect(cellsOf(shuffled, batch).cells).toEqual(whole);
      },
    ),
    { numRuns: 10 },
  );
});

it('a burst of very many events is one finding that counts all of them', () => {
  const rule = sampleRule('s', ['a'], { kind: 'count', timespan: HOUR, condition: { gte: 100 } }, []);
  const inputs = Array.from({ length: 30_000 }, (_, i) => sampleInput('a', `e${i}`, noon + i * 500));
  expect(scanned([rule], inputs).map(({ count, events }) => [count, events.length])).toEqual([[30_000, 20]]);
});

it('forgets what was left alone for longest when there are too many groups, and says so', () => {
  const rule = sampleRule('s', ['a'], { kind: 'count', timespan: HOUR, condition: { gte: 2 } });
  const run = createSeriesRun([rule], { memory: 64 * KiB });
  for (let i = 0; i < 1000; i++) run.add(sampleInput('a', `e${i}`, noon + i, { user: `user ${i}` }));
  expect(run.finish()).toEqual([]);
  expect(run.bounded).toBeGreaterThan(800);
});

it('goes on where a store forgot cells early, whichever', () => {
  const forgetful = (rules: readonly SeriesRule[], inputs: readonly SeriesInput[], most: number) => {
    const store = createMemoryCells({ most });
    const state = createState(rules);
    for (let i = 0; i < inputs.length; i += 2) applyBatch(state, store, inputs.slice(i, i + 2), () => undefined);
  };
  fc.assert(
    fc.property(
      fc.oneof(
        anyRule.map((rule) => [rule]),
        anyChain,
      ),
      anyInputs,
      fc.integer({ min: 1, max: 12 }),
      forgetful,
    ),
    { numRuns: 500 },
  );
});

it('memory of a scan follows the open windows, not the input', () => {
  const rule = sampleRule('s', ['a'], { kind: 'count', timespan: HOUR, condition: { gte: 2 } });
  const run = createSeriesRun([rule], { memory: 16 * MiB });
  for (let i = 0; i < 60_000; i++) run.add(sampleInput('a', `e${i}`, noon + i * 10_000, { user: `user ${i}` }));
  run.finish();
  expect(run.bounded).toBe(0);
});
