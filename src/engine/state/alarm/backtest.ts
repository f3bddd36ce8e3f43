import { DAY, type EpochMs, MINUTE, SECOND } from '../../../base/units.ts';
import type { AlarmBacktest, MetricBacktest, TriedThreshold } from '../../../model/alarm-backtest.ts';
import type { MetricAlarm, Statistic } from '../../../model/alarm.ts';
import type { SeriesInput } from '../../../model/series.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { unitsOf } from '../units.ts';
import { alarmClock, evaluationBefore } from './alarm-clock.ts';
import { addItem, copySlotCell, type Slot, type SlotCell } from './alarm-slots.ts';
import type { AlarmStatus } from './alarm-status.ts';
import { saying, timelineOf } from './conclude-composite.ts';
import { type Evaluation, evaluateAlarm, momentsBetween } from './evaluate-alarm.ts';
import { isBreaching, judgePoints } from './judge-points.ts';
import { episodesOf, newTimeline, type Run, stateOf, type Timeline, transitionsOf } from './timeline.ts';

/** What alarms would have done over logs, with other thresholds too. */
export interface Backtest {
  /** In any order, each event once. */
  add(input: SeriesInput): void;
  /** @param span event time of the first and of the last event */
  finish(span: { readonly from: EpochMs; readonly to: EpochMs }): AlarmBacktest[];
}

const NOBODY: ReadonlySet<string> = new Set();

/** Alarms among the rules; those that composite alarms are over come before them. Memory follows the minutes with samples. */
export function createBacktest(rules: readonly SeriesRule[]): Backtest {
  const recorders = new Map(
    rules.flatMap((rule) => (rule.series.kind === 'alarm' ? [[rule.id, recorderOf(rule, rule.series.alarm)] as const] : [])),
  );
  const byFeeder = new Map<string, Recorder[]>();
  for (const recorder of recorders.values())
    for (const id of recorder.rule.of) byFeeder.set(id, [...(byFeeder.get(id) ?? []), recorder]);
  return {
    add(input) {
      for (const recorder of byFeeder.get(input.ruleId) ?? []) recorder.add(input);
    },
    finish(span) {
      const statuses = new Map<string, AlarmStatus>();
      return rules.flatMap((rule) => {
        const recorder = recorders.get(rule.id);
        if (recorder !== undefined) {
          const judged = judgedOf(recorder.alarm, recorder.slots(), span);
          const timeline = timelineFor(recorder.alarm, judged, recorder.alarm.threshold, span.from);
          statuses.set(rule.id, { timeline, through: span.to, newest: null });
          return backtestOf(rule, settingsOf(recorder.alarm), timeline, span.to, metricOf(recorder.alarm, judged, span));
        }
        if (rule.series.kind !== 'composite') return [];
        const { when } = rule.series.alarm;
        const timeline = timelineOf(when, new Map(rule.of.map((id) => [id, statuses.get(id)])), undefined);
        statuses.set(rule.id, { timeline, through: span.to, newest: null });
        return backtestOf(rule, saying(when), timeline, span.to, undefined);
      });
    },
  };
}

interface Recorder {
  readonly rule: SeriesRule;
  readonly alarm: MetricAlarm;
  add(input: SeriesInput): void;
  slots(): Slot[];
}

function recorderOf(rule: SeriesRule, alarm: MetricAlarm): Recorder {
  const clock = alarmClock(alarm);
  const cells = new Map<number, SlotCell>();
  return {
    rule,
    alarm,
    add(input) {
      for (const { items } of unitsOf([rule], NOBODY, [input])) {
        for (const item of items) {
          const bucket = Math.floor(item.at / clock.bucket);
          const cell = cells.get(bucket) ?? copySlotCell(undefined);
          cells.set(bucket, cell);
          addItem(cell, { ...item, events: [] }, Math.floor(item.at / clock.slot) * clock.slot, alarm.metrics);
        }
      }
    },
    slots: () => [...cells].sort(([a], [b]) => a - b).flatMap(([, { slots }]) => slots),
  };
}

type Judged = readonly (readonly [at: EpochMs, seen: Evaluation])[];

function judgedOf(alarm: MetricAlarm, slots: readonly Slot[], { from, to }: { from: EpochMs; to: EpochMs }): Judged {
  const clock = alarmClock(alarm);
  const begin = evaluationBefore(clock, from);
  return momentsBetween(slots, begin, Math.max(begin, evaluationBefore(clock, to)), clock).map(
    (at) => [at, evaluateAlarm(alarm, slots, at, clock)] as const,
  );
}

function timelineFor(alarm: MetricAlarm, judged: Judged, threshold: number, from: EpochMs): Timeline {
  const runs: Run[] = [];
  for (const [at, { values, outcome }] of judged) {
    const points = values.map((value) => (value === undefined ? undefined : isBreaching(alarm.comparison, threshold, value)));
    const said = outcome === 'retain' && alarm.ignoresLowSamples === true ? outcome : judgePoints(points, alarm);
    if (runs.at(-1)?.[1] !== said) runs.push([at, said]);
  }
  return { ...newTimeline(judged[0]?.[0] ?? from), runs };
}

function backtestOf(
  { id, description, place }: SeriesRule,
  settings: string,
  timeline: Timeline,
  to: EpochMs,
  metric: MetricBacktest | undefined,
): AlarmBacktest {
  const episodes = episodesOf(timeline);
  return {
    id,
    ...(description !== undefined && { description }),
    place,
    settings,
    transitions: transitionsOf(timeline),
    episodes,
    inAlarm: episodes.reduce((sum, { since, until = to }) => sum + Math.max(0, until - since), 0),
    state: stateOf(timeline),
    ...(metric && { metric }),
  };
}

const WEEK = 7 * DAY;
const MOST_POINTS = 300;
/** Thresholds that are tried beside the alarm's own. */
const MOST_TRIED = 8;

const signs = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
} as const;

function metricOf(alarm: MetricAlarm, judged: Judged, span: { from: EpochMs; to: EpochMs }): MetricBacktest {
  const { threshold, comparison } = alarm;
  const isUpper = comparison.startsWith('Greater');
  const { reach } = alarmClock(alarm);
  const tryOut = (limit: number): TriedThreshold => {
    const episodes = episodesOf(timelineFor(alarm, judged, limit, span.from));
    const bursts = episodes.filter(({ since }, i) => i === 0 || since - (episodes[i - 1]!.until ?? since) >= reach).length;
    return { threshold: limit, fired: episodes.length, bursts };
  };
  const weeks = Math.max(1, (span.to - span.from) / WEEK);
  const own = tryOut(threshold);
  const latest = judged.flatMap(([, { values }]) => values.at(-1) ?? []);
  // From the most sensitive on: the first that is quiet enough is the answer.
  const candidates = [...new Set(latest)]
    .sort((a, b) => (isUpper ? a - b : b - a))
    .filter((value) => (isUpper ? value > threshold : value < threshold));
  const tried = [own];
  let suggestion: MetricBacktest['suggestion'];
  if (own.bursts > weeks) {
    let low = 0;
    let high = candidates.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const candidate = tryOut(candidates[middle]!);
      if (tried.length <= MOST_TRIED) tried.push(candidate);
      if (candidate.bursts <= weeks) {
        suggestion = candidate;
        high = middle - 1;
      } else low = middle + 1;
    }
  }
  const step = Math.max(alarm.period, Math.ceil((span.to - span.from + 1) / MOST_POINTS / MINUTE) * MINUTE);
  return {
    threshold,
    sign: signs[comparison],
    points: pointsOf(judged, step, isUpper),
    step,
    tried: tried.sort((a, b) => a.threshold - b.threshold),
    ...(suggestion && { suggestion }),
  };
}

function pointsOf(judged: Judged, step: number, isUpper: boolean): [EpochMs, number][] {
  const points = new Map<EpochMs, number>();
  for (const [at, { values }] of judged) {
    const value = values.at(-1);
    if (value === undefined) continue;
    const start = Math.floor((at - 1) / step) * step;
    const known = points.get(start) ?? value;
    points.set(start, isUpper ? Math.max(known, value) : Math.min(known, value));
  }
  return [...points].sort(([a], [b]) => a - b);
}

/** An alarm's settings in one line. */
export function settingsOf({
  metrics,
  expression,
  comparison,
  threshold,
  period,
  evaluationPeriods,
  datapointsToAlarm,
  missing,
}: MetricAlarm): string {
  const what = metrics.map(({ statistic, label }) => `${statisticText(statistic)} of ${label}`).join(', ');
  const each = period % MINUTE === 0 ? `${period / MINUTE} min` : `${period / SECOND} s`;
  const over = expression === undefined ? what : `an expression of ${what}`;
  return `${over} ${signs[comparison]} ${threshold}, ${datapointsToAlarm} of ${evaluationPeriods} × ${each}, missing data is ${missing}`;
}

function statisticText(statistic: Statistic): string {
  if (statistic.kind === 'percentile') return `p${statistic.percentile}`;
  if (!('low' in statistic || 'high' in statistic)) return statistic.kind;
  const bound = (of: { value: number; percent: boolean } | undefined) =>
    of === undefined ? '' : `${of.value}${of.percent ? '%' : ''}`;
  return `${statistic.kind} ${bound(statistic.low)}:${bound(statistic.high)}`;
}
