import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../base/units.ts';
import { lived } from './alarm-agreement.cases.ts';
import { documentedFigure } from './judge-points.cases.ts';
import { alarmRule, sampleAlarm } from './sample-alarm.cases.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const sample = (at: number, value = 1) => ({ at, eventId: String(at), value });

it('the figure of the guide: ALARM in the third to fifth period, OK after a value within the threshold', () => {
  const { values, threshold, changes } = documentedFigure;
  const alarm = sampleAlarm({ evaluationPeriods: 3, datapointsToAlarm: 3, comparison: 'GreaterThanThreshold', threshold });
  const samples = values.map((value, i) => sample(noon + i * MINUTE, value));
  const { transitions } = lived(alarmRule(alarm), [{ samples, until: noon + values.length * MINUTE }]);
  expect(transitions.map(({ at, to }) => ({ period: (at - noon) / MINUTE, to }))).toEqual(changes);
});

describe('"Alarm evaluation"', () => {
  it('a period of five minutes is judged every minute: at the end of minute 5 minutes 1 to 5, then minutes 2 to 6', () => {
    const alarm = sampleAlarm({ period: 5 * MINUTE, threshold: 2 });
    const twoWithin = (minutes: number) => [sample(noon + 4 * MINUTE), sample(noon + (4 + minutes) * MINUTE)];
    const changesTo = (minutes: number) =>
      lived(alarmRule(alarm), [{ samples: twoWithin(minutes), until: noon + HOUR }]).transitions;
    // Minutes 5 and 9 lie in one window of five minutes, though not in one that begins at a multiple of five.
    expect(changesTo(4).find(({ to }) => to === 'ALARM')).toMatchObject({ at: noon + 9 * MINUTE });
    expect(changesTo(5).some(({ to }) => to === 'ALARM')).toBe(false);
  });

  it('an alarm over more than a day is judged each hour, with the data up to that hour', () => {
    // The guide's job runs every three days at 10:00; it fails at 10:02, which is seen at 11:00, and runs at 11:43, which is seen at 12:00.
    const ten = Date.UTC(2026, 0, 31, 10);
    const alarm = sampleAlarm({ period: 24 * HOUR, evaluationPeriods: 3, datapointsToAlarm: 1 });
    const { transitions } = lived(alarmRule(alarm), [{ samples: [sample(ten + 2 * MINUTE)], until: ten + HOUR + 3 * MINUTE }]);
    expect(transitions).toMatchObject([{ at: ten + HOUR, to: 'ALARM' }]);
  });

  it('periods below a minute are judged every ten seconds', () => {
    const alarm = sampleAlarm({ period: 10_000 });
    const { transitions } = lived(alarmRule(alarm), [{ samples: [sample(noon + 13_000)], until: noon + MINUTE }]);
    expect(transitions[0]).toMatchObject({ at: noon + 20_000, to: 'ALARM' });
  });
});

it('after the samples have stopped, the last ones are judged again until they are out of reach', () => {
  const alarm = sampleAlarm({ missing: 'notBreaching' });
  const { transitions } = lived(alarmRule(alarm), [{ samples: [sample(noon)], until: noon + HOUR }]);
  // One of one period, and a range of three.
  expect(transitions.map(({ at, to }) => [(at - noon) / MINUTE, to])).toEqual([
    [1, 'ALARM'],
    [4, 'OK'],
  ]);
});

it('an alarm over what must happen is in ALARM where nothing comes, though there is no event to show', () => {
  const alarm = sampleAlarm({ comparison: 'LessThanThreshold', missing: 'breaching' });
  const { matches } = lived(alarmRule(alarm), [
    { samples: [], until: noon },
    { samples: [], until: noon + HOUR },
  ]);
  expect(matches).toMatchObject([{ at: noon, count: 0, events: [], alarm: { reason: expect.stringMatching(/no data/) } }]);
});

it('a default value stands for a minute with log events of which none matched, and for no other', () => {
  const alarm = sampleAlarm({
    feeds: { filter: [{ metric: 0, value: 5 }], logs: [{ metric: 0, value: 0, isDefault: true }] },
    metrics: [{ id: 'm', label: 'Tests/Metric', statistic: { kind: 'Average' } }],
    threshold: 5,
  });
  const logs = (minute: number) => ({ ...sample(noon + minute * MINUTE), rule: 'logs' });
  const match = { ...sample(noon + MINUTE), rule: 'filter' };
  const { transitions } = lived(alarmRule(alarm), [{ samples: [logs(0), logs(1), match, logs(2)], until: noon + 3 * MINUTE }]);
  // Minute 1 has a match: its average is 5, and not 2.5.
  expect(transitions.map(({ at, to }) => [(at - noon) / MINUTE, to])).toEqual([
    [1, 'OK'],
    [2, 'ALARM'],
    [3, 'OK'],
  ]);
});
