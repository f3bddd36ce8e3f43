import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../../base/units.ts';
import { comparisons, type MetricAlarm, missingTreatments, type Statistic } from '../../../model/alarm.ts';
import type { SeriesInput } from '../../../model/series.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { noon, sampleInput, sampleRule } from '../sample-series.cases.ts';
import type { PlainSample } from './alarm-oracle.cases.ts';

const FILTER = 'filter';
const PATH = 'detail.bytes';

/** An alarm over what the rule `filter` reports: the number at `detail.bytes`. */
export function sampleAlarm(given: Partial<MetricAlarm> = {}): MetricAlarm {
  return {
    metrics: [{ id: 'm', label: 'Tests/Metric', statistic: { kind: 'Sum' } }],
    feeds: { [FILTER]: [{ metric: 0, value: { path: PATH } }] },
    period: MINUTE,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    missing: 'missing',
    actions: { enabled: true, alarm: [], ok: [], insufficientData: [] },
    ...given,
  };
}

export function alarmRule(alarm: MetricAlarm, id = 'alarm'): SeriesRule {
  return sampleRule(id, Object.keys(alarm.feeds), { kind: 'alarm', alarm }, []);
}

export function alarmInput({ at, eventId, value, rule = FILTER }: PlainSample): SeriesInput {
  return sampleInput(rule, eventId, at, { [PATH]: value });
}

const anyStatistic: fc.Arbitrary<Statistic> = fc.oneof(
  fc.constantFrom(...(['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const)).map((kind) => ({ kind })),
  fc.constantFrom(10, 50, 90, 100).map((percentile) => ({ kind: 'percentile' as const, percentile })),
);

export const anyAlarm: fc.Arbitrary<MetricAlarm> = fc
  .record({
    statistic: anyStatistic,
    period: fc.constantFrom(10 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 7 * HOUR),
    n: fc.integer({ min: 1, max: 4 }),
    m: fc.integer({ min: 1, max: 4 }),
    comparison: fc.constantFrom(...comparisons),
    threshold: fc.integer({ min: 0, max: 5 }),
    missing: fc.constantFrom(...missingTreatments),
  })
  .filter(({ m, n }) => m <= n)
  .map(({ statistic, n, m, ...rest }) =>
    sampleAlarm({
      metrics: [{ id: 'm', label: 'Tests/Metric', statistic }],
      evaluationPeriods: n,
      datapointsToAlarm: m,
      ...rest,
    }),
  );

/** Samples in clusters, with pauses that are longer than most alarms look back. */
export function anySamples(alarm: MetricAlarm): fc.Arbitrary<PlainSample[]> {
  const { period } = alarm;
  const gap = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: period }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 * period }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: Math.min(DAY, 30 * period) }) },
  );
  const sample = fc.record({ gap, value: fc.integer({ min: 0, max: 5 }) });
  return fc.array(sample, { maxLength: 12 }).map((list) => {
    let at = noon;
    return list.map(({ gap, value }, i) => {
      at += Math.round(gap / SECOND) * SECOND;
      return { at, eventId: `e${String(i).padStart(3, '0')}`, value };
    });
  });
}
