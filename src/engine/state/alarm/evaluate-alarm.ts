import { type EpochMs, SECOND } from '../../../base/units.ts';
import type { MetricAlarm } from '../../../model/alarm.ts';
import { type AlarmClock, alarmClock, firstPast, firstSeeing } from './alarm-clock.ts';
import { type Slot, samplesIn } from './alarm-slots.ts';
import { isBreaching, judgePoints, type Outcome } from './judge-points.ts';
import { evaluateMath, type TimeSeries } from './metric-math.ts';
import { samplesNeeded, statisticOf } from './statistics.ts';
import type { Run } from './timeline.ts';

/** One evaluation: the data points that it saw, oldest first, and what it says. */
export interface Evaluation {
  readonly values: TimeSeries;
  readonly outcome: Outcome;
}

/**
 * The evaluation of an alarm at a moment, over all samples that it can see. Cost: slots in reach, once for each metric.
 * @param slots ascending
 */
export function evaluateAlarm(
  alarm: MetricAlarm,
  slots: readonly Slot[],
  at: EpochMs,
  clock: AlarmClock = alarmClock(alarm),
): Evaluation {
  const { period, points } = clock;
  const periods = Array.from({ length: points }, (_, i) => {
    const end = at - (points - 1 - i) * period;
    return slots.slice(placeOf(slots, end - period), placeOf(slots, end));
  });
  const series = alarm.metrics.map(({ statistic }, metric) =>
    periods.map((inPeriod) => {
      const samples = samplesIn(inPeriod, metric);
      return samples && statisticOf(statistic, samples);
    }),
  );
  const values = alarm.expression === undefined ? series[0]! : evaluateMath(alarm.expression, series, period / SECOND);
  if (alarm.ignoresLowSamples === true && hasFewSamples(alarm, slots, at, clock)) return { values, outcome: 'retain' };
  const judged = values.map((value) => (value === undefined ? undefined : isBreaching(alarm.comparison, alarm.threshold, value)));
  return { values, outcome: judgePoints(judged, alarm) };
}

function hasFewSamples({ metrics }: MetricAlarm, slots: readonly Slot[], at: EpochMs, { interval }: AlarmClock): boolean {
  const inInterval = slots.slice(placeOf(slots, at - interval), placeOf(slots, at));
  return metrics.some(({ statistic }, metric) => (samplesIn(inInterval, metric)?.count ?? 0) < samplesNeeded(statistic));
}

/** The first slot that begins at a moment or later. */
function placeOf(slots: readonly Slot[], at: EpochMs): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (slots[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What all evaluations from `from` to `to` say. Only those are made that can differ from the one before: a slot comes into reach,
 * passes from one period to the next, or leaves.
 * @param slots all that they can see, ascending
 */
export function evaluationsBetween(
  alarm: MetricAlarm,
  slots: readonly Slot[],
  from: EpochMs,
  to: EpochMs,
  clock: AlarmClock = alarmClock(alarm),
): Run[] {
  const runs: Run[] = [];
  for (const at of momentsBetween(slots, from, to, clock)) {
    const { outcome } = evaluateAlarm(alarm, slots, at, clock);
    if (runs.at(-1)?.[1] !== outcome) runs.push([at, outcome]);
  }
  return runs;
}

/** Evaluations that can say something else than the one before. */
export function momentsBetween(slots: readonly Slot[], from: EpochMs, to: EpochMs, clock: AlarmClock): readonly EpochMs[] {
  const { step, period, points, slot } = clock;
  const seen = slots.filter(({ at }) => firstSeeing(clock, at) <= to && firstPast(clock, at) >= from);
  if (seen.length * (points + 1) > (to - from) / step)
    return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
  const moments = new Set([from]);
  for (const { at } of seen) {
    for (let k = 0; k <= points; k++) {
      const moment = Math.ceil((at + slot + k * period) / step) * step;
      if (moment > from && moment <= to) moments.add(moment);
    }
  }
  return [...moments].sort((a, b) => a - b);
}
