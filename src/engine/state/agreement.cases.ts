import fc from 'fast-check';
import { expect } from 'vitest';
import { HOUR } from '../../base/units.ts';
import type { SeriesInput, SeriesMatch } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { applyBatch } from './apply.ts';
import { createInputSorter } from './input-sorter.ts';
import { createMemoryCells } from './memory-cells.ts';
import { expectedOf } from './oracle.cases.ts';
import { createSeriesRun } from './run-series.ts';
import { anyChain, anyInputs, anyRule, collect, comparable, jsonSorters, ordered } from './sample-series.cases.ts';
import { createState } from './state.ts';

/** As a scan does it: sorted, once. */
export function scanned(rules: readonly SeriesRule[], inputs: readonly SeriesInput[]): SeriesMatch[] {
  const run = createSeriesRun(rules);
  const sorter = createInputSorter(rules, jsonSorters);
  for (const input of inputs) sorter.add(input);
  return [...[...sorter.sorted()].flatMap((input) => run.add(input)), ...run.finish()];
}

/** As live use does it: in batches as they come. */
export function lived(rules: readonly SeriesRule[], batches: readonly (readonly SeriesInput[])[]): SeriesMatch[] {
  const state = createState(rules, { lateness: 24 * HOUR });
  const store = createMemoryCells();
  const { tell, standing } = collect();
  for (const batch of batches) applyBatch(state, store, batch, tell);
  return [...standing.values()];
}

/** All matches of an event come together; events come in any order, in any batches, and some again. */
function deliveries(inputs: readonly SeriesInput[]): fc.Arbitrary<SeriesInput[][]> {
  const events = [...new Set(inputs.map(({ eventId }) => eventId))].map((id) => inputs.filter(({ eventId }) => eventId === id));
  return fc
    .tuple(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: events.length, maxLength: events.length }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2 * events.length, maxLength: 2 * events.length }),
      fc.subarray(events),
    )
    .map(([places, sizes, again]) => {
      const shuffled = events.map((event, i) => ({ event, place: places[i]! })).sort((a, b) => a.place - b.place);
      const stream = [...shuffled.map(({ event }) => event), ...again];
      const batches: SeriesInput[][] = [];
      for (const size of sizes) if (stream.length > 0) batches.push(stream.splice(0, size).flat());
      return batches;
    });
}

export function agree(numRuns: number): void {
  const property = (rules: readonly SeriesRule[], inputs: SeriesInput[], batches: SeriesInput[][]) => {
    const expected = ordered(expectedOf(rules, inputs));
    const sorted = scanned(rules, inputs);
    expect(comparable(sorted)).toEqual(expected);
    const live = lived(rules, batches);
    expect(comparable(live)).toEqual(expected);
    expect(live.map(({ id }) => id).sort()).toEqual(sorted.map(({ id }) => id).sort());
  };
  const stream = anyInputs.chain((inputs) => fc.tuple(fc.constant(inputs), deliveries(inputs)));
  fc.assert(
    fc.property(anyRule, stream, (rule, [inputs, batches]) => property([rule], inputs, batches)),
    { numRuns },
  );
  fc.assert(
    fc.property(anyChain, stream, (rules, [inputs, batches]) => property(rules, inputs, batches)),
    { numRuns },
  );
}
