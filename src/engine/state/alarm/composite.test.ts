import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../../base/units.ts';
import type { AlarmCondition, AlarmState } from '../../../model/alarm.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { applyBatch } from '../apply.ts';
import { createMemoryCells } from '../memory-cells.ts';
import { collect, noon, sampleRule } from '../sample-series.cases.ts';
import { createState } from '../state.ts';
import { onlyUnit } from '../units.ts';
import { type AlarmStatus, statusKey } from './alarm-status.ts';
import { isTrue } from './conclude-composite.ts';
import { alarmInput, alarmRule, sampleAlarm } from './sample-alarm.cases.ts';
import { transitionsOf } from './timeline.ts';

const inState = (alarm: string, state: AlarmState = 'ALARM'): AlarmCondition => ({ op: 'state', alarm, state });
const all = (...of: AlarmCondition[]): AlarmCondition => ({ op: 'all', of });
const any = (...of: AlarmCondition[]): AlarmCondition => ({ op: 'any', of });
const not = (of: AlarmCondition): AlarmCondition => ({ op: 'not', of });
const actions = { enabled: true, alarm: [], ok: [], insufficientData: [] };

// CloudWatch User Guide, "Create a composite alarm": the examples of AlarmRule.
describe('the examples of rules', () => {
  const states = (given: Record<string, AlarmState>) => (alarm: string) => given[alarm] ?? 'OK';
  it.each<[string, AlarmCondition, Record<string, AlarmState>, boolean]>([
    ['both in ALARM', all(inState('cpu'), inState('disk')), { cpu: 'ALARM', disk: 'ALARM' }, true],
    ['one of them only', all(inState('cpu'), inState('disk')), { cpu: 'ALARM' }, false],
    ['no deployment in progress', all(inState('cpu'), not(inState('deploy'))), { cpu: 'ALARM' }, true],
    ['a deployment in progress', all(inState('cpu'), not(inState('deploy'))), { cpu: 'ALARM', deploy: 'ALARM' }, false],
    ['or, and the network is fine', all(any(inState('cpu'), inState('disk')), inState('net', 'OK')), { disk: 'ALARM' }, true],
    [
      'or, and the network says nothing',
      all(any(inState('cpu'), inState('disk')), inState('net', 'OK')),
      { disk: 'ALARM', net: 'INSUFFICIENT_DATA' },
      false,
    ],
    ['TRUE', { op: 'constant', value: true }, {}, true],
    ['NOT TRUE', not({ op: 'constant', value: true }), {}, false],
  ])('%s', (_, when, given, expected) => {
    expect(isTrue(when, states(given))).toBe(expected);
  });
});

describe('over two alarms', () => {
  const one = alarmRule(sampleAlarm({ feeds: { a: [{ metric: 0, value: 1 }] }, missing: 'notBreaching' }), 'one');
  const other = alarmRule(sampleAlarm({ feeds: { b: [{ metric: 0, value: 1 }] }, missing: 'notBreaching' }), 'other');
  const compositeOf = (when: AlarmCondition, of = ['one', 'other'], id = 'both'): SeriesRule =>
    sampleRule(id, of, { kind: 'composite', alarm: { when, actions } }, []);
  const sample = (rule: string, minute: number) =>
    alarmInput({ at: noon + minute * MINUTE, eventId: `${rule}${minute}`, value: 1, rule });

  function run(
    rules: readonly SeriesRule[],
    batches: readonly (readonly ReturnType<typeof sample>[])[],
    until: number,
    id = 'both',
  ) {
    const state = createState(rules);
    const store = createMemoryCells();
    const { tell, standing } = collect();
    applyBatch(state, store, [], tell, { until: noon });
    for (const batch of batches) applyBatch(state, store, batch, tell);
    applyBatch(state, store, [], tell, { until: noon + until * MINUTE });
    const key = statusKey(onlyUnit(rules.find((rule) => rule.id === id)!));
    const status = store.load({ cells: [key], seen: [] }).cells.get(key)!.value as AlarmStatus;
    return {
      changes: transitionsOf(status.timeline).map(({ at, to }) => `${(at - noon) / MINUTE} ${to}`),
      findings: [...standing.values()].filter(({ ruleId }) => ruleId === id),
    };
  }

  it('it is in ALARM while both are, and its finding shows the events of both', () => {
    // One period of one, evaluated over the last real data point of three: in ALARM for three minutes after the first.
    const { changes, findings } = run(
      [one, other, compositeOf(all(inState('one'), inState('other')))],
      [[sample('a', 1)], [sample('b', 3)]],
      20,
    );
    expect(changes).toEqual(['0 OK', '4 ALARM', '5 OK']);
    expect(findings).toHaveLength(1);
    expect(findings[0]!.events.map(({ eventId }) => eventId)).toEqual(['a1', 'b3']);
    expect(findings[0]!.alarm).toEqual({
      reason: 'its rule is true: ALARM(one) AND ALARM(other)',
      ended: { at: noon + 5 * MINUTE, state: 'OK' },
    });
  });

  it('the order in which events come does not matter', () => {
    const rules = [one, other, compositeOf(all(inState('one'), inState('other')))];
    const expected = run(rules, [[sample('a', 1), sample('b', 3)]], 20);
    expect(run(rules, [[sample('b', 3)], [sample('a', 1)]], 20)).toEqual(expected);
  });

  it('a composite may be over a composite', () => {
    const rules = [
      one,
      other,
      compositeOf(any(inState('one'), inState('other'))),
      compositeOf(not(inState('both')), ['both'], 'quiet'),
    ];
    const { changes } = run(rules, [[sample('a', 1)]], 20, 'quiet');
    expect(changes).toEqual(['0 ALARM', '2 OK', '5 ALARM']);
  });
});
