import fc from 'fast-check';
import { expect } from 'vitest';
import { DAY, type EpochMs, MINUTE } from '../../../base/units.ts';
import type { SeriesMatch } from '../../../model/series.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { applyBatch } from '../apply.ts';
import { createMemoryCells } from '../memory-cells.ts';
import { createSeriesRun } from '../run-series.ts';
import { collect, noon } from '../sample-series.cases.ts';
import { createState } from '../state.ts';
import { onlyUnit } from '../units.ts';
import { expectedOf, type PlainSample } from './alarm-oracle.cases.ts';
import { type AlarmStatus, statusKey } from './alarm-status.ts';
import { alarmInput, alarmRule, anyAlarm, anySamples } from './sample-alarm.cases.ts';
import { transitionsOf } from './timeline.ts';

/** A step of live use: samples that come together, and perhaps the time that has come. */
export interface Delivery {
  readonly samples: readonly PlainSample[];
  readonly until?: EpochMs;
}

/** As live use does it. Returns what stands at the end, and how the state changed. */
export function lived(rule: SeriesRule, deliveries: readonly Delivery[]) {
  const state = createState([rule], { lateness: 3 * DAY });
  const store = createMemoryCells();
  const { tell, standing } = collect();
  for (const { samples, until } of deliveries)
    applyBatch(
      state,
      store,
      samples.map((sample) => alarmInput(sample)),
      tell,
      until === undefined ? {} : { until },
    );
  const key = statusKey(onlyUnit(rule));
  const status = store.load({ cells: [key], seen: [] }).cells.get(key)?.value as AlarmStatus | undefined;
  return { matches: [...standing.values()], transitions: status === undefined ? [] : transitionsOf(status.timeline) };
}

function scanned(rule: SeriesRule, samples: readonly PlainSample[], span: { from: EpochMs; to: EpochMs }): SeriesMatch[] {
  const run = createSeriesRun([rule], { span });
  return [...samples.flatMap((sample) => run.add(alarmInput(sample))), ...run.finish()];
}

export const plain = (matches: readonly SeriesMatch[]) =>
  matches
    .map(({ at, firstAt, lastAt, count, alarm }) => ({ at, ended: alarm?.ended?.at, firstAt, lastAt, count }))
    .sort((a, b) => a.at - b.at);

/** Samples in any order, in any batches, some again, with time passing in between. */
function anyDeliveries(samples: readonly PlainSample[], from: EpochMs, to: EpochMs): fc.Arbitrary<Delivery[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...samples], { minLength: samples.length, maxLength: samples.length }),
      fc.subarray([...samples]),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.option(fc.double({ min: 0, max: 1, noNaN: true }))), {
        maxLength: 12,
      }),
    )
    .map(([shuffled, again, cuts]) => {
      const stream = [...shuffled, ...again];
      const deliveries: Delivery[] = [{ samples: [], until: from }];
      for (const [size, share] of cuts)
        deliveries.push({ samples: stream.splice(0, size), ...(share !== null && { until: from + share * (to - from) }) });
      return [...deliveries, { samples: stream, until: to }];
    });
}

export function agree(numRuns: number): void {
  const anyCase = anyAlarm.chain((alarm) =>
    anySamples(alarm).chain((samples) => {
      const span = {
        from: noon,
        to: (samples.at(-1)?.at ?? noon) + Math.min(8, alarm.evaluationPeriods + 3) * Math.max(alarm.period, MINUTE),
      };
      return fc.record({
        alarm: fc.constant(alarm),
        samples: fc.constant(samples),
        span: fc.constant(span),
        deliveries: anyDeliveries(samples, span.from, span.to),
      });
    }),
  );
  fc.assert(
    fc.property(anyCase, ({ alarm, samples, span, deliveries }) => {
      const rule = alarmRule(alarm);
      const expected = expectedOf(alarm, samples, span.from, span.to);
      const live = lived(rule, deliveries);
      expect(live.transitions).toEqual(expected.transitions);
      expect(plain(live.matches)).toEqual(expected.episodes);
      const scan = scanned(rule, samples, span);
      expect(plain(scan)).toEqual(expected.episodes);
      expect(scan.map(({ id }) => id).sort()).toEqual(live.matches.map(({ id }) => id).sort());
    }),
    { numRuns },
  );
}
