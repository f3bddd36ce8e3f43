import type { EpochMs } from '../../../base/units.ts';
import type { AlarmState, MetricAlarm, MissingTreatment } from '../../../model/alarm.ts';
import type { Transition } from './timeline.ts';

/** A sample as somebody would write it down. */
export interface PlainSample {
  readonly at: EpochMs;
  readonly eventId: string;
  readonly value: number;
  /** That reports it. @default 'filter' */
  readonly rule?: string;
}

export interface Expected {
  readonly transitions: readonly Transition[];
  readonly episodes: readonly {
    readonly at: EpochMs;
    readonly ended: EpochMs | undefined;
    readonly firstAt: EpochMs;
    readonly lastAt: EpochMs;
    readonly count: number;
  }[];
}

/**
 * What an alarm over one metric says, all of it worked out anew at every step from the whole list of samples: slow, and as the guide
 * tells it. Shares nothing with the code that it judges but the types.
 */
export function expectedOf(alarm: MetricAlarm, samples: readonly PlainSample[], from: EpochMs, to: EpochMs): Expected {
  const { period, evaluationPeriods } = alarm;
  const step = evaluationPeriods * period > 86_400_000 ? 3_600_000 : period < 60_000 ? 10_000 : 60_000;
  const slot = period < 60_000 ? 10_000 : 60_000;
  const transitions: Transition[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let at = Math.floor(from / step) * step; at <= to; at += step) {
    const points: (number | undefined)[] = [];
    for (let k = evaluationPeriods + 1; k >= 0; k--) {
      const inPeriod = samples.filter((sample) => {
        const start = Math.floor(sample.at / slot) * slot;
        return start >= at - (k + 1) * period && start < at - k * period;
      });
      points.push(
        inPeriod.length === 0
          ? undefined
          : dataPoint(
              alarm,
              inPeriod.map(({ value }) => value),
            ),
      );
    }
    const next = judge(
      points.map((value) => (value === undefined ? '-' : breaches(alarm, value) ? 'X' : '0')).join(''),
      alarm,
      state,
    );
    if (next !== state) transitions.push({ at, from: state, to: next });
    state = next;
  }
  const episodes = transitions.flatMap(({ at, to: reached }, i) => {
    if (reached !== 'ALARM') return [];
    const ended = transitions[i + 1]?.at;
    const seen = samples.filter((sample) => {
      const start = Math.floor(sample.at / slot) * slot;
      const seen = Math.ceil((start + slot) / step) * step;
      return (
        start >= at - (evaluationPeriods + 2) * period &&
        start < at + 86_400_000 &&
        (ended === undefined ? seen <= to : seen < ended)
      );
    });
    const times = seen.map((sample) => sample.at);
    return [
      {
        at,
        ended,
        firstAt: times.length ? Math.min(...times) : at,
        lastAt: times.length ? Math.max(...times) : at,
        count: seen.length,
      },
    ];
  });
  return { transitions, episodes };
}

function dataPoint({ metrics }: MetricAlarm, values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  const { statistic } = metrics[0]!;
  switch (statistic.kind) {
    case 'SampleCount':
      return values.length;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    case 'percentile': {
      const { percentile } = statistic;
      const candidates = values.filter(
        (value) => values.filter((other) => other <= value).length * 100 >= percentile * values.length,
      );
      return Math.min(...candidates);
    }
    default:
      throw new Error('not judged here');
  }
}

function breaches({ comparison, threshold }: MetricAlarm, value: number): boolean {
  if (value === threshold) return comparison.includes('OrEqual');
  return comparison.startsWith('Greater') ? value > threshold : value < threshold;
}

/** By rewriting text: the points that count are those that are left when the dashes are taken out. */
function judge(
  points: string,
  { evaluationPeriods: n, datapointsToAlarm: m, missing }: MetricAlarm,
  state: AlarmState,
): AlarmState {
  const real = points.replaceAll('-', '').slice(-n);
  const fill: Record<MissingTreatment, string> = { breaching: 'X', notBreaching: '0', missing: '-', ignore: '-' };
  const counted = real.padStart(n, fill[missing]);
  const alarms = counted.replaceAll(/[^X]/g, '').length >= m;
  if (alarms) return 'ALARM';
  if (!counted.includes('-') || counted.includes('0')) return 'OK';
  if (missing === 'ignore') return state;
  // Only breaches, fewer than M. Is the oldest one old enough? `X` with M - 1 places after it.
  return new RegExp(`X.{${m - 1},}$`).test(points) ? 'ALARM' : 'INSUFFICIENT_DATA';
}
