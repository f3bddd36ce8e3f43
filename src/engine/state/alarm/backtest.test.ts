import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../base/units.ts';
import { noon } from '../sample-series.cases.ts';
import { expectedOf } from './alarm-oracle.cases.ts';
import { createBacktest } from './backtest.ts';
import { alarmInput, alarmRule, sampleAlarm } from './sample-alarm.cases.ts';

const sample = (at: number, value = 1) => ({ at, eventId: `e${at}`, value });

it('the history is the one that the alarm itself would have had', () => {
  const alarm = sampleAlarm({ period: 5 * MINUTE, threshold: 3, missing: 'notBreaching' });
  const samples = [0, 3, 4, 50, 52, 53, 54, 300].map((minute) => sample(noon + minute * MINUTE));
  const span = { from: noon, to: noon + 320 * MINUTE };
  const backtest = createBacktest([alarmRule(alarm)]);
  for (const each of [...samples].reverse()) backtest.add(alarmInput(each));
  const [result] = backtest.finish(span);
  const expected = expectedOf(alarm, samples, span.from, span.to);
  expect(result!.transitions).toEqual(expected.transitions);
  expect(result!.episodes.map(({ since, until }) => [since, until])).toEqual(
    expected.episodes.map(({ at, ended }) => [at, ended]),
  );
  expect(result!.settings).toBe('Sum of Tests/Metric >= 3, 1 of 1 × 5 min, missing data is notBreaching');
});

describe('a threshold is suggested', () => {
  /** Each day once 1, on two days of the four weeks 5, on one 9. */
  const samples = Array.from({ length: 28 }, (_, day) => sample(noon + day * DAY, day === 20 ? 9 : day % 11 === 3 ? 5 : 1));
  const span = { from: noon, to: noon + 28 * DAY };
  const resultOf = (threshold: number) => {
    const backtest = createBacktest([alarmRule(sampleAlarm({ threshold }))]);
    for (const each of samples) backtest.add(alarmInput(each));
    return backtest.finish(span)[0]!;
  };

  it('the most sensitive one that fires once a week at most, with the evidence', () => {
    const { episodes, metric } = resultOf(1);
    expect(episodes).toHaveLength(28);
    expect(metric!.suggestion).toEqual({ threshold: 5, fired: 4, bursts: 4 });
    expect(metric!.tried).toContainEqual({ threshold: 1, fired: 28, bursts: 28 });
  });

  it('none where its own is quiet enough', () => {
    expect(resultOf(6).metric!.suggestion).toBeUndefined();
    expect(resultOf(6).episodes).toHaveLength(1);
  });
});

it('a composite alarm is judged from the alarms that it is over', () => {
  const one = alarmRule(sampleAlarm(), 'one');
  const composite = {
    ...one,
    id: 'not-one',
    of: ['one'],
    series: {
      kind: 'composite' as const,
      alarm: {
        when: { op: 'not' as const, of: { op: 'state' as const, alarm: 'one', state: 'ALARM' as const } },
        actions: sampleAlarm().actions,
      },
    },
  };
  const backtest = createBacktest([one, composite]);
  backtest.add(alarmInput(sample(noon + HOUR)));
  const results = backtest.finish({ from: noon, to: noon + 2 * HOUR });
  expect(results.map(({ id, state }) => [id, state])).toEqual([
    ['one', 'INSUFFICIENT_DATA'],
    ['not-one', 'ALARM'],
  ]);
  expect(results[1]!.episodes).toHaveLength(2);
});
